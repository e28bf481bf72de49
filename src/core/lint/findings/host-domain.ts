import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** The host is the domain of a provider's addresses, and none of its servers. */
export const hostDomain: Lint = {
  id: 'host-domain',
  severity: 'warning',
  check: perAccount(({ host, path }, { knownHosts, context: { providers } }) => {
    if (host === '' || knownHosts.has(host)) return undefined;
    const provider = providers.find(({ domains }) => domains.includes(host));
    if (provider === undefined) return undefined;
    return {
      path: path('host'),
      details: { host, provider: provider.name },
      fixes: () => {
        const value = provider.servers[0]?.host;
        return value === undefined ? [] : [{ ...writeFix(path('host'), value), preferred: true }];
      },
    };
  }),
};
