// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepting, ehlo, type ScriptServer, serve } from './script-server';

const cli = join(__dirname, '../../dist/cli.js');
let folder: string;
const servers: ScriptServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(...args: Parameters<typeof serve>): Promise<ScriptServer> {
  const server = await serve(...args);
  servers.push(server);
  return server;
}

/** Tests the accounts of a text, without a terminal. */
async function test(text: string, ...args: string[]) {
  writeFileSync(join(folder, 'smtp.yaml'), text);
  const child = spawn(process.execPath, [cli, 'test', '--lang', 'en', ...args], { cwd: folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.end();
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

const account = (name: string, port: number, more = '') =>
  `  ${name}:\n    host: 127.0.0.1\n    port: ${port}\n    encryption: none\n    auth: none\n    from: me@example.com\n${more}`;

describe('test in text', () => {
  it('ends with how many passed, failed and were not run, when there are several', async () => {
    const { port } = await start(accepting());
    const lost = '  lost: { host: "${env:NOT_THERE_AT_ALL}" }\n';
    const text = `accounts:\n${account('good', port)}${account('gone', 1)}${lost}${account('fine', port)}`;
    const { status, stdout } = await test(text, '--all', '--mode', 'connect');
    expect(status).toBe(2);
    expect(stdout).toMatch(/\nPassed: 2 · failed: 1 · not run: 1\n$/);
    expect((await test(text, '--account', 'good', '--mode', 'connect')).stdout).not.toContain('not run');
    expect(JSON.parse((await test(text, '--all', '--format', 'json')).stdout)).toMatchObject({ version: 1 });
  });

  it('gives the fixes of a failure as lines of the file, with their places', async () => {
    const { port } = await start((line) => (/^EHLO/.test(line) ? ehlo(['STARTTLS']) : '454 not now'));
    const text = `accounts:\n${account('shop', port)}`.replace('encryption: none', 'encryption: tls');
    const { status, stdout } = await test(text);
    expect(status).toBe(1);
    expect(stdout).toMatch(/\n\nFix: encryption: starttls \(smtp\.yaml:5\)\n\n$/);
    // nothing that can be set cures a server that is not there
    expect((await test(`accounts:\n${account('gone', 1)}`)).stdout).not.toContain('Fix:');
  });

  it('names who gets a mail before it sends, in text only', async () => {
    const { port, received } = await start(accepting());
    const text = `accounts:\n${account('shop', port)}test: { to: "a@example.com, b@example.com" }\n`;
    const sent = await test(text, '--mode', 'send');
    expect(sent).toMatchObject({
      status: 0,
      stderr: '“shop” sends a test mail to a@example.com, b@example.com.\n',
    });
    expect(received.filter((line) => /^RCPT/.test(line)).length).toBe(2);
    expect((await test(text, '--mode', 'send', '--format', 'json')).stderr).toBe('');
    for (const mode of ['connect', 'login', 'envelope', 'simulate'])
      expect((await test(text, '--mode', mode)).stderr).toBe('');
  });

  it('says what validate would say of the accounts that are tested, but for hints, and tests them all the same', async () => {
    const { port } = await start(accepting());
    const other = '  other: { host: smpt.gmail.com, port: 465, encryption: tls, user: u, password: "${ask}" }\n';
    const typo = account('shop', port, '    nonsense: 1\n');
    const { status, stderr } = await test(`accounts:\n${typo}${other}default: nobody\n`, '--account', 'shop');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^smtp\.yaml:8:5: “nonsense” is not a key/);
    expect(stderr).toMatch(/\nsmtp\.yaml:10:10: .*nobody/);
    expect(stderr.trimEnd().split('\n').length).toBe(2);
  });

  it('does not test when the schema objects, and says to what', async () => {
    const server = await start(accepting());
    const { status, stdout, stderr } = await test(`accounts:\n${account('shop', server.port)}  bad: { port: 70000 }\n`);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('smtp.yaml:8:');
    expect(server.connections).toBe(0);
  });

  it('says that a file is not there, or somebody else’s', async () => {
    expect(await test('image: {}\n')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^smtp\.yaml: The file has no “accounts”/),
    });
    expect(await test('image: {}\n', 'nowhere.yaml')).toMatchObject({
      status: 2,
      stderr: 'There is no file nowhere.yaml.\n',
    });
  });
});

describe('a secrets file', () => {
  const secret = 'correct horse battery staple';
  const write = (text: string | Buffer) => {
    writeFileSync(join(folder, 'secrets'), text);
    chmodSync(join(folder, 'secrets'), 0o600);
  };
  const tested = async () => {
    const { port } = await start(accepting());
    return test(`accounts:\n${account('shop', port)}`, '--secrets', 'secrets');
  };

  it.each([
    ['as in YAML', `# mine\n\nshop: ${secret}\n`, 3],
    ['as in YAML, with = in the value', `a=1\nshop: ${secret}==\n`, 2],
    ['without a name', `=${secret}\n`, 1],
    ['after a value of several lines', `a="x\n${secret}"\r\n${secret}\r\n`, 3],
    ['after a quote that is never closed', `a='x\n${secret}\n`, 2],
  ])('is refused for a line %s, which is named and not shown', async (_name, text, line) => {
    write(text);
    const { status, stdout, stderr } = await tested();
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^secrets, line ${line}: .*NAME=value`));
    expect(stderr).not.toContain('horse');
  });

  it.each([
    ['names of all kinds', `export A=1\r\nshop-mail = ${secret}\r\nshop mail=x\r\nurl='a: b'\r\nempty=\r\n# end`],
    ['UTF-16', Buffer.from(`\ufeffshop-mail=${secret}\r\n`, 'utf16le')],
    ['nothing', ''],
  ])('is taken with %s', async (_name, text) => {
    write(text);
    expect(await tested()).toMatchObject({ status: 0, stderr: '' });
  });

  it('never gives a part of a value: the line is named, when the value is needed', async () => {
    const server = await start(accepting(undefined, ['AUTH PLAIN']));
    const login = account('shop', server.port).replace('auth: none', 'user: me\n    password: "${secret:shop-mail}"');
    for (const value of [`'it''s ${secret}'`, `"x" ${secret}`, `x #${secret}`]) {
      write(`other=1 # mine\nshop-mail=${value}\n`);
      const { status, stdout, stderr } = await test(`accounts:\n${login}`, '--secrets', 'secrets');
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/secrets, line 2: .*quotes/);
      expect(stderr).not.toContain('horse');
    }
    expect(server.connections).toBe(0);
  });

  it('that is not there is said', async () => {
    expect(await tested()).toMatchObject({ status: 2, stderr: 'There is no file secrets.\n' });
  });
});
