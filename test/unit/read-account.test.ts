// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/core/account/is-loopback';
import {
  type AccountPorts,
  contentHash,
  type Destination,
  defaultAccount,
  planAccount,
  readAccount,
  recipientsOf,
  secretKeyOf,
} from '../../src/core/account/read-account';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import type { ErrorCode } from '../../src/core/errors';
import type { OAuth2Request } from '../../src/core/oauth2/oauth2-request';
import type { SecretKey } from '../../src/core/ports';
import type { Provider } from '../../src/core/provider/provider';
import { provider } from '../golden/provider';

const providers: Provider[] = [
  provider({
    domains: ['mailer.example'],
    hosts: ['smtp.mailer.example', 'old.mailer.example'],
    servers: [
      { host: 'smtp.mailer.example', port: 465, encryption: 'tls' },
      { host: 'smtp.mailer.example', port: 587, encryption: 'starttls' },
    ],
  }),
];

/** Ports that write down what they are asked, in order. */
function recording(answers: { agree?: boolean; secret?: string; ask?: string; env?: Record<string, string> } = {}) {
  const calls: string[] = [];
  const destinations: Destination[] = [];
  const keys: SecretKey[] = [];
  const requests: OAuth2Request[] = [];
  const ports: AccountPorts = {
    files: {
      readText: async (path) => {
        calls.push(`file ${path}`);
        if (path.includes('missing')) throw new Error('ENOENT');
        return `PEM of ${path}`;
      },
    },
    environment: { get: (name) => answers.env?.[name] },
    secrets: {
      get: async (key) => {
        calls.push('secret');
        keys.push(key);
        return answers.secret;
      },
    },
    prompt: {
      ask: async () => {
        calls.push('ask');
        return answers.ask;
      },
    },
    agree: async (destination) => {
      calls.push('agree');
      destinations.push(destination);
      return answers.agree ?? true;
    },
    accessToken: async (request, clientSecret) => {
      calls.push('token');
      requests.push(request);
      return `${await clientSecret()} token`;
    },
  };
  return { ports, calls, destinations, keys, requests };
}

const document = (settings: string, rest = '') => parseSmtpDocument(`accounts:\n  a: { ${settings} }\n${rest}`);

const read = (settings: string, answers: Parameters<typeof recording>[0] = {}, rest = '', overrides = {}) =>
  readAccount(document(settings, rest), 'a', providers, recording(answers).ports, overrides);

const shared: Provider[] = [
  ...providers,
  provider({
    id: 'personal',
    domains: ['me.example'],
    hosts: ['smtp.me.example'],
    sharedHosts: ['smtp.mailer.example'],
  }),
];

describe('a server that takes the mailboxes of two providers', () => {
  const of = async (settings: string, env: Record<string, string> = {}) => {
    const account = await readAccount(document(`${settings}, password: x`), 'a', shared, recording({ env }).ports);
    return [planAccount(document(settings), 'a', shared).provider?.id, account.provider];
  };

  it('belongs to the provider of the address', async () => {
    expect(await of('host: smtp.mailer.example, user: a@me.example')).toEqual(['personal', 'personal']);
    expect(await of('host: smtp.mailer.example, user: a@shop.example')).toEqual(['mailer', 'mailer']);
    expect(await of('host: smtp.else.example, user: a@me.example')).toEqual([undefined, 'personal']);
  });

  it('belongs to it also when the address stands in the environment', async () => {
    const user = { SMTP_USER: 'a@me.example' };
    expect(await of('host: smtp.mailer.example, user: "${env:SMTP_USER}"', user)).toEqual(['mailer', 'personal']);
  });

  it('leaves the provider that is named', async () => {
    expect(await of('provider: mailer, user: a@me.example')).toEqual(['mailer', 'mailer']);
  });
});

async function refusal(promise: Promise<unknown>): Promise<{ code: ErrorCode; details: object }> {
  return promise.then(
    () => expect.fail('was not refused'),
    ({ code, details }) => ({ code, details }),
  );
}

describe('what the file leaves out', () => {
  it.each([
    ['provider: mailer', ['smtp.mailer.example', 465, 'tls']],
    ['provider: mailer, encryption: starttls', ['smtp.mailer.example', 587, 'starttls']],
    ['provider: mailer, port: 587', ['smtp.mailer.example', 587, 'starttls']],
    ['provider: mailer, port: 2525', ['smtp.mailer.example', 2525, 'starttls']],
    ['provider: mailer, port: 465, encryption: starttls', ['smtp.mailer.example', 465, 'starttls']],
    ['provider: mailer, host: 127.0.0.1, port: 2465, encryption: tls', ['127.0.0.1', 2465, 'tls']],
    ['host: SMTP.mailer.example', ['SMTP.mailer.example', 465, 'tls']],
    ['host: old.mailer.example, encryption: none', ['old.mailer.example', 587, 'none']],
    ['host: mail.example.com', ['mail.example.com', 587, 'starttls']],
    ['host: mail.example.com, port: 465', ['mail.example.com', 465, 'tls']],
    ['host: mail.example.com, port: 25', ['mail.example.com', 25, 'starttls']],
    ['host: mail.example.com, encryption: tls', ['mail.example.com', 465, 'tls']],
    ['host: mail.example.com, encryption: none', ['mail.example.com', 587, 'none']],
  ])('%s', async (settings, expected) => {
    const account = await read(settings);
    expect([account.host, account.port, account.encryption]).toEqual(expected);
    const plan = planAccount(document(settings), 'a', providers);
    expect([plan.host, plan.port, plan.encryption]).toEqual(expected);
  });

  it.each([
    ['host: h', undefined],
    ['host: smtp.mailer.example', 'mailer'],
    ['host: h, user: me@Mailer.example', 'mailer'],
    ['host: "${env:HOST}"', 'mailer'],
    ['provider: mailer, host: h', 'mailer'],
    ['provider: unknown, host: h', undefined],
  ])('the provider of %s', async (settings, expected) => {
    expect(
      (await read(settings, { env: { HOST: 'smtp.mailer.example' }, secret: 's' }, '', { mode: 'connect' })).provider,
    ).toBe(expected);
  });

  it.each([
    ['host: h', 'none'],
    ['host: h, user: u, password: p', 'password'],
    ['host: h, user: u, auth: none', 'none'],
  ])('the sign-in of %s', async (settings, expected) => {
    expect((await read(settings)).auth).toBe(expected);
  });

  it('has plain defaults', async () => {
    expect(await read('host: h')).toEqual({
      name: 'a',
      host: 'h',
      port: 587,
      encryption: 'starttls',
      auth: 'none',
      timeoutMs: 180_000,
      tls: { verify: true },
      test: { mode: 'login', to: [], body: 'text' },
    });
  });
});

describe('references', () => {
  const login = 'host: smtp.example.com, user: me';

  it('takes host, port, user and password from the environment', async () => {
    const env = { H: ' mail.example.com ', P: '465', U: 'me@example.com', W: 'pass' };
    const settings = 'host: "${env:H}", port: "${env:P}", user: "${env:U}", password: "${env:W}"';
    expect(await read(settings, { env })).toMatchObject({
      host: 'mail.example.com',
      port: 465,
      encryption: 'tls',
      user: 'me@example.com',
      password: 'pass',
      from: 'me@example.com',
    });
    expect((await read(settings, { env: { ...env, P: '587' } })).encryption).toBe('starttls');
  });

  it('takes the password from the secrets, under name, host and user', async () => {
    const { ports, keys } = recording({ secret: 'pass' });
    const text = document('host: SMTP.Example.com, user: me, password: "${secret:shop}"');
    expect((await readAccount(text, 'a', [], ports)).password).toBe('pass');
    expect(keys).toEqual([{ name: 'shop', host: 'smtp.example.com', user: 'me' }]);
    expect(secretKeyOf(planAccount(text, 'a', []), { get: () => undefined })).toEqual(keys[0]);
  });

  it('stores a secret under what host and user are, not under the references that they are written as', () => {
    const text = document('host: "${env:H}", user: "${env:U}", password: "${secret:shop}"');
    const environment = { get: (name: string) => ({ H: 'SMTP.example.com', U: 'me' })[name] };
    expect(secretKeyOf(planAccount(text, 'a', []), environment)).toEqual({
      name: 'shop',
      host: 'smtp.example.com',
      user: 'me',
    });
    expect(secretKeyOf(planAccount(text, 'a', []), { get: () => undefined })).toBeUndefined();
  });

  it('asks for ${ask}, and takes a literal as it is', async () => {
    expect((await read(`${login}, password: "\${ask}"`, { ask: 'typed' })).password).toBe('typed');
    expect((await read(`${login}, password: "$\${x}"`)).password).toBe('${x}');
    expect((await read(`${login}, password: 123`)).password).toBe('123');
  });

  it.each<[string, ErrorCode, object]>([
    [
      `${login}, password: "\${secret:x}"`,
      'secret-missing',
      { account: 'a', name: 'x', host: 'smtp.example.com', user: 'me' },
    ],
    [`${login}, password: "\${ask}"`, 'secret-missing', { name: 'ask' }],
    [`${login}, password: ""`, 'secret-missing', { name: '' }],
    [login, 'secret-missing', { name: '' }],
    [`${login}, password: "\${env:NONE}"`, 'environment-missing', { name: 'NONE' }],
    ['host: "${env:NONE}"', 'environment-missing', { name: 'NONE' }],
    [`${login}, password: "x\${env:X}"`, 'reference-unknown', { key: 'password', text: '' }],
    ['host: "${secret:x}"', 'reference-unknown', { key: 'host' }],
    ['host: h, user: "${ask}"', 'reference-unknown', { key: 'user' }],
    ['host: h, port: "${env:X}"', 'port-invalid', { port: '${env:X}' }],
    ['host: h, port: 0', 'port-invalid', { port: '0' }],
    ['host: h, port: 1.5', 'port-invalid', { port: '1.5' }],
    ['host: " "', 'host-missing', {}],
    ['user: me', 'host-missing', {}],
    ['host: h, tls: { ca: missing.pem }', 'ca-unreadable', { path: 'missing.pem' }],
    ['host: h, user: u, auth: oauth2', 'oauth2-endpoints-missing', {}],
    ['host: h, user: u, auth: oauth2, oauth2: { issuer: "https://id.example.com" }', 'oauth2-client-missing', {}],
    [
      'host: h, user: u, auth: oauth2, oauth2: { clientId: c, tokenUrl: "https://id.example.com/t" }',
      'oauth2-endpoints-missing',
      {},
    ],
    [
      'host: h, user: u, auth: oauth2, oauth2: { clientId: c, issuer: "http://id.example.com" }',
      'oauth2-endpoint-invalid',
      { url: 'http://id.example.com' },
    ],
    ['host: h, proxy: p', 'proxy-invalid', { key: 'proxy' }],
    ['host: h, auth: password, password: x', 'user-missing', { key: 'user' }],
    ['host: h, user: " ", password: x', 'user-missing', { key: 'user' }],
    ['host: h, auth: oauth2', 'user-missing', { key: 'user' }],
    ['host: "${env:EMPTY}"', 'environment-empty', { key: 'host', name: 'EMPTY' }],
    ['host: h, port: "${env:EMPTY}"', 'environment-empty', { key: 'port', name: 'EMPTY' }],
    ['host: h, user: "${env:EMPTY}"', 'environment-empty', { key: 'user', name: 'EMPTY' }],
    [`${login}, password: "\${env:EMPTY}"`, 'environment-empty', { key: 'password', name: 'EMPTY' }],
  ])('refuses { %s }: %s', async (settings, code, details) => {
    const { ports, calls } = recording({ env: { X: 'nothing', EMPTY: ' ' } });
    const refused = await refusal(readAccount(document(settings), 'a', providers, ports));
    expect(refused.code).toBe(code);
    expect(refused.details).toMatchObject(details);
    if (!['secret-missing', 'ca-unreadable', 'environment-missing', 'environment-empty'].includes(code))
      expect(calls).toEqual([]);
  });

  it('takes the modes envelope and simulate', async () => {
    const settings = 'host: h, from: me@example.com';
    expect((await read(settings, {}, 'test: { mode: envelope }')).test.mode).toBe('envelope');
    expect((await read(settings, {}, 'test: { mode: simulate }')).test.mode).toBe('simulate');
  });

  it.each(['mechanism: XOAUTH2', 'mechanism: OAUTHBEARER'])(
    'takes an access token for { %s } where the password is',
    async (setting) => {
      const settings = `host: smtp.example.com, user: me, password: "\${secret:token}", ${setting}`;
      expect((await read(settings, { secret: 'ya29.token' })).password).toBe('ya29.token');
    },
  );

  it.each(['b', 'constructor', '__proto__'])('refuses the account %s, which is not there', async (name) => {
    const refused = await refusal(readAccount(document('host: h'), name, [], recording().ports));
    expect(refused).toEqual({ code: 'account-unknown', details: { account: name } });
  });

  it.each(['${secret:x}', '${ask}'])('takes an empty %s as none', async (password) => {
    const empty = { secret: '', ask: '' };
    expect(await refusal(read(`${login}, password: "${password}"`, empty))).toMatchObject({ code: 'secret-missing' });
  });

  it('needs no user where nobody signs in', async () => {
    expect((await read('host: h, user: "", auth: none')).user).toBe('');
    const { ports } = recording();
    await readAccount(document('host: h, auth: password'), 'a', [], ports, { mode: 'connect' });
  });

  it('never puts a secret into an error', async () => {
    for (const proxy of ['me:hunter2@p:1080', 'ftp://u:hunter2@p', 'socks5://me:p@ss/hunter2@p'])
      expect(JSON.stringify(await refusal(read(`host: h, proxy: "${proxy}"`)))).not.toContain('hunter2');
    for (const password of ['x${hunter2}', 'hunter2${env:X}']) {
      expect(JSON.stringify(await refusal(read(`${login}, password: "${password}"`)))).not.toContain('hunter2');
    }
  });
});

describe('the agreement', () => {
  const secret = 'user: me, password: "${secret:x}"';

  it('is asked for before an access token is got, and once more before a client secret goes out', async () => {
    const { ports, calls, destinations, requests } = recording({ secret: 's' });
    const oauth2 = 'oauth2: { issuer: "https://id.example.com:8443/x", clientId: c, clientSecret: "${secret:client}" }';
    const text = document(`host: smtp.example.com, user: me, password: ignored, auth: oauth2, ${oauth2}`);
    expect((await readAccount(text, 'a', [], ports)).password).toBe('s token');
    expect(calls).toEqual(['agree', 'token', 'agree', 'secret']);
    expect(destinations.map(({ host, port, user }) => [host, port, user])).toEqual([
      ['smtp.example.com', 587, 'me'],
      ['id.example.com', 8443, 'c'],
    ]);
    expect(requests[0]).toMatchObject({ host: 'smtp.example.com', user: 'me', clientId: 'c' });
  });

  it('is asked for a token that somebody else got, which needs no registration', async () => {
    const { ports, calls } = recording();
    const account = await readAccount(document('host: h, user: me, auth: oauth2'), 'a', [], {
      ...ports,
      givenToken: 'ya29',
    });
    expect(account.password).toBe('ya29');
    expect(calls).toEqual(['agree']);
    const refused = recording({ agree: false }).ports;
    const promise = readAccount(document('host: h, user: me, auth: oauth2'), 'a', [], { ...refused, givenToken: 'y' });
    expect((await refusal(promise)).code).toBe('destination-not-agreed');
  });

  it('covers what the file of authorities holds, and whether anything is encrypted', async () => {
    const text = document(`host: h, ${secret}, encryption: none, tls: { ca: ca.pem }`);
    const destinationOf = async (content: string) => {
      const { ports, destinations } = recording({ secret: 's' });
      await readAccount(text, 'a', [], { ...ports, files: { readText: async () => content } });
      return destinations[0];
    };
    const [one, two] = [await destinationOf('one'), await destinationOf('two')];
    expect(one).toEqual({ ...two, caHash: one?.caHash });
    expect(one?.caHash).toMatch(/^[0-9a-f]{64}$/);
    expect(one?.caHash).not.toBe(two?.caHash);
    expect(one?.clear).toBe(true);
  });

  it('is asked for before the secret is read, with everything it covers', async () => {
    const { ports, calls, destinations } = recording({ secret: 's' });
    const settings = `host: h, port: 465, ${secret}, tls: { verify: false, ca: ca.pem, servername: n }`;
    await readAccount(document(settings), 'a', [], ports);
    expect(calls).toEqual(['file ca.pem', 'agree', 'secret']);
    expect(destinations).toEqual([
      {
        account: 'a',
        host: 'h',
        port: 465,
        user: 'me',
        verify: false,
        ca: 'ca.pem',
        caHash: contentHash('PEM of ca.pem'),
        servername: 'n',
        clear: false,
        proxy: '',
        writtenHost: 'h',
      },
    ]);
  });

  it.each([
    ['a secret', `host: h, ${secret}`],
    ['a question', 'host: h, user: me, password: "${ask}"'],
    ['a variable', 'host: h, user: me, password: "${env:X}"'],
    ['a variable as user', 'host: h, user: "${env:X}", password: literal'],
    ['a variable as host', 'host: "${env:X}"'],
    ['a secret for localhost, which is a name', `host: localhost, ${secret}`],
    ['a secret for what looks like loopback', `host: 127.0.0.1.example.com, ${secret}`],
  ])('is asked for %s, and nothing is read when it is refused', async (_name, settings) => {
    const { ports, calls } = recording({ agree: false, secret: 's', env: { X: 'x.example.com' } });
    expect((await refusal(readAccount(document(settings), 'a', [], ports))).code).toBe('destination-not-agreed');
    expect(calls).toEqual(['agree']);
  });

  it.each([
    ['for a literal password', 'host: h, user: me, password: literal', 'login'],
    ['for a secret that goes to loopback', `host: 127.0.0.1, ${secret}`, 'login'],
    ['for a secret that goes to IPv6 loopback', `host: "::1", ${secret}`, 'login'],
    ['when the secret is not needed', `host: h, ${secret}`, 'connect'],
    ['when everything stays here', `host: h, from: me@example.com, ${secret}`, 'simulate'],
    ['without a sign-in', `host: h, auth: none, ${secret}`, 'login'],
  ] as const)('is not asked %s', async (_name, settings, mode) => {
    const { ports, calls } = recording({ secret: 's', agree: false });
    const account = await readAccount(document(settings), 'a', [], ports, { mode });
    expect(calls).not.toContain('agree');
    if (mode !== 'login') expect(account).not.toHaveProperty('password');
  });

  it('is asked for loopback when a proxy is in between, and names it without its password', async () => {
    const { ports, destinations } = recording({ secret: 's' });
    const settings = `host: 127.0.0.1, ${secret}, proxy: "socks5://me:hunter2@proxy.example.com:1080"`;
    expect((await readAccount(document(settings), 'a', [], ports)).proxy).toContain('hunter2');
    expect(destinations[0]?.proxy).toBe('socks5://me@proxy.example.com:1080');
  });

  it.each([
    ['127.0.0.1', true],
    ['127.255.0.9', true],
    ['::1', true],
    ['localhost', false],
    ['127.1', false],
    ['::ffff:127.0.0.1', false],
    ['127.0.0.1.example.com', false],
    ['0.0.0.0', false],
    ['10.0.0.1', false],
    ['', false],
  ])('%s is loopback: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('the rest of the settings', () => {
  it('reads the files of TLS', async () => {
    const tls = 'tls: { ca: ./ca.pem, cert: c.pem, key: k.pem, minVersion: TLSv1.3, servername: n }';
    expect((await read(`host: h, ${tls}`)).tls).toEqual({
      ca: 'PEM of ./ca.pem',
      cert: 'PEM of c.pem',
      key: 'PEM of k.pem',
      minVersion: 'TLSv1.3',
      servername: 'n',
      verify: true,
    });
  });

  it.each([
    ['500ms', 500],
    // nobody means no time at all
    ['0s', 180_000],
    ['010s', 10_000],
    ['30s', 30_000],
    ['2m', 120_000],
    ['2h', 180_000],
    ['99999999m', 2 ** 31 - 1],
  ])('a timeout of %s is %i ms', async (timeout, ms) => {
    expect((await read(`host: h, timeout: ${timeout}`)).timeoutMs).toBe(ms);
  });

  it('sends to test.to, else to the account itself; what is asked for wins', async () => {
    const settings = 'host: h, user: me@example.com, password: p';
    expect((await read(settings)).test.to).toEqual(['me@example.com']);
    expect((await read(`${settings}, from: Shop <shop@example.com>`)).test.to).toEqual(['Shop <shop@example.com>']);
    const rest = 'admins: boss@example.com\ntest: { to: "a@b.c, d@e.f", mode: send, subject: s, body: html }';
    expect((await read(settings, {}, rest)).test).toEqual({
      to: ['a@b.c', 'd@e.f'],
      mode: 'send',
      subject: 's',
      body: 'html',
    });
    expect((await read(settings, {}, rest, { mode: 'connect', to: ['x@y.z'] })).test).toMatchObject({
      to: ['x@y.z'],
      mode: 'connect',
    });
    expect((await read('host: h, user: me, password: p')).test.to).toEqual([]);
  });

  it('sends to the account itself also with a comma in the name, and takes blank addresses as left out', async () => {
    const settings = 'host: h, user: me@example.com, password: p';
    expect((await read(`${settings}, from: "Doe, J <j@example.com>"`)).test.to).toEqual(['Doe, J <j@example.com>']);
    const blank = await read(`${settings}, from: " "`, {}, 'test: { to: "", mode: send }');
    expect([blank.from, blank.test.to]).toEqual(['me@example.com', ['me@example.com']]);
  });

  it.each([
    ['from: Sample Shop', '', 'from'],
    ['from: Shop <>', '', 'from'],
    ['from: Shop <shop>', '', 'from'],
    ['from: "@example.com"', '', 'from'],
    ['auth: none', '', 'from'],
    ['from: me@example.com, envelopeFrom: bounces', '', 'envelopeFrom'],
    ['from: me@example.com', 'to: "you@example.com, boss"', 'test.to'],
  ])('sends nothing for { %s } and { %s }: an address is missing', async (settings, to, key) => {
    for (const mode of ['send', 'envelope', 'simulate']) {
      const { ports, calls } = recording({ secret: 's' });
      const rest = `test: { mode: ${mode}${to && `, ${to}`} }`;
      const file = document(`host: h, user: me, password: "\${secret:s}", ${settings}`, rest);
      expect(await refusal(readAccount(file, 'a', [], ports))).toEqual({
        code: 'address-missing',
        details: { account: 'a', key },
      });
      expect(calls).toEqual([]);
      await readAccount(file, 'a', [], ports, { mode: 'login' });
    }
  });

  it('connects to an IPv6 address in brackets, and looks for its password without them', async () => {
    const settings = 'host: "[2001:DB8::1]", user: me, password: "${secret:s}"';
    const { ports, keys } = recording({ secret: 's' });
    expect((await readAccount(document(settings), 'a', [], ports)).host).toBe('2001:DB8::1');
    const plan = planAccount(document(settings), 'a', []);
    expect(keys).toEqual([secretKeyOf(plan, { get: () => undefined })]);
  });

  it.each([
    ['a@b.c', ['a@b.c']],
    ['a@b.c,d@e.f', ['a@b.c', 'd@e.f']],
    ['"Shop, Inc." <a@b.c>, d@e.f', ['"Shop, Inc." <a@b.c>', 'd@e.f']],
    [' , ,', []],
    ['', []],
  ])('recipients of %j', (text, expected) => {
    expect(recipientsOf(text)).toEqual(expected);
  });

  it.each([
    ['default: b\naccounts: { a: {}, b: {} }', 'b'],
    ['accounts: { a: {} }', 'a'],
    ['default: gone\naccounts: { a: {} }', 'a'],
    ['accounts: { a: {}, b: {} }', undefined],
    ['default: gone\naccounts: { a: {}, b: {} }', undefined],
    ['accounts: {}', undefined],
    ['', undefined],
    ['accounts: [', undefined],
  ])('the account to test in %j', (text, expected) => {
    expect(defaultAccount(parseSmtpDocument(text))).toBe(expected);
  });
});
