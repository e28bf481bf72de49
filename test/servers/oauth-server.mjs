// A real OAuth 2 server on loopback (oidc-provider), and a real SMTP server that takes only its tokens.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { SMTPServer } from 'smtp-server';

/** Scope that lets mail be sent. */
export const mailScope = 'mail';

/** Clients that are registered: a program on a desktop, and the same with a secret. */
export const clients = { open: 'smtp-doctor-test', secret: 'smtp-doctor-secret' };
export const clientSecret = 'cl1ent+Secret/&=canary';

// it gives advice for servers that people rely on
for (const level of /** @type {const} */ (['info', 'warn'])) {
  const print = console[level];
  console[level] = (/** @type {unknown[]} */ ...args) => {
    if (!String(args[0]).includes('oidc-provider ')) print(...args);
  };
}

const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

/**
 * Starts the OAuth 2 server. How people behave is in `behaviour`, and can be changed at any time: they allow, deny, close the
 * browser at the question, or are shown a page to press a button on.
 * @param {{ audience?: string, accessTokenSeconds?: number, user?: string, address?: string }} [options]
 */
export async function startOAuthServer({
  audience,
  accessTokenSeconds = 3600,
  user = 'me@example.com',
  address = '127.0.0.1',
} = {}) {
  const http = createServer();
  await new Promise((resolve) => http.listen(0, address, () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address());
  const issuer = `http://${address}:${port}`;
  const common = {
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1', 'http://127.0.0.1/back'],
    grant_types: ['authorization_code', 'refresh_token'],
  };
  const state = {
    /** @type {'allow' | 'deny' | 'leave' | 'ask'} */
    behaviour: 'allow',
    /** Scopes that the person leaves out. @type {string[]} */
    withheld: [],
    refreshes: 0,
  };
  const provider = new Provider(issuer, {
    clients: [
      { ...common, client_id: clients.open, token_endpoint_auth_method: 'none' },
      {
        ...common,
        client_id: clients.secret,
        client_secret: clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    scopes: ['openid', 'email', 'offline_access', mailScope, 'calendar'],
    claims: { openid: ['sub'], email: ['email'] },
    conformIdTokenClaims: false,
    jwks: { keys: [{ ...signingKey, use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: { AccessToken: accessTokenSeconds },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, email: user }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      ...(audience === undefined
        ? {}
        : {
            resourceIndicators: {
              enabled: true,
              defaultResource: () => 'https://resource.example',
              useGrantedResource: () => true,
              getResourceServerInfo: () => ({
                scope: `${mailScope} calendar`,
                audience,
                accessTokenFormat: 'jwt',
                accessTokenTTL: accessTokenSeconds,
                jwt: { sign: { alg: 'RS256' } },
              }),
            },
          }),
    },
  });
  provider.on('grant.success', ({ oidc }) => {
    if (oidc.params?.grant_type === 'refresh_token') state.refreshes += 1;
  });
  /** What people allowed. @type {string[]} */
  const grants = [];

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {boolean} allow */
  const decide = async (request, response, allow) => {
    const details = await provider.interactionDetails(request, response);
    if (!allow) {
      const result = { error: 'access_denied', error_description: 'The person said no' };
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    if (details.prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: user } });
    }
    const grant = new provider.Grant({ accountId: user, clientId: details.params.client_id });
    const scopes = String(details.params.scope)
      .split(' ')
      .filter((scope) => !state.withheld.includes(scope));
    grant.addOIDCScope(scopes.join(' '));
    if (audience !== undefined) grant.addResourceScope('https://resource.example', scopes.join(' '));
    for (const scope of state.withheld) grant.rejectOIDCScope(scope);
    const grantId = await grant.save();
    grants.push(grantId);
    return provider.interactionFinished(request, response, { consent: { grantId } });
  };
  http.on('request', (request, response) => {
    const [, , uid, answer] = /^\/interaction\/([^/]+)(?:\/(\w+))?/.exec(request.url ?? '')
      ? (request.url ?? '').split('/')
      : [];
    if (uid === undefined) return provider.callback()(request, response);
    if (state.behaviour === 'leave') return void response.end('the person thinks');
    if (state.behaviour === 'ask' && answer === undefined) {
      response.setHeader('content-type', 'text/html');
      const link = (/** @type {string} */ to) => `<p><a href="/interaction/${uid}/${to}">${to}</a>`;
      return void response.end(`<!doctype html><title>Sign in</title>${link('allow')}${link('deny')}`);
    }
    const allow = answer === undefined ? state.behaviour === 'allow' : answer === 'allow';
    decide(request, response, allow).catch((error) => response.destroy(error));
  });
  return {
    issuer,
    state,
    /** What a token is good for; undefined when it is unknown or expired. @param {string} token */
    async inspect(token) {
      const parts = token.split('.');
      if (parts.length === 3) {
        const claims = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
        if (claims.exp * 1000 < Date.now()) return undefined;
        return { scope: String(claims.scope ?? ''), audience: claims.aud, account: String(claims.sub) };
      }
      const found = await provider.AccessToken.find(token);
      if (!found?.isValid) return undefined;
      return { scope: String(found.scope ?? ''), audience: undefined, account: String(found.accountId) };
    },
    /** Ends every sign-in on the server's side. */
    async revokeAll() {
      for (const grantId of grants) {
        await provider.RefreshToken.revokeByGrantId(grantId);
        await provider.AccessToken.revokeByGrantId(grantId);
      }
    },
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve(undefined));
      }),
  };
}

/**
 * Starts an SMTP server that lets in whoever brings a token with the scope for mail, for the right resource and user.
 * @param {{ inspect(token: string): Promise<{ scope: string, audience?: string, account: string } | undefined> }} oauth
 * @param {{ audience?: string }} [options]
 */
export async function startTokenMailServer(oauth, { audience } = {}) {
  /** @type {string[]} */
  const tokens = [];
  const server = new SMTPServer({
    authMethods: ['XOAUTH2'],
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 200,
    logger: false,
    onAuth: (auth, _session, done) => {
      const token = auth.accessToken ?? '';
      tokens.push(token);
      oauth.inspect(token).then((found) => {
        const scopes = found?.scope.split(' ') ?? [];
        const good =
          scopes.includes(mailScope) && found?.account === auth.username && (!audience || found?.audience === audience);
        if (good) done(null, { user: auth.username });
        else done(null, { data: { status: '401', schemes: 'bearer', scope: mailScope } });
      }, done);
    },
  });
  server.on('error', () => undefined);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.server.address());
  return { port, tokens, close: () => new Promise((resolve) => server.close(() => resolve(undefined))) };
}

/**
 * What a browser does with an address: follows every redirect, with cookies. Resolves to the last page.
 * @param {string} address
 */
export async function browse(address) {
  /** @type {Map<string, string>} */
  const cookies = new Map();
  let url = address;
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null) return { url, status: response.status, text: await response.text() };
    url = new URL(next, url).href;
  }
  throw new Error('too many redirects');
}
