import { providerOfAddress } from '../../provider/find-provider';
import { type Lint, perAccount } from '../lint';

/** Names of servers that take mail for their own mailboxes from other servers (MX), and no login. */
const receiving = [
  /^smtp\.google\.com$/,
  /^((alt\d|gmail-smtp-in)\.)*(aspmx|gmail-smtp-in)\.l\.google\.com$/,
  /^aspmx\d*\.googlemail\.com$/,
  /\.mail\.protection\.outlook\.com$/,
  /\.olc\.protection\.outlook\.com$/,
  /\.mx\.microsoft$/,
  /^mta\d\.am0\.yahoodns\.net$/,
  /^mx-(aol|biz)\..*\.yahoodns\.net$/,
  /^mx\d*\./,
];

/** The host is a server that receives. */
export const hostReceiving: Lint = {
  id: 'host-receiving',
  severity: 'warning',
  check: perAccount(({ host, user, path }, { knownHosts, context: { providers } }) => {
    if (knownHosts.has(host) || !receiving.some((pattern) => pattern.test(host))) return undefined;
    return {
      path: path('host'),
      details: { host },
      fixes: () => {
        const byHost = /google/.test(host)
          ? 'gmail'
          : /outlook|microsoft/.test(host)
            ? 'microsoft365'
            : /yahoodns/.test(host)
              ? 'yahoo'
              : '';
        const provider = providerOfAddress(providers, user) ?? providers.find(({ id }) => id === byHost);
        const value = provider?.servers[0]?.host;
        return value === undefined
          ? []
          : [{ id: 'write', details: { text: value }, settings: [{ path: path('host'), value }], preferred: true }];
      },
    };
  }),
};
