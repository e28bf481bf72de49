import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/core/account/account';
import { openData } from '../../src/core/data';
import { DoctorError } from '../../src/core/errors';
import type { OAuth2Request } from '../../src/core/oauth2/oauth2-request';
import { type DeviceCode, type SignInStore, SignIns, type StoredSignIn } from '../../src/core/oauth2/sign-ins';
import { probe } from '../../src/core/probe/probe';
import { jsonReport } from '../../src/core/report/json-report';
import { reportOf } from '../../src/core/report/test-report';
import { textReport } from '../../src/core/report/text-report';
import { browse, clientSecret, clients, mailScope, startOAuthServer, startTokenMailServer } from './oauth-server.mjs';
import { accepting, serve } from './script-server';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const closing = <T extends { close(): Promise<unknown> }>(server: T): T => {
  closers.push(() => server.close());
  return server;
};

const data = openData(`${__dirname}/../../dist`);
const user = 'me@example.com';
const texts = { title: 'title', done: 'the answer was taken', foreign: 'not of this sign-in' };

/** A store in memory; its values are what would be kept. */
function memory() {
  const kept = new Map<string, StoredSignIn>();
  const store: SignInStore = {
    get: async (id) => kept.get(id),
    set: async (id, signIn) => void kept.set(id, signIn),
    delete: async (id) => void kept.delete(id),
  };
  return { kept, store };
}

function requestFor(issuer: string, more: Partial<OAuth2Request> = {}): OAuth2Request {
  return {
    account: 'shop',
    host: '127.0.0.1',
    user,
    clientId: clients.open,
    issuer,
    authority: { host: '127.0.0.1', port: Number(new URL(issuer).port) },
    scopes: ['openid', 'email', 'offline_access', mailScope],
    parameters: { prompt: 'consent' },
    redirect: { host: '127.0.0.1', port: 0, path: '/' },
    ...more,
  };
}

const none = async () => undefined;
const signal = () => new AbortController().signal;

/** Signs in as a person with a browser does; the last page is in `page`. */
async function signIn(
  signIns: SignIns,
  request: OAuth2Request,
  clientSecretOf = none as () => Promise<string | undefined>,
) {
  let page: Promise<{ url: string; status: number; text: string }> | undefined;
  const state = await signIns.signInWithBrowser(request, {
    clientSecret: clientSecretOf,
    signal: signal(),
    texts,
    open: (url) => {
      page = browse(url);
    },
  });
  return { state, page: await page };
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof DoctorError ? error.code : String(error)),
  );

function account(port: number, token: string): Account {
  return {
    name: 'shop',
    host: '127.0.0.1',
    port,
    encryption: 'none',
    auth: 'oauth2',
    user,
    password: token,
    timeoutMs: 20_000,
    tls: { verify: true },
    test: { mode: 'login', to: [], body: 'text' },
  };
}

describe('a sign-in with the browser', () => {
  it('gives a token that the mail server takes, and the report says what that does not prove', async () => {
    const oauth = closing(await startOAuthServer());
    const mail = closing(await startTokenMailServer(oauth));
    const { kept, store } = memory();
    const signIns = new SignIns(store);
    const request = requestFor(oauth.issuer);
    const { state, page } = await signIn(signIns, request);
    expect(state).toMatchObject({ signedIn: true, as: user, renews: true });
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining(texts.done) });
    const token = await signIns.accessToken(request, { clientSecret: none, signal: signal() });
    const target = account(mail.port, token);
    const result = await probe(target);
    expect(result).toMatchObject({ outcome: 'passed', auth: { mechanism: 'XOAUTH2' } });
    expect(mail.tokens).toEqual([token]);
    expect(oauth.state.refreshes).toBe(0);
    expect(JSON.stringify([...kept.values()])).not.toContain(token);
    const report = reportOf(result, target, data.knowledge());
    expect(jsonReport(report).notes).toEqual(['application-needs-oauth2']);
    expect(textReport(report, data, data.translator('en'), false)).toContain('must be able to sign in with OAuth 2');
    expect(
      jsonReport(
        reportOf({ ...result, auth: { mechanism: 'PLAIN', offered: [], forced: false } }, target, data.knowledge()),
      ),
    ).not.toHaveProperty('notes');
  });

  it('works with a client secret, which no error shows', async () => {
    const oauth = closing(await startOAuthServer());
    const request = requestFor(oauth.issuer, { clientId: clients.secret });
    const { state } = await signIn(new SignIns(memory().store), request, async () => clientSecret);
    expect(state.signedIn).toBe(true);
    const wrong = signIn(new SignIns(memory().store), request, async () => 'wr0ng-canary');
    const error = await wrong.catch((caught: DoctorError) => caught);
    expect(error).toMatchObject({
      code: 'oauth2-refused',
      details: { reason: expect.stringContaining('invalid_client') },
    });
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  it('ends when the person says no', async () => {
    const oauth = closing(await startOAuthServer());
    oauth.state.behaviour = 'deny';
    const signIns = new SignIns(memory().store);
    expect(await code(signIn(signIns, requestFor(oauth.issuer)))).toBe('oauth2-refused');
    expect(await signIns.stateOf(requestFor(oauth.issuer))).toEqual({ signedIn: false });
  });

  it('that the person leaves can be cancelled, and its port is free again', async () => {
    const oauth = closing(await startOAuthServer());
    oauth.state.behaviour = 'leave';
    const port = await freePort();
    const request = requestFor(oauth.issuer, { redirect: { host: '127.0.0.1', port, path: '/' } });
    const controller = new AbortController();
    const signIns = new SignIns(memory().store);
    const running = signIns.signInWithBrowser(request, {
      clientSecret: none,
      signal: controller.signal,
      texts,
      open: async (url) => {
        await browse(url);
        controller.abort();
      },
    });
    expect(await code(running)).toBe('oauth2-cancelled');
    oauth.state.behaviour = 'allow';
    expect((await signIn(signIns, request)).state.signedIn).toBe(true);
  });

  it('is ended by signing out', async () => {
    const oauth = closing(await startOAuthServer());
    const { kept, store } = memory();
    const signIns = new SignIns(store);
    const request = requestFor(oauth.issuer);
    const waiting = signIns.signInWithBrowser(request, {
      clientSecret: none,
      signal: signal(),
      texts,
      open: () => void signIns.signOut(request, { clientSecret: none, signal: signal() }),
    });
    expect(await code(waiting)).toBe('oauth2-cancelled');
    expect(kept.size).toBe(0);
  });

  it('is ended by a second one, which gets the port', async () => {
    const oauth = closing(await startOAuthServer());
    oauth.state.behaviour = 'leave';
    const port = await freePort();
    const request = requestFor(oauth.issuer, { redirect: { host: '127.0.0.1', port, path: '/' } });
    const signIns = new SignIns(memory().store);
    let opened: () => void = () => undefined;
    const open = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const first = code(
      signIns.signInWithBrowser(request, { clientSecret: none, signal: signal(), texts, open: () => opened() }),
    );
    await open;
    oauth.state.behaviour = 'allow';
    expect((await signIn(signIns, request)).state.signedIn).toBe(true);
    expect(await first).toBe('oauth2-cancelled');
  });

  it('says so when its port is taken', async () => {
    const oauth = closing(await startOAuthServer());
    const taken = createServer();
    const port = await listen(taken);
    const request = requestFor(oauth.issuer, { redirect: { host: '127.0.0.1', port, path: '/' } });
    expect(await code(signIn(new SignIns(memory().store), request))).toBe('oauth2-port-taken');
  });

  it('turns away answers that are not its own, and goes on waiting', async () => {
    const oauth = closing(await startOAuthServer());
    const request = requestFor(oauth.issuer, { redirect: { host: '127.0.0.1', port: 0, path: '/back' } });
    // a code that was given to somebody else's session, and several states that are not this one's
    const stolen: string[] = [];
    const other = new SignIns(memory().store).signInWithBrowser(request, {
      clientSecret: none,
      signal: signal(),
      texts,
      open: (url) => {
        stolen.push(url);
      },
    });
    other.catch(() => undefined);
    const statuses: number[] = [];
    const state = await new SignIns(memory().store).signInWithBrowser(request, {
      clientSecret: none,
      signal: signal(),
      texts,
      open: async (url) => {
        const { searchParams } = new URL(url);
        const back = searchParams.get('redirect_uri') ?? '';
        const own = searchParams.get('state') ?? '';
        await expect.poll(() => stolen.length).toBe(1);
        const foreign = new URL(stolen[0] ?? '').searchParams.get('state');
        const attempts = [
          `${back}?code=attackers-code&state=${foreign}`,
          `${back}?code=attackers-code`,
          `${back}?code=attackers-code&state=${own}&state=${own}`,
          `${back}?error=access_denied&state=x`,
          `${new URL(back).origin}/elsewhere?code=x&state=${own}`,
        ];
        for (const attempt of attempts) statuses.push((await fetch(attempt)).status);
        statuses.push((await fetch(`${back}?code=x&state=${own}`, { method: 'POST' })).status);
        statuses.push(await getAs(back, `?code=x&state=${own}`, 'evil.example'));
        void browse(url);
      },
    });
    expect(statuses).toEqual([400, 400, 400, 400, 404, 404, 404]);
    expect(state.signedIn).toBe(true);
  });

  it('uses no code that was stolen from another sign-in, even with the right state', async () => {
    const oauth = closing(await startOAuthServer());
    const request = requestFor(oauth.issuer);
    // the attacker signs in himself, and keeps the code back from his own program
    const theirs = await codeOf(request);
    expect(theirs).not.toBe('');
    const running = new SignIns(memory().store).signInWithBrowser(request, {
      clientSecret: none,
      signal: signal(),
      texts,
      open: async (url) => {
        const { searchParams } = new URL(url);
        const parameters = new URLSearchParams({
          code: theirs,
          state: searchParams.get('state') ?? '',
          iss: oauth.issuer,
        });
        await fetch(`${searchParams.get('redirect_uri')}?${parameters}`);
      },
    });
    const error = await running.catch((caught: DoctorError) => caught);
    expect(error).toMatchObject({
      code: 'oauth2-refused',
      details: { reason: expect.stringContaining('invalid_grant') },
    });
  });

  it('takes no answer of another issuer', async () => {
    const oauth = closing(await startOAuthServer());
    const running = new SignIns(memory().store).signInWithBrowser(requestFor(oauth.issuer), {
      clientSecret: none,
      signal: signal(),
      texts,
      open: async (url) => {
        const { searchParams } = new URL(url);
        const parameters = { code: 'c', state: searchParams.get('state') ?? '', iss: 'https://evil.example' };
        await fetch(`${searchParams.get('redirect_uri')}?${new URLSearchParams(parameters)}`);
      },
    });
    expect(await code(running)).toBe('oauth2-unreachable');
  });

  it.each([
    ['a nonce of another session', { nonce: 'other' }, {}, 'oauth2-unreachable'],
    ['no nonce', { nonce: undefined }, {}, 'oauth2-unreachable'],
    ['an ID token for another client', { aud: 'other' }, {}, 'oauth2-unreachable'],
    ['an ID token of another issuer', { iss: 'https://evil.example' }, {}, 'oauth2-unreachable'],
    ['a discovery document of another issuer', {}, { issuer: 'https://evil.example' }, 'oauth2-unreachable'],
    ['nothing wrong', {}, {}, 'nothing was refused'],
  ])('with %s ends as it should', async (_name, claims, metadata, expected) => {
    let nonce: string | null = null;
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url?.startsWith('/.well-known/')) {
        const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
        return response.end(JSON.stringify({ issuer, ...endpoints, ...metadata }));
      }
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: issuer, aud: clients.open, sub: 's', iat: now, exp: now + 60, nonce, email: user, ...claims };
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const idToken = `${part({ alg: 'RS256' })}.${part(all)}.c2ln`;
      return response.end(JSON.stringify({ access_token: 'a', token_type: 'Bearer', id_token: idToken }));
    });
    const issuer = `http://127.0.0.1:${await listen(server)}`;
    const { kept, store } = memory();
    const running = new SignIns(store).signInWithBrowser(requestFor(issuer), {
      clientSecret: none,
      signal: signal(),
      texts,
      open: async (url) => {
        const { searchParams } = new URL(url);
        nonce = searchParams.get('nonce');
        await fetch(`${searchParams.get('redirect_uri')}?code=c&state=${searchParams.get('state')}`);
      },
    });
    expect(await code(running)).toBe(expected);
    expect(kept.size).toBe(0);
  });

  it('without the permission for mail is refused, with its name', async () => {
    const oauth = closing(await startOAuthServer());
    oauth.state.withheld = [mailScope];
    const { kept, store } = memory();
    const error = await signIn(new SignIns(store), requestFor(oauth.issuer)).catch((caught: DoctorError) => caught);
    expect(error).toMatchObject({ code: 'oauth2-scope-missing', details: { scopes: mailScope } });
    expect(kept.size).toBe(0);
  });

  it('says when the server cannot be reached', async () => {
    const port = await freePort();
    const error = await signIn(new SignIns(memory().store), requestFor(`http://127.0.0.1:${port}`)).catch(
      (caught: DoctorError) => caught,
    );
    expect(error).toMatchObject({ code: 'oauth2-unreachable', details: { reason: 'ECONNREFUSED' } });
  });
});

describe('an access token', () => {
  it('is renewed before use, once for several tests at a time, also in a new program', async () => {
    const oauth = closing(await startOAuthServer({ accessTokenSeconds: 30 }));
    const mail = closing(await startTokenMailServer(oauth));
    const { kept, store } = memory();
    const request = requestFor(oauth.issuer);
    await signIn(new SignIns(store), request);
    const [before] = [...kept.values()];
    const later = new SignIns(store);
    const options = { clientSecret: none, signal: signal() };
    const [one, two] = await Promise.all([later.accessToken(request, options), later.accessToken(request, options)]);
    expect(one).toBe(two);
    expect(oauth.state.refreshes).toBe(1);
    // the refresh token was exchanged for a new one, and whose it is is still known
    const [after] = [...kept.values()];
    expect(after?.refreshToken).not.toBe(before?.refreshToken);
    expect(after).toMatchObject({ as: user, since: before?.since });
    expect((await probe(account(mail.port, one))).outcome).toBe('passed');
    // good for less than a minute, so the next use renews it
    await later.accessToken(request, options);
    expect(oauth.state.refreshes).toBe(2);
  });

  it('of a sign-in that was revoked is gone: sign in again', async () => {
    const oauth = closing(await startOAuthServer({ accessTokenSeconds: 30 }));
    const { kept, store } = memory();
    const request = requestFor(oauth.issuer);
    const signIns = new SignIns(store);
    await signIn(signIns, request);
    await oauth.revokeAll();
    const options = { clientSecret: none, signal: signal() };
    expect(await code(signIns.accessToken(request, options))).toBe('oauth2-sign-in-again');
    expect(kept.size).toBe(0);
    expect(await code(signIns.accessToken(request, options))).toBe('oauth2-not-signed-in');
  });

  it('that another window has renewed meanwhile is renewed from what that one keeps', async () => {
    const oauth = closing(await startOAuthServer({ accessTokenSeconds: 30 }));
    const { kept, store } = memory();
    const request = requestFor(oauth.issuer);
    await signIn(new SignIns(store), request);
    const [current] = [...kept.values()];
    const reads = [current && { ...current, refreshToken: 'used up by another window' }];
    const late = new SignIns({ ...store, get: async (id) => reads.shift() ?? kept.get(id) });
    expect(await late.accessToken(request, { clientSecret: none, signal: signal() })).not.toBe('');
    expect(kept.size).toBe(1);
    expect(oauth.state.refreshes).toBe(1);
  });

  it('that is renewed while the person signs out does not sign in again', async () => {
    const oauth = closing(await startOAuthServer({ accessTokenSeconds: 30 }));
    const { kept, store } = memory();
    const request = requestFor(oauth.issuer);
    const signIns = new SignIns(store);
    await signIn(signIns, request);
    const clientSecret = async () => {
      await signIns.signOut(request, { clientSecret: none, signal: signal(), quiet: true });
      return undefined;
    };
    await signIns.accessToken(request, { clientSecret, signal: signal() });
    expect(oauth.state.refreshes).toBe(1);
    expect(kept.size).toBe(0);
    expect(await signIns.stateOf(request)).toEqual({ signedIn: false });
  });

  it('that cannot be renewed now keeps the sign-in', async () => {
    const oauth = await startOAuthServer({ accessTokenSeconds: 30 });
    const { kept, store } = memory();
    const request = requestFor(oauth.issuer);
    const signIns = new SignIns(store);
    await signIn(signIns, request);
    await oauth.close();
    expect(await code(signIns.accessToken(request, { clientSecret: none, signal: signal() }))).toBe(
      'oauth2-unreachable',
    );
    expect(kept.size).toBe(1);
  });

  it('is not there for another server, user or client', async () => {
    const oauth = closing(await startOAuthServer());
    const signIns = new SignIns(memory().store);
    await signIn(signIns, requestFor(oauth.issuer));
    const options = { clientSecret: none, signal: signal() };
    for (const other of [{ host: 'evil.example' }, { user: 'you@example.com' }, { clientId: 'x' }]) {
      const request = requestFor(oauth.issuer, other);
      expect(await code(signIns.accessToken(request, options))).toBe('oauth2-not-signed-in');
    }
  });

  it.each([
    ['expired', { accessTokenSeconds: 1 }, {}, 1200],
    ['for another resource', { audience: 'https://graph.example' }, { audience: 'https://mail.example' }, 0],
  ])(
    'that is %s is refused by the mail server, and the cause is named',
    async (_name, options, mailOptions, waitMs) => {
      const oauth = closing(await startOAuthServer(options));
      const mail = closing(await startTokenMailServer(oauth, mailOptions));
      const signIns = new SignIns(memory().store, () => 0);
      const request = requestFor(oauth.issuer);
      await signIn(signIns, request);
      const token = await signIns.accessToken(request, { clientSecret: none, signal: signal() });
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      const target = account(mail.port, token);
      const report = reportOf(await probe(target), target, data.knowledge());
      expect(report.result).toMatchObject({ outcome: 'failed', failedStage: 'auth' });
      expect(report.diagnoses[0]?.id).toBe('oauth-token-invalid');
      expect(JSON.stringify(report)).not.toContain(token.slice(0, 40));
    },
  );

  it('with another scope is refused by the mail server', async () => {
    const oauth = closing(await startOAuthServer());
    const mail = closing(await startTokenMailServer(oauth));
    const signIns = new SignIns(memory().store);
    const request = requestFor(oauth.issuer, { scopes: ['openid', 'offline_access', 'calendar'] });
    await signIn(signIns, request);
    const target = account(mail.port, await signIns.accessToken(request, { clientSecret: none, signal: signal() }));
    const report = reportOf(await probe(target), target, data.knowledge());
    expect(report.diagnoses[0]?.id).toBe('oauth-token-invalid');
  });

  it('for Graph is not even sent to Microsoft', async () => {
    const greeting = '220 x.outlook.office365.com Microsoft ESMTP MAIL Service ready';
    const server = await serve(accepting(undefined, ['AUTH LOGIN XOAUTH2']), { greeting });
    const claims = { aud: 'https://graph.microsoft.com', scp: 'Mail.Send', exp: 4e9 };
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
    const target = { ...account(server.port, token), host: 'smtp.office365.com', provider: 'microsoft365' };
    const result = await probe(target, {
      addresses: [{ address: '127.0.0.1', family: 4 }],
      allowClearTextLogin: true,
    });
    const report = reportOf(result, target, data.knowledge());
    expect(result).toMatchObject({ failedStage: 'auth', fault: { code: 'ETOKENAUDIENCE' } });
    expect(report.diagnoses[0]).toMatchObject({ id: 'oauth-token-invalid', rule: 'doctor-token-unfit' });
    expect(server.received.join()).not.toContain('AUTH ');
  });

  it('is forgotten when the person signs out, and the server is told', async () => {
    const oauth = closing(await startOAuthServer());
    const { kept, store } = memory();
    const signIns = new SignIns(store);
    const request = requestFor(oauth.issuer);
    await signIn(signIns, request);
    const [before] = [...kept.values()];
    expect(await signIns.signOut(request, { clientSecret: none, signal: signal() })).toBe(true);
    expect(await signIns.stateOf(request)).toEqual({ signedIn: false });
    // whoever has copied the refresh token has nothing of it
    const again = new SignIns({ ...store, get: async () => before });
    expect(await code(again.accessToken(request, { clientSecret: none, signal: signal() }))).toBe(
      'oauth2-sign-in-again',
    );
    expect(await signIns.signOut(request, { clientSecret: none, signal: signal() })).toBe(false);
  });
});

describe('a sign-in with a code', () => {
  it('waits as long as the server asks it to, and takes the token', async () => {
    const server = await deviceServer(['authorization_pending', 'slow_down', 'token']);
    const shown: DeviceCode[] = [];
    const { kept, store } = memory();
    const state = await new SignIns(store).signInWithDevice(deviceRequest(server.issuer), {
      clientSecret: none,
      signal: signal(),
      show: (device) => shown.push(device),
    });
    expect(shown).toEqual([
      { userCode: 'WDJB-MJHT', verificationUrl: 'https://id.example/device', expiresInMs: 60_000 },
    ]);
    expect(state).toMatchObject({ signedIn: true, renews: true });
    expect([...kept.values()][0]?.refreshToken).toBe('refresh');
    const [, second = 0, third = 0] = server.polls;
    // slow_down adds five seconds for good (RFC 8628 section 3.5)
    expect(third - second).toBeGreaterThan(5000);
  });

  it.each([
    ['the server says that it is expired', ['expired_token'], 60, 'oauth2-expired'],
    [
      'its time is over',
      ['authorization_pending', 'authorization_pending', 'authorization_pending'],
      2,
      'oauth2-expired',
    ],
    ['the person says no', ['access_denied'], 60, 'oauth2-refused'],
  ])('ends when %s', async (_name, answers, lifeS, expected) => {
    const server = await deviceServer(answers, lifeS);
    const options = { clientSecret: none, signal: signal(), show: () => undefined };
    const running = new SignIns(memory().store).signInWithDevice(deviceRequest(server.issuer), options);
    expect(await code(running)).toBe(expected);
  });

  it('can be cancelled', async () => {
    const server = await deviceServer([]);
    const controller = new AbortController();
    const running = new SignIns(memory().store).signInWithDevice(deviceRequest(server.issuer), {
      clientSecret: none,
      signal: controller.signal,
      show: () => controller.abort(),
    });
    expect(await code(running)).toBe('oauth2-cancelled');
  });

  it('is not there where the server has none', async () => {
    const oauth = closing(await startOAuthServer());
    const options = { clientSecret: none, signal: signal(), show: () => undefined };
    const running = new SignIns(memory().store).signInWithDevice(requestFor(oauth.issuer), options);
    expect(await code(running)).toBe('oauth2-no-device');
  });
});

const deviceRequest = (issuer: string) => requestFor(issuer, { scopes: [mailScope] });

/** A server that knows device codes only, and answers its polls in this order; then it says nothing new. */
async function deviceServer(answers: string[], expiresIn = 60) {
  const polls: number[] = [];
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.url?.startsWith('/.well-known/')) {
      return send(200, {
        issuer,
        token_endpoint: `${issuer}/token`,
        device_authorization_endpoint: `${issuer}/device`,
      });
    }
    if (request.url === '/device') {
      const device = { device_code: 'd', user_code: 'WDJB-MJHT', verification_uri: 'https://id.example/device' };
      return send(200, { ...device, expires_in: expiresIn, interval: 1 });
    }
    polls.push(performance.now());
    const answer = answers[polls.length - 1] ?? 'authorization_pending';
    if (answer !== 'token') return send(400, { error: answer });
    return send(200, {
      access_token: 'a',
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: 'refresh',
      scope: mailScope,
    });
  });
  const issuer = `http://127.0.0.1:${await listen(server)}`;
  return { issuer, polls };
}

/** The code that a person gets who signs in with the same client, taken away before the program gets it. */
async function codeOf(request: OAuth2Request): Promise<string> {
  let code = '';
  const server = createServer((incoming: IncomingMessage, response) => {
    code ||= new URL(incoming.url ?? '', 'http://127.0.0.1').searchParams.get('code') ?? '';
    response.end();
  });
  const port = await listen(server);
  const controller = new AbortController();
  const running = new SignIns(memory().store).signInWithBrowser(request, {
    clientSecret: none,
    signal: controller.signal,
    texts,
    open: async (url) => {
      const address = new URL(url);
      address.searchParams.set('redirect_uri', `http://127.0.0.1:${port}`);
      await browse(address.href);
      controller.abort();
    },
  });
  await running.catch(() => undefined);
  return code;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks with a Host header of somebody else's, as after DNS rebinding. */
async function getAs(base: string, query: string, host: string): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(`${base}${query}`, { headers: { host } }, (response) => resolve(response.statusCode ?? 0))
      .on('error', reject)
      .end();
  });
}
