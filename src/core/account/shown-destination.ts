import { domainToASCII } from 'node:url';
import type { Destination } from './read-account';

/**
 * A destination as a question may show it: with no character that moves the cursor, hides or turns text around, and with
 * a host whose look-alike letters show as `xn--…` (RFC 5891), so that the question always names the true destination.
 */
export function shownDestination(destination: Destination): Destination {
  const { account, host, user, ca, servername, proxy } = destination;
  return {
    ...destination,
    account: printable(account),
    host: printable(domainToASCII(host) || host),
    user: printable(user),
    ca: printable(ca),
    servername: printable(domainToASCII(servername) || servername),
    proxy: printable(proxy),
  };
}

/** The text with a mark in place of every control and format character (Unicode Cc, Cf, Zl, Zp), and not too long. */
export function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return clean.length > maximumLength ? `${clean.slice(0, maximumLength)}…` : clean;
}

/** A name that is longer would push the rest of a question out of sight. */
const maximumLength = 260;
