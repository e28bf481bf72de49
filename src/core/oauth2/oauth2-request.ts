import { isLoopback } from '../account/is-loopback';
import type { PlannedAccount } from '../account/read-account';
import { parseReference, type Reference } from '../account/reference';
import { DoctorError } from '../errors';

/** What is needed to get an access token for an account: who asks whom, for what. Holds no secret. */
export interface OAuth2Request {
  account: string;
  /** Id of the provider whose endpoints these are; missing when the file names them itself. */
  provider?: string;
  /** SMTP server that the token is for. */
  host: string;
  user: string;
  /** Id of the user's own registration (RFC 6749 section 2.2). */
  clientId: string;
  /** Not resolved: the user agrees first that it goes to `authority`. */
  clientSecret?: Reference;
  /** Issuer identifier: its discovery document names the endpoints where they are not given. */
  issuer?: string;
  authorizationUrl?: string;
  tokenUrl?: string;
  /** Host and port that refresh tokens and the client secret are sent to, or that decides where they are. */
  authority: { host: string; port: number };
  scopes: string[];
  /** Added to the authorization request. */
  parameters: Record<string, string>;
  /** Where the browser comes back to, on this machine (RFC 8252 section 7.3). */
  redirect: { host: string; port: number; path: string };
  /** True: VS Code's own Microsoft accounts and device codes can be had. */
  microsoft?: { tenant: string };
}

/** Reads what the account says about OAuth 2. Throws oauth2-client-missing, oauth2-endpoints-missing or oauth2-endpoint-invalid. */
export function oauth2Request(
  { name: account, settings, provider }: PlannedAccount,
  { host, user }: { host: string; user: string },
): OAuth2Request {
  const own = settings.oauth2 ?? {};
  const preset = provider?.oauth2;
  const names = { account, provider: provider?.name ?? '' };
  const clientId = own.clientId?.trim() ?? '';
  const tenant = own.tenant?.trim() || preset?.tenant || '';
  const named = own.authorizationUrl !== undefined || own.tokenUrl !== undefined || own.issuer !== undefined;
  const filled = (url: string | undefined) => url?.replace('{tenant}', encodeURIComponent(tenant));
  const issuer = named ? own.issuer : filled(preset?.issuer);
  const authorizationUrl = named ? own.authorizationUrl : preset?.authorizationUrl;
  const tokenUrl = named ? own.tokenUrl : preset?.tokenUrl;
  for (const url of [issuer, authorizationUrl, tokenUrl]) {
    if (url !== undefined && !isSafeEndpoint(url)) throw unusable(account, url);
  }
  if ((authorizationUrl === undefined) !== (tokenUrl === undefined) || (issuer ?? tokenUrl) === undefined)
    throw new DoctorError('oauth2-endpoints-missing', names);
  if (clientId === '') {
    const approved = !named && provider?.id === 'yahoo';
    throw new DoctorError(approved ? 'oauth2-approval-missing' : 'oauth2-client-missing', names);
  }
  const authority = new URL(tokenUrl ?? issuer ?? '');
  const scopes = own.scopes ?? (named ? defaultScopes : (preset?.scopes ?? defaultScopes));
  const secret = parseReference(own.clientSecret ?? '');
  return {
    account,
    ...(named || !provider ? {} : { provider: provider.id }),
    host: host.toLowerCase(),
    user,
    clientId,
    ...(own.clientSecret === undefined ? {} : { clientSecret: secret }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(authorizationUrl === undefined ? {} : { authorizationUrl }),
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
    authority: {
      host: authority.hostname.replace(/^\[|\]$/g, ''),
      port: Number(authority.port) || (authority.protocol === 'http:' ? 80 : 443),
    },
    // an ID token proves nothing where nobody says who issues it
    scopes: issuer === undefined ? scopes.filter((scope) => scope !== 'openid') : scopes,
    parameters: named ? {} : (preset?.parameters ?? {}),
    redirect: redirectOf(account, own.redirectUrl ?? (named ? undefined : preset?.redirectUrl)),
    ...(issuer !== undefined && new URL(issuer).origin === microsoft
      ? { microsoft: { tenant: new URL(issuer).pathname.split('/')[1] ?? '' } }
      : {}),
  };
}

const microsoft = 'https://login.microsoftonline.com';

/** What is asked for where the file says nothing: a refresh token, and who signed in. */
const defaultScopes = ['openid', 'email', 'offline_access'];

/** What a sign-in is kept under: a token is absent for any other server, client, user or endpoint. */
export function signInId(request: OAuth2Request): string {
  const { host, user, clientId, issuer = '', authorizationUrl = '', tokenUrl = '', scopes } = request;
  return JSON.stringify([host, user, clientId, issuer, authorizationUrl, tokenUrl, [...scopes].sort()]);
}

/** HTTPS, or HTTP to this very machine; with no name or password in it. */
export function isSafeEndpoint(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return false;
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.username !== '' || url.password !== '' || /[\p{Cc}\s]/u.test(text)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(host));
}

/** Names an address that cannot be used, but for what may be a password in it. */
function unusable(account: string, text: string): DoctorError {
  const url = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[\s\S]*@/i, '$1***@').replace(/\?[\s\S]*/, '?***');
  return new DoctorError('oauth2-endpoint-invalid', { account, url });
}

/** Any free port, unless the registration needs a certain one. */
function redirectOf(account: string, text = 'http://127.0.0.1'): OAuth2Request['redirect'] {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw unusable(account, text);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'http:' || !(isLoopback(host) || host === 'localhost') || url.search !== '' || url.hash !== '')
    throw unusable(account, text);
  return { host, port: Number(url.port) || 0, path: url.pathname };
}
