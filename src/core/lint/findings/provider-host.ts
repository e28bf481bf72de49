import { providerOfHost } from '../../provider/find-provider';
import { type Lint, perAccount } from '../lint';

/** The host is a server of another provider than the one that is named. */
export const providerHost: Lint = {
  id: 'provider-host',
  severity: 'warning',
  check: perAccount(({ plan: { provider }, raw, host, path }, { knownHosts, context: { providers } }) => {
    if (raw.provider === undefined || provider === undefined || !knownHosts.has(host)) return undefined;
    const other = providerOfHost(providers, host);
    const own = [...provider.hosts, ...provider.servers.map((server) => server.host)].includes(host);
    if (own || other === undefined || other.id === provider.id) return undefined;
    return {
      path: path('host'),
      details: { host, provider: provider.name, other: other.name },
      fixes: () => {
        const value = provider.servers[0]?.host ?? '';
        return [
          { id: 'write', details: { text: value }, settings: [{ path: path('host'), value }] },
          { id: 'write', details: { text: other.id }, settings: [{ path: path('provider'), value: other.id }] },
        ];
      },
    };
  }),
};
