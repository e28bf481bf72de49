import { receiverOf } from '../../provider/find-by-mx';
import { providerById, providerOfAddress } from '../../provider/find-provider';
import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** Names of servers that take mail for their own mailboxes from other servers (MX), which no provider's file has; with the provider's id. */
const receiving: readonly [RegExp, string?][] = [
  [/^smtp\.google\.com$/, 'gmail'],
  [/^aspmx\d*\.googlemail\.com$/, 'gmail'],
  [/\.mx\.microsoft$/, 'microsoft365'],
  [/^mx\d*\./],
];

/** Names of servers that mail is read from. */
const reading = /^(?:imap|pop3?)s?(?=[\d.-])/;

/** The host is a server that receives, or that mail is read from. */
export const hostReceiving: Lint = {
  id: 'host-receiving',
  severity: 'warning',
  check: perAccount(({ host, user, path }, { knownHosts, context: { providers } }) => {
    if (knownHosts.has(host)) return undefined;
    if (reading.test(host))
      return {
        path: path('host'),
        details: { host, variant: 'reading' },
        fixes: () => {
          const same = host.replace(reading, 'smtp');
          if (knownHosts.has(same)) return [{ ...writeFix(path('host'), same), preferred: true }];
          const value = providerOfAddress(providers, user)?.servers[0]?.host;
          return value === undefined ? [] : [writeFix(path('host'), value)];
        },
      };
    const receiver = receiverOf(providers, host);
    const [pattern, id = ''] = receiving.find(([name]) => name.test(host)) ?? [];
    if (receiver === undefined && pattern === undefined) return undefined;
    return {
      path: path('host'),
      details: { host },
      fixes: () => {
        const provider = providerOfAddress(providers, user) ?? receiver ?? providerById(providers, id);
        const value = provider?.servers[0]?.host;
        return value === undefined ? [] : [{ ...writeFix(path('host'), value), preferred: true }];
      },
    };
  }),
};
