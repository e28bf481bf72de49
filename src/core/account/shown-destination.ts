import { domainToASCII } from 'node:url';
import type { Destination } from './read-account';

/**
 * A destination as a question may show it: with no character that moves the cursor, hides or turns text around, and with
 * a host whose look-alike letters show as `xn--…` (RFC 5891), so that the question always names the true destination.
 */
export function shownDestination(destination: Destination): Destination {
  const { account, host, user, ca, servername, proxy, writtenHost } = destination;
  return {
    ...destination,
    account: short(account),
    host: shownHost(host),
    user: short(user),
    ca: short(ca),
    servername: shownHost(servername),
    proxy: short(proxy),
    writtenHost: shownHost(writtenHost),
  };
}

/** The text with a mark in place of every control and format character (Unicode Cc, Cf, Zl, Zp). */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

function shownHost(host: string): string {
  const shown = short(host);
  // only a name that is shown as it is can be written differently
  return shown === host ? domainToASCII(host) || host : shown;
}

/** A name that is longer would push the rest of a question out of sight. */
const maximumLength = 260;

function short(text: string): string {
  const clean = printable(text);
  return clean.length > maximumLength ? `${clean.slice(0, maximumLength)}…` : clean;
}
