/** Why an access token cannot work, as far as it can be read. */
export interface TokenProblem {
  code: 'ETOKENAUDIENCE' | 'ETOKENSCOPE' | 'ETOKENEXPIRED';
  /** English; names what the token is for, never the token. */
  message: string;
}

/** Hosts of Microsoft's that take mail: their tokens can be read, and must be for Exchange. */
const microsoftServer = /(^|\.)(office365|outlook|office|hotmail|live)\.com$/i;

/** The application id of Exchange Online, which stands for its addresses in some tokens. */
const exchangeId = '00000002-0000-0ff1-ce00-000000000000';

/** Seconds that clocks may differ. */
const clockToleranceS = 60;

/**
 * What a token that is a JWT (RFC 7519, RFC 9068) says against itself, without asking anybody: it is expired, or at
 * Microsoft's servers it is for something else than Exchange. Undefined for everything that cannot be read: most tokens.
 */
export function tokenProblem(token: string, host: string, now: number): TokenProblem | undefined {
  const claims = claimsOf(token);
  if (claims === undefined) return undefined;
  const { aud, exp, scp, roles } = claims;
  if (typeof exp === 'number' && exp + clockToleranceS < now / 1000) {
    const time = new Date(exp * 1000);
    const when = Number.isNaN(time.getTime()) ? '' : ` at ${time.toISOString()}`;
    return { code: 'ETOKENEXPIRED', message: `The access token expired${when}` };
  }
  if (!microsoftServer.test(host)) return undefined;
  const audiences = [aud].flat().filter((entry): entry is string => typeof entry === 'string');
  if (audiences.length > 0 && !audiences.some(isExchange)) {
    const shown = audiences.map((entry) => printable(entry)).join(', ');
    return {
      code: 'ETOKENAUDIENCE',
      message: `The access token is for ${shown}, not for https://outlook.office.com`,
    };
  }
  const scopes = typeof scp === 'string' ? scp.split(' ') : undefined;
  const allows = (names: unknown, name: string) =>
    Array.isArray(names) && names.some((entry) => String(entry).toLowerCase() === name);
  if (scopes && !allows(scopes, 'smtp.send') && !allows(roles, 'smtp.sendasapp')) {
    return { code: 'ETOKENSCOPE', message: `The access token allows ${printable(scopes.join(' '))}, not SMTP.Send` };
  }
  return undefined;
}

function isExchange(audience: string): boolean {
  if (audience.toLowerCase() === exchangeId) return true;
  try {
    return microsoftServer.test(new URL(audience).hostname);
  } catch {
    return false;
  }
}

function claimsOf(token: string): Record<string, unknown> | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined || token.split('.').length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
