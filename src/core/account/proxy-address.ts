/** A proxy as an account names it. */
export interface ProxyAddress {
  kind: 'connect' | 'socks5';
  host: string;
  port: number;
  user?: string;
  password?: string;
}

/** Reads `http://host:3128`, `socks5://user:password@host:1080` and the like; undefined for anything else. */
export function parseProxy(text: string): ProxyAddress | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const kind = { 'http:': 'connect', 'socks5:': 'socks5', 'socks5h:': 'socks5', 'socks:': 'socks5' }[url.protocol];
  if (kind === undefined || url.hostname === '' || url.port === '0') return undefined;
  // a password that is not percent-encoded ends up here
  if (url.pathname.length > 1 || url.search !== '' || url.hash !== '') return undefined;
  return {
    kind: kind as ProxyAddress['kind'],
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (kind === 'connect' ? 80 : 1080),
    ...(url.username ? { user: decoded(url.username) } : {}),
    ...(url.password ? { password: decoded(url.password) } : {}),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The proxy as it may be shown: without its password; where that stands cannot be known of what is no such address. */
export function shownProxy(text: string): string {
  const proxy = parseProxy(text);
  if (proxy === undefined) return `${text.match(/^[a-z][a-z0-9+.-]*:\/\//i)?.[0] ?? ''}***`;
  const { kind, host, port, user } = proxy;
  const name = host.includes(':') ? `[${host}]` : host;
  return `${kind === 'connect' ? 'http' : 'socks5'}://${user ? `${encodeURIComponent(user)}@` : ''}${name}:${port}`;
}
