import { hostsOf, providerOfHost } from '../../provider/find-provider';
import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** The host is a server of another provider than the one that is named. */
export const providerHost: Lint = {
  id: 'provider-host',
  severity: 'warning',
  check: perAccount(({ plan: { provider }, raw, host, path }, { knownHosts, context: { providers } }) => {
    if (raw.provider === undefined || provider === undefined || !knownHosts.has(host)) return undefined;
    const other = providerOfHost(providers, host);
    if (hostsOf(provider).includes(host) || other === undefined || other.id === provider.id) return undefined;
    return {
      path: path('host'),
      details: { host, provider: provider.name, other: other.name },
      fixes: () => {
        const value = provider.servers[0]?.host ?? '';
        return [writeFix(path('host'), value), writeFix(path('provider'), other.id)];
      },
    };
  }),
};
