// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretsIn } from '../canary.mjs';
import {
  browse,
  clients,
  mailScope,
  type OAuthServer,
  startOAuthServer,
  startTokenMailServer,
  type TokenMailServer,
} from './oauth-server.mjs';
import { accepting, type ScriptServer, serve } from './script-server';

const cli = join(__dirname, '../../dist/cli.js');
const canary = 'Kanarėlė-9f!Q"z&w';
let folder: string;
const closers: (() => Promise<unknown>)[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(closers.splice(0).map((close) => close()));
  rmSync(folder, { recursive: true, force: true });
});

const closing = <T extends { close(): Promise<unknown> }>(server: T): T => {
  closers.push(() => server.close());
  return server;
};

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line in the folder, without a terminal. `onError` sees standard error as it comes. */
function run(
  args: string[],
  {
    input = '',
    env = {},
    onError,
  }: { input?: string; env?: Record<string, string>; onError?: (text: string) => void } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args, '--lang', 'en'], {
    cwd: folder,
    env: { ...process.env, XDG_CONFIG_HOME: join(folder, 'config'), ...env },
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    onError?.(stderr);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}

const file = (text: string, name = 'smtp.yaml') => {
  writeFileSync(join(folder, name), text);
};

const account = (port: number, more: string) =>
  file(
    `accounts:\n  shop:\n    host: 127.0.0.1\n    port: ${port}\n    encryption: none\n    user: me@example.com\n${more}\n`,
  );

/** Passwords that came by PLAIN. */
const passwords = ({ received }: ScriptServer) =>
  received.flatMap((line) => {
    const blob = /^AUTH PLAIN (.+)/.exec(line)?.[1];
    return blob === undefined ? [] : [Buffer.from(blob, 'base64').toString().split('\0')[2]];
  });

describe('a secret in the terminal', () => {
  const secret = '    password: ${secret:shop-mail}';
  const start = async () => {
    const server = await serve(accepting(undefined, ['AUTH PLAIN']));
    account(server.port, secret);
    return server;
  };

  it.each<[string, string[], { input?: string; env?: Record<string, string> }]>([
    ['from its variable', [], { env: { SMTP_DOCTOR_SECRET_SHOP_MAIL: canary } }],
    ['from standard input', ['--password-stdin'], { input: `${canary}\nmore\n` }],
    ['from a file, by its name', ['--secrets', 'secrets'], {}],
    ['from a file, by its variable', ['--secrets', 'variables'], {}],
  ])('comes %s, and shows nowhere', async (_name, args, options) => {
    const server = await start();
    file(`shop-mail='${canary}'\n`, 'secrets');
    file(`SMTP_DOCTOR_SECRET_SHOP_MAIL='${canary}'\n`, 'variables');
    chmodSync(join(folder, 'secrets'), 0o600);
    chmodSync(join(folder, 'variables'), 0o600);
    for (const format of ['text', 'json']) {
      const { status, stdout, stderr } = await run(['test', ...args, '--format', format], options);
      expect([status, stderr]).toEqual([0, '']);
      expect(secretsIn(stdout + stderr, [canary], 'me@example.com')).toEqual([]);
    }
    expect(passwords(server)).toEqual([canary, canary]);
  });

  it.each([0o640, 0o604, 0o620])('is not taken from a file that others can use (%o)', async (mode) => {
    const server = await start();
    file(`shop-mail='${canary}'\n`, 'secrets');
    chmodSync(join(folder, 'secrets'), mode);
    const { status, stderr, stdout } = await run(['test', '--secrets', 'secrets']);
    expect(status).toBe(2);
    expect(stderr).toContain('chmod 600');
    expect(stdout + stderr).not.toContain(canary);
    expect(server.connections).toBe(0);
  });

  it('is for one account when it comes by standard input', async () => {
    file('accounts:\n  a: { host: 127.0.0.1, user: u, password: "${ask}" }\n  b: { host: 127.0.0.1 }\n');
    const { status, stderr } = await run(['test', '--all', '--password-stdin'], { input: canary });
    expect(status).toBe(2);
    expect(stderr).toContain('one account');
    expect((await run(['test', '--account', 'a', '--password-stdin', '--access-token-stdin'])).status).toBe(2);
  });

  it('that is missing is exit code 2, and names where it would come from', async () => {
    const server = await start();
    const { status, stderr } = await run(['test']);
    expect(status).toBe(2);
    expect(stderr).toContain('SMTP_DOCTOR_SECRET_SHOP_MAIL');
    expect(server.connections).toBe(0);
  });
});

describe('OAuth 2 in the terminal', () => {
  let oauth: OAuthServer;
  let mail: TokenMailServer;
  const signIns = () => join(folder, 'config/smtp-doctor/sign-ins.json');

  beforeEach(async () => {
    oauth = closing(await startOAuthServer({ accessTokenSeconds: 30 }));
    mail = closing(await startTokenMailServer(oauth));
    const oauth2 = `{ clientId: ${clients.open}, issuer: "${oauth.issuer}", scopes: [openid, email, offline_access, ${mailScope}] }`;
    account(mail.port, `    auth: oauth2\n    oauth2: ${oauth2}`);
  });

  /** `login`, with a person who opens the address that is printed. */
  async function login(): Promise<Ended> {
    let opened = false;
    return run(['login', 'shop'], {
      onError: (text) => {
        const address = /http:\/\/127\.0\.0\.1:\d+\/auth\?\S+(?=\n)/.exec(text)?.[0];
        if (address === undefined || opened) return;
        opened = true;
        void browse(address);
      },
    });
  }

  it('signs in, tests, and signs out; the sign-in is in a file for the user alone', async () => {
    expect(await run(['test'])).toMatchObject({ status: 2, stderr: expect.stringContaining('nobody is signed in') });
    const ended = await login();
    expect(ended).toMatchObject({ status: 0, stdout: '“shop” is signed in as me@example.com.\n' });
    expect(statSync(signIns()).mode & 0o777).toBe(0o600);
    expect(statSync(join(signIns(), '..')).mode & 0o777).toBe(0o700);
    const kept = Object.values(JSON.parse(readFileSync(signIns(), 'utf8')).signIns) as { refreshToken: string }[];
    const { stdout, stderr, status } = await run(['test', '--format', 'json']);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ outcome: 'passed', notes: ['application-needs-oauth2'] });
    const [token = ''] = mail.tokens;
    expect(token.length).toBeGreaterThan(20);
    expect(kept[0]?.refreshToken.length).toBeGreaterThan(20);
    // the access token is in no file, and neither one is in anything that was printed
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
    const written = files.filter((name) => statSync(name).isFile()).map((name) => readFileSync(name, 'utf8'));
    expect(secretsIn(written.join('\n'), [token], 'me@example.com')).toEqual([]);
    expect(secretsIn(JSON.stringify(ended) + stdout, [token, kept[0]?.refreshToken ?? ''], 'me@example.com')).toEqual(
      [],
    );
    expect((await run(['logout', 'shop'])).stdout).toBe('“shop” is signed out.\n');
    expect((await run(['test'])).status).toBe(2);
    expect((await run(['logout', 'shop'])).stdout).toContain('Nobody was signed in');
  });

  it('does not use a file of sign-ins that others can read', async () => {
    await login();
    chmodSync(signIns(), 0o644);
    const { status, stderr } = await run(['test']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('chmod 600')]);
    expect(mail.tokens).toEqual([]);
  });

  it('keeps no sign-in through a link that somebody else has put there', async () => {
    await login();
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, readFileSync(signIns()), { mode: 0o644 });
    rmSync(signIns());
    symlinkSync(elsewhere, signIns());
    expect((await run(['test'])).status).toBe(2);
    expect(mail.tokens).toEqual([]);
  });

  it('takes a token that somebody else got, for which nobody has to sign in', async () => {
    account(mail.port, '    auth: oauth2');
    const { status, stdout, stderr } = await run(['test', '--access-token-stdin'], { input: `${canary}\n` });
    expect(status).toBe(1);
    expect(mail.tokens).toEqual([canary]);
    expect(stdout).toContain('OAuth 2 token is expired');
    expect(secretsIn(stdout + stderr, [canary], 'me@example.com')).toEqual([]);
    expect(existsSync(signIns())).toBe(false);
  });

  it('can be interrupted while the browser is open', async () => {
    oauth.state.behaviour = 'leave';
    const ended = await run(['login'], {
      onError: (text) => {
        if (text.includes('/auth?')) children[0]?.kill('SIGINT');
      },
    });
    expect(ended.status).toBe(130);
    expect(existsSync(signIns())).toBe(false);
  });

  it('is exit code 2 for an account that has none, or is not there', async () => {
    account(mail.port, '    password: x');
    expect(await run(['login', 'shop'])).toMatchObject({ status: 2, stderr: expect.stringContaining('auth: oauth2') });
    expect(await run(['login', 'none'])).toMatchObject({ status: 2, stderr: expect.stringContaining('none') });
    expect(await run(['login', 'shop', 'no.yaml'])).toMatchObject({ status: 2 });
  });
});
