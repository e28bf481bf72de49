import type { Provider, ProviderState } from './provider';
import { standingOn } from './standing-on';

/** The provider whose server the host is; subdomains do not count. */
export function providerOfHost(providers: readonly Provider[], host: string): Provider | undefined {
  const name = host.toLowerCase();
  return providers.find(({ hosts, servers }) => hosts.includes(name) || servers.some((server) => server.host === name));
}

/** The provider of an address, where the host is a server that takes its mailboxes. */
export function mailboxProvider(providers: readonly Provider[], host: string, address: string): Provider | undefined {
  const provider = providerOfAddress(providers, address);
  const takes = provider && [...hostsOf(provider), ...(provider.sharedHosts ?? [])].includes(host.toLowerCase());
  return takes ? provider : undefined;
}

/** The names of all submission servers of a provider, in small letters. */
export function hostsOf({ hosts, servers }: Provider): string[] {
  return [...new Set([...hosts, ...servers.map(({ host }) => host)])];
}

/** The names of the servers to use, preferred first: also those whose port is not known for sure. */
export function serverNames({ hosts, servers }: Provider): string[] {
  return servers.length > 0 ? [...new Set(servers.map(({ host }) => host))] : hosts;
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

/** The provider's state on `today` (ISO 8601 day). */
export function stateOn(provider: Provider, today: string): ProviderState {
  return standingOn(provider, today).state;
}
