import type { Provider } from './provider';

/** The provider whose servers take the mail of a domain, by the names in its MX records (RFC 5321 section 5.1), best first. */
export function providerOfMx(providers: readonly Provider[], exchanges: readonly string[]): Provider | undefined {
  for (const exchange of exchanges) {
    const host = exchange.toLowerCase().replace(/\.$/, '');
    const found = providers.find(({ mx = [] }) => mx.some((suffix) => endsWithName(host, suffix)));
    if (found) return found;
  }
  return undefined;
}

/** True when the host is the name or stands below it; a suffix may be written with a leading `.` or `*.`. */
function endsWithName(host: string, suffix: string): boolean {
  const name = suffix.toLowerCase().replace(/^\*?\./, '');
  return host === name || host.endsWith(`.${name}`);
}
