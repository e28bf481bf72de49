import type { Account } from '../account/account';

/** The mechanisms that a password can be used with, best first; nodemailer runs them in this order, too. */
const passwordMechanisms = ['PLAIN', 'LOGIN', 'CRAM-MD5'];

/** The mechanisms that an OAuth 2 access token can be used with; XOAUTH2 first, because it is what applications use. */
const tokenMechanisms = ['XOAUTH2', 'OAUTHBEARER'];

/** Octets that a line with an initial response may have (RFC 4954 section 4: sufficient for every mechanism in use). */
const maxInitialResponseLine = 12_288;

/** The SASL mechanisms of the EHLO keyword AUTH (RFC 4954 section 3), also in the old form `AUTH=`; in capitals. */
export function mechanismsOf(capabilities: readonly string[]): string[] {
  const names = capabilities.flatMap((keyword) => keyword.match(/^AUTH[\s=](.*)/i)?.[1]?.split(/[\s=]+/) ?? []);
  return [...new Set(names.filter((name) => name !== '').map((name) => name.toUpperCase()))];
}

/** True when AUTH is among the keywords, with or without mechanisms. */
export function offersAuth(capabilities: readonly string[]): boolean {
  return capabilities.some((keyword) => /^AUTH\b/i.test(keyword));
}

/** The mechanism to sign in with: the forced one or the best that fits; undefined when the server offers none that can be used. */
export function chooseMechanism(
  { auth, mechanism }: Pick<Account, 'auth' | 'mechanism'>,
  offered: readonly string[],
): string | undefined {
  const all = [...passwordMechanisms, ...tokenMechanisms];
  const wanted = mechanism ? [mechanism.toUpperCase()] : auth === 'oauth2' ? tokenMechanisms : passwordMechanisms;
  return wanted.find((name) => all.includes(name) && offered.includes(name));
}

/** True for mechanisms that take an access token. */
export function takesToken(mechanism: string): boolean {
  return tokenMechanisms.includes(mechanism);
}

/** What a token mechanism sends. */
export interface TokenLogin {
  /** The AUTH command; with the initial response where the line does not get too long for it. */
  command: string;
  /** The response to an empty 334, when `command` has none. */
  response: string;
  /** What ends the exchange after a 334 with an error: an empty line for XOAUTH2, `AQ==` for OAUTHBEARER (RFC 7628 section 3.2.3). */
  dummy: string;
}

/** The login by XOAUTH2 (Google's and Microsoft's, no RFC) or OAUTHBEARER (RFC 7628 section 3.1). */
export function tokenLogin(
  mechanism: string,
  account: Pick<Account, 'user' | 'password' | 'host' | 'port'>,
): TokenLogin {
  const { user = '', password = '', host, port } = account;
  const text =
    mechanism === 'OAUTHBEARER'
      ? `n,a=${saslName(user)},\u0001host=${host}\u0001port=${port}\u0001auth=Bearer ${password}\u0001\u0001`
      : `user=${user}\u0001auth=Bearer ${password}\u0001\u0001`;
  const response = Buffer.from(text, 'utf8').toString('base64');
  const withResponse = `AUTH ${mechanism} ${response}`;
  return {
    command: withResponse.length + 2 <= maxInitialResponseLine ? withResponse : `AUTH ${mechanism}`,
    response,
    dummy: mechanism === 'OAUTHBEARER' ? 'AQ==' : '',
  };
}

/** The readable text of a 334 that refuses a token; undefined when it holds none. */
export function challengeText(reply: string): string | undefined {
  const base64 = reply.replace(/^334[ -]?/gm, '').replace(/\s/g, '');
  if (base64 === '') return undefined;
  const text = Buffer.from(base64, 'base64')
    .toString('utf8')
    .replace(/[\p{Cc}\uFFFD]/gu, ' ')
    .trim();
  return text === '' ? undefined : text.slice(0, 1000);
}

/** A user name in the header of GS2 (RFC 5801 section 4). */
function saslName(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}
