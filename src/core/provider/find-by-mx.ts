import { hostsOf } from './find-provider';
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

/**
 * The provider whose receiving server the host is. Undefined also where its name does not tell: where the provider's
 * submission servers or its customers' own stand below the same name, or the host is called as those are.
 */
export function receiverOf(providers: readonly Provider[], host: string): Provider | undefined {
  return providers.find((provider) => {
    const submission = hostsOf(provider);
    return provider.mx?.some((suffix) => {
      if (!endsWithName(host, suffix) || submission.length === 0) return false;
      return (
        host === suffix ||
        !(/^(smtp(s|auth|out)?|mail|out|relay|auth|submission)[\d.-]/.test(host) || isShared(submission, suffix))
      );
    });
  });
}

function isShared(hosts: readonly string[], suffix: string): boolean {
  return hosts.some((host) => endsWithName(host, suffix));
}
