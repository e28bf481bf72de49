import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { isLoopback } from '../account/is-loopback';
import { DoctorError } from '../errors';
import { createRedactor } from '../probe/redact';
import type { RedirectTexts } from './loopback-redirect';
import { type OAuth2Request, signInId } from './oauth2-request';

/** What is kept of a sign-in. */
export interface StoredSignIn {
  refreshToken: string;
  /** Address of whoever signed in, when the server says so. */
  as?: string;
  /** ISO 8601. */
  since: string;
}

/** Where sign-ins are kept: a place that only the user can read. A damaged one is absent. */
export interface SignInStore {
  get(id: string): Promise<StoredSignIn | undefined>;
  set(id: string, signIn: StoredSignIn): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Who is signed in for an account, and until when without asking the server again. */
export type SignInState =
  | { signedIn: false }
  | {
      signedIn: true;
      as?: string;
      /** ISO 8601. */
      since: string;
      /** ISO 8601: end of the access token at hand; it is renewed by itself where `renews`. */
      until?: string;
      renews: boolean;
    };

/** What a person is to do in a browser of any machine to let a device in (RFC 8628 section 3.2). */
export interface DeviceCode {
  userCode: string;
  verificationUrl: string;
  /** Milliseconds that the code is good for. */
  expiresInMs: number;
}

/** Gives the client secret, once the user has agreed to where it goes; undefined when there is none. */
export type ClientSecret = () => Promise<string | undefined>;

/** What both ways of signing in need. */
export interface SignInOptions {
  clientSecret: ClientSecret;
  signal: AbortSignal;
}

interface Token {
  value: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  as?: string;
  since: string;
}

type Grant = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** Milliseconds before its end at which an access token is renewed. */
const renewBeforeMs = 60_000;

/** Milliseconds that a token lives whose server does not say how long. */
const assumedLifeMs = 5 * 60_000;

/** Milliseconds that a person has to come back from the browser. */
const patienceMs = 10 * 60_000;

/** Scopes that are no permission for mail. */
const plainScopes = new Set(['openid', 'email', 'profile', 'offline_access']);

/** Signs in and keeps access tokens, which live in memory only; refresh tokens are kept in the store and nowhere else. */
export class SignIns {
  private readonly tokens = new Map<string, Token>();
  private readonly refreshing = new Map<string, Promise<string>>();
  private readonly running = new Map<string, { controller: AbortController; ended: Promise<unknown> }>();

  /** `now` gives milliseconds since 1970. */
  constructor(
    private readonly store: SignInStore,
    private readonly now: () => number = Date.now,
  ) {}

  /** An access token that is good for a minute at least. Throws oauth2-not-signed-in, oauth2-sign-in-again and what the server says. */
  async accessToken(request: OAuth2Request, options: SignInOptions): Promise<string> {
    const id = signInId(request);
    const known = this.tokens.get(id);
    if (known && known.expiresAt - renewBeforeMs > this.now()) return known.value;
    // a refresh token that is used twice can end the sign-in (RFC 9700 section 4.14)
    const running = this.refreshing.get(id);
    if (running) return running;
    const refreshing = this.refresh(id, request, options).finally(() => this.refreshing.delete(id));
    this.refreshing.set(id, refreshing);
    return refreshing;
  }

  /** Signs in with the browser: authorization code with PKCE, state and nonce (RFC 6749, RFC 7636, RFC 8252). A second one ends the first. */
  signInWithBrowser(
    request: OAuth2Request,
    options: SignInOptions & { open: (url: string) => Promise<void> | void; texts: RedirectTexts },
  ): Promise<SignInState> {
    return this.only(request, options.signal, async (signal) => {
      const client = await import('openid-client');
      const secret = await options.clientSecret();
      const verifier = client.randomPKCECodeVerifier();
      return this.guarded(request, signal, [secret, verifier], async () => {
        const config = await this.configure(request, secret, client);
        const state = client.randomState();
        const nonce = request.scopes.includes('openid') ? client.randomNonce() : undefined;
        // the server of HTTP costs a short command more than all else here
        const { loopbackRedirect } = await import('./loopback-redirect');
        const redirect = await loopbackRedirect(request, state, options.texts, signal);
        try {
          const url = client.buildAuthorizationUrl(config, {
            redirect_uri: redirect.url,
            scope: request.scopes.join(' '),
            code_challenge: await client.calculatePKCECodeChallenge(verifier),
            code_challenge_method: 'S256',
            state,
            ...(nonce === undefined ? {} : { nonce }),
            ...(request.user.includes('@') ? { login_hint: request.user } : {}),
            ...request.parameters,
          });
          await options.open(url.href);
          const answer = await redirect.answer;
          // the library would add a slash, and both must be the same to the letter (RFC 6749 section 4.1.3)
          config[client.customFetch] = (address, sent) => {
            if (sent.body instanceof URLSearchParams && sent.body.has('redirect_uri'))
              sent.body.set('redirect_uri', redirect.url);
            return fetch(address, sent as RequestInit);
          };
          // who answers can only be checked where it is known (RFC 9207)
          if (request.issuer === undefined) answer.searchParams.delete('iss');
          const grant = await client.authorizationCodeGrant(config, answer, {
            pkceCodeVerifier: verifier,
            expectedState: state,
            ...(nonce === undefined ? {} : { expectedNonce: nonce, idTokenExpected: true }),
          });
          signal.throwIfAborted();
          return await this.keep(request, grant);
        } finally {
          redirect.close();
        }
      });
    });
  }

  /** Signs in with a code that is typed in a browser on any machine (RFC 8628). */
  signInWithDevice(
    request: OAuth2Request,
    options: SignInOptions & { show: (code: DeviceCode) => void },
  ): Promise<SignInState> {
    return this.only(request, options.signal, async (signal) => {
      const client = await import('openid-client');
      const secret = await options.clientSecret();
      return this.guarded(request, signal, [secret], async () => {
        const config = await this.configure(request, secret, client);
        if (config.serverMetadata().device_authorization_endpoint === undefined)
          throw new DoctorError('oauth2-no-device', { server: request.authority.host });
        const device = await client.initiateDeviceAuthorization(config, { scope: request.scopes.join(' ') });
        const expiresInMs = device.expires_in * 1000;
        options.show({ userCode: device.user_code, verificationUrl: device.verification_uri, expiresInMs });
        const grant = await client.pollDeviceAuthorizationGrant(config, device, undefined, {
          signal: AbortSignal.any([signal, AbortSignal.timeout(expiresInMs)]),
        });
        signal.throwIfAborted();
        return this.keep(request, grant);
      });
    });
  }

  /** Forgets a sign-in, and unless `quiet` tells the server where it can be told (RFC 7009). True when there was one. */
  async signOut(
    request: OAuth2Request,
    { clientSecret, quiet }: SignInOptions & { quiet?: boolean },
  ): Promise<boolean> {
    const id = signInId(request);
    // one that is under way would sign in again
    this.running.get(id)?.controller.abort();
    const stored = await this.store.get(id);
    this.tokens.delete(id);
    await this.store.delete(id);
    if (stored === undefined || quiet) return stored !== undefined;
    const client = await import('openid-client');
    try {
      const config = await this.configure(request, await clientSecret(), client);
      if (config.serverMetadata().revocation_endpoint) await client.tokenRevocation(config, stored.refreshToken);
    } catch {
      // what is forgotten here is gone here, whatever the server says
    }
    return true;
  }

  async stateOf(request: OAuth2Request): Promise<SignInState> {
    const id = signInId(request);
    const stored = await this.store.get(id);
    const token = this.tokens.get(id);
    const live = token && token.expiresAt > this.now() ? token : undefined;
    const since = stored?.since ?? live?.since;
    if (since === undefined) return { signedIn: false };
    const as = live?.as ?? stored?.as;
    return {
      signedIn: true,
      ...(as === undefined ? {} : { as }),
      since,
      ...(live ? { until: new Date(live.expiresAt).toISOString() } : {}),
      renews: stored !== undefined,
    };
  }

  private async refresh(id: string, request: OAuth2Request, options: SignInOptions): Promise<string> {
    const stored = await this.store.get(id);
    if (stored === undefined) throw new DoctorError('oauth2-not-signed-in', { account: request.account });
    const client = await import('openid-client');
    const secret = await options.clientSecret();
    return this.guarded(request, options.signal, [secret, stored.refreshToken], async () => {
      const config = await this.configure(request, secret, client);
      /** The sign-in that is kept by now: another window may have renewed it, the user signed out or in again. */
      const keptNow = async () => (await this.store.get(id))?.refreshToken;
      let grant: Grant;
      try {
        grant = await client.refreshTokenGrant(config, stored.refreshToken);
      } catch (error) {
        if ((error as { error?: unknown }).error !== 'invalid_grant') throw error;
        const now = await keptNow();
        if (now !== undefined && now !== stored.refreshToken) return this.refresh(id, request, options);
        await this.store.delete(id);
        this.tokens.delete(id);
        const { account, authority } = request;
        throw new DoctorError('oauth2-sign-in-again', { account, server: authority.host });
      }
      if ((await keptNow()) === stored.refreshToken) await this.keep(request, grant, stored);
      return grant.access_token;
    });
  }

  private async keep(request: OAuth2Request, grant: Grant, before?: StoredSignIn): Promise<SignInState> {
    const id = signInId(request);
    const granted = grant.scope?.toLowerCase().split(' ');
    const missing = request.scopes.filter(
      (scope) => !plainScopes.has(scope) && granted !== undefined && !granted.includes(scope.toLowerCase()),
    );
    if (missing.length > 0) {
      const { account, authority } = request;
      throw new DoctorError('oauth2-scope-missing', { account, server: authority.host, scopes: missing.join(' ') });
    }
    const claims = grant.claims();
    const named = [claims?.email, claims?.preferred_username].find((name) => typeof name === 'string');
    const as = typeof named === 'string' ? named : before?.as;
    const since = before?.since ?? new Date(this.now()).toISOString();
    const lifeMs = grant.expires_in === undefined ? assumedLifeMs : grant.expires_in * 1000;
    const refreshToken = grant.refresh_token ?? before?.refreshToken;
    const whom = as === undefined ? {} : { as };
    this.tokens.set(id, { value: grant.access_token, expiresAt: this.now() + lifeMs, since, ...whom });
    if (refreshToken === undefined) await this.store.delete(id);
    else await this.store.set(id, { refreshToken, since, ...whom });
    return this.stateOf(request);
  }

  /** The server's endpoints, given or discovered (OpenID Connect Discovery 1.0). HTTP is for this very machine only. */
  private async configure(
    request: OAuth2Request,
    secret: string | undefined,
    client: typeof import('openid-client'),
  ): Promise<Configuration> {
    const { clientId, issuer, authorizationUrl, tokenUrl, authority } = request;
    const clientAuth = secret === undefined ? client.None() : client.ClientSecretPost(secret);
    const first = new URL(tokenUrl ?? issuer ?? '');
    const insecure = first.protocol === 'http:' && isLoopback(authority.host);
    if (tokenUrl === undefined) {
      return client.discovery(first, clientId, secret, clientAuth, {
        execute: insecure ? [client.allowInsecureRequests] : [],
      });
    }
    const server = {
      issuer: issuer ?? first.origin,
      token_endpoint: tokenUrl,
      ...(authorizationUrl === undefined ? {} : { authorization_endpoint: authorizationUrl }),
    };
    const config = new client.Configuration(server, clientId, secret, clientAuth);
    if (insecure) client.allowInsecureRequests(config);
    return config;
  }

  /** Ends another sign-in of the same kind before this one begins. */
  private async only(
    request: OAuth2Request,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<SignInState>,
  ): Promise<SignInState> {
    const id = signInId(request);
    const controller = new AbortController();
    const before = this.running.get(id);
    before?.controller.abort();
    const all = AbortSignal.any([signal, controller.signal, AbortSignal.timeout(patienceMs)]);
    const result = (before?.ended ?? Promise.resolve()).then(() => {
      all.throwIfAborted();
      return work(all);
    });
    const entry = { controller, ended: result.catch(() => undefined) };
    this.running.set(id, entry);
    try {
      return await result;
    } catch (error) {
      if (error instanceof DoctorError || !all.aborted) throw error;
      throw new DoctorError('oauth2-cancelled', { account: request.account });
    } finally {
      if (this.running.get(id) === entry) this.running.delete(id);
    }
  }

  /** Turns what the library and the server say into one of our errors, without any secret that they quote. */
  private async guarded<T>(
    { account, authority }: OAuth2Request,
    signal: AbortSignal,
    secrets: readonly (string | undefined)[],
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DoctorError) throw error;
      const server = authority.host;
      const { error: code, error_description: description } = error as { error?: unknown; error_description?: unknown };
      const late = (reason: unknown) => (reason as { name?: unknown } | undefined)?.name === 'TimeoutError';
      if (late(signal.reason) || late(reason(error)) || code === 'expired_token')
        throw new DoctorError('oauth2-expired', { account, server });
      if (signal.aborted) throw new DoctorError('oauth2-cancelled', { account });
      const redact = createRedactor(secrets.filter((secret) => secret !== undefined));
      const shown = (text: string) =>
        redact(text)
          .replace(/[\p{Cc}]/gu, ' ')
          .slice(0, 500);
      if (typeof code === 'string') {
        const said = typeof description === 'string' ? `${code}: ${description}` : code;
        throw new DoctorError('oauth2-refused', { account, server, reason: shown(said) });
      }
      throw new DoctorError('oauth2-unreachable', { account, server, reason: shown(textOf(reason(error))) });
    }
  }
}

/** The innermost reason of an error: fetch and the library hide it. */
function reason(error: unknown): unknown {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? reason(cause) : error;
}

function textOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : String(message ?? error);
}
