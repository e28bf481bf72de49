import type { Provider, ProviderState } from './provider';

/** The provider whose server the host is; subdomains do not count. */
export function providerOfHost(providers: readonly Provider[], host: string): Provider | undefined {
  const name = host.toLowerCase();
  return providers.find(({ hosts, servers }) => hosts.includes(name) || servers.some((server) => server.host === name));
}

/** The names of all submission servers of a provider, in small letters. */
export function hostsOf({ hosts, servers }: Provider): string[] {
  return [...new Set([...hosts, ...servers.map(({ host }) => host)])];
}

/** The provider of an e-mail address, by its domain. */
export function providerOfAddress(providers: readonly Provider[], address: string): Provider | undefined {
  const domain = address.toLowerCase().split('@').at(-1) ?? '';
  return providers.find(({ domains }) => domains.includes(domain));
}

/** The provider of that id. */
export function providerById(providers: readonly Provider[], id: string): Provider | undefined {
  return providers.find((provider) => provider.id === id);
}

/** True when no password of any kind can be used any more on `today` (ISO 8601 day). */
export function isClosed(provider: Provider, today: string): boolean {
  return provider.state === 'closed' && (provider.closedSince === undefined || provider.closedSince <= today);
}

/** The provider's state on `today` (ISO 8601 day): one that closes later still needs steps. */
export function stateOn(provider: Provider, today: string): ProviderState {
  return provider.state === 'closed' && !isClosed(provider, today) ? 'needs-steps' : provider.state;
}
