// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { spawn, spawnSync } from 'node:child_process';
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

  const bad = '  bad: { host: 127.0.0.1, port: 70000, encryption: ssl, password: 12345 }\n';

  it('does not test an account that the schema objects to, and says to what as validate does', async () => {
    const text = `accounts:\n${bad}`;
    const { status, stdout, stderr } = await test(text);
    expect([status, stdout]).toEqual([2, '']);
    const validated = spawnSync(process.execPath, [cli, 'validate', '--lang', 'en'], { cwd: folder, encoding: 'utf8' });
    const errors = validated.stdout.split('\n').filter((line) => line.includes(': error: '));
    expect(errors.length).toBeGreaterThan(1);
    for (const line of errors) expect(stderr).toContain(line.replace(' error:', '').replace(/ \(\S+\)$/, ''));
    const { results } = JSON.parse((await test(text, '--format', 'json')).stdout);
    expect(results).toMatchObject([{ account: 'bad', failedStage: 'settings', fault: { kind: 'settings' } }]);
    // what a comment silences cannot be tested any more than before
    const silenced = '  bad: { host: 127.0.0.1, port: 70000 } # smtp-doctor-ignore port-invalid\n';
    const silent = await test(`accounts:\n${silenced}`);
    expect([silent.status, silent.stderr]).toEqual([2, expect.stringMatching(/^smtp\.yaml:2:33: .*65535/)]);
  });

  it('tests an account also when another one is wrong', async () => {
    const server = await start(accepting());
    const text = `admins: 5\ndefault: 7\naccounts:\n${account('shop', server.port)}${bad}`;
    expect(await test(text, '--account', 'shop')).toMatchObject({
      status: 0,
      stderr: expect.not.stringContaining('yaml:10:'),
    });
    const all = await test(text, '--all');
    expect(all).toMatchObject({ status: 2, stdout: expect.stringContaining('Passed: 1 · failed: 0 · not run: 1') });
    expect(all.stderr).toContain('smtp.yaml:10:');
  });

  it.each([
    ['test: { mode: fly }', /^smtp\.yaml:8:15: /m],
    ['version: 2', /^smtp\.yaml:8:10: /m],
    ['default: 7', /^smtp\.yaml:8:10: /m],
  ])('does not test when %s is wrong, which the account needs', async (line, said) => {
    const server = await start(accepting());
    const { status, stderr } = await test(`accounts:\n${account('shop', server.port)}${line}\n`);
    expect([status, stderr]).toEqual([2, expect.stringMatching(said)]);
    expect(server.connections).toBe(0);
  });

  it.each([
    ['user: ""\n    password: x', /smtp\.yaml:6:11: .*“user”/],
    ['auth: password\n    password: x', /smtp\.yaml:2:3: .*“user”/],
    ['user: me\n    password: ""', /smtp\.yaml:7:15: .*password/],
    ['user: me', /smtp\.yaml:2:3: .*password/],
    ['user: me\n    password: "${env:EMPTY}"', /smtp\.yaml:7:15: .*password.*EMPTY/],
    ['user: "${env:EMPTY}"\n    password: x', /smtp\.yaml:6:11: .*user.*EMPTY/],
    ['user: me\n    password: "${env:NOT_THERE}"', /smtp\.yaml:7:15: .*NOT_THERE/],
    ['proxy: "me:hunter2@proxy:1080"', /smtp\.yaml:6:12: .*proxy/],
  ])('says which value is missing, and where, before anything is connected to: %s', async (more, said) => {
    const server = await start(accepting(undefined, ['AUTH PLAIN']));
    process.env.EMPTY = '';
    const text = `accounts:\n${account('shop', server.port).replace('auth: none', more)}`;
    const { status, stderr } = await test(text);
    delete process.env.EMPTY;
    expect([status, stderr]).toEqual([2, expect.stringMatching(said)]);
    expect(stderr).not.toContain('hunter2');
    expect(server.connections).toBe(0);
  });

  it('writes a name of several lines on one', async () => {
    const text = `accounts:\n${account('"one\\n✓ two"', 1)}`;
    const { stdout } = await test(text);
    expect(stdout.split('\n')[0]).toMatch(/^Account one.✓ two · /);
    expect(stdout).not.toMatch(/^✓ two/m);
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
