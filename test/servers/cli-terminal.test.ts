// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepting, type ScriptServer, serve } from './script-server';

const cli = join(__dirname, '../../dist/cli.js');
/** Runs a program in a terminal of its own, between standard input and output. */
const inTerminal = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
const typed = 'Kanarėlė-9f';
let folder: string;
let server: ScriptServer;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'terminal-'));
  server = await serve(accepting(undefined, ['AUTH PLAIN']));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Tests in a terminal; each answer is typed when its question has come. */
async function test(accounts: string, answers: [question: RegExp, answer: string][], ...args: string[]) {
  writeFileSync(join(folder, 'smtp.yaml'), `accounts:\n${accounts}`);
  const child = spawn('python3', ['-c', inTerminal, process.execPath, cli, 'test', ...args], { cwd: folder });
  children.push(child);
  let shown = '';
  const left = [...answers];
  let seen = 0;
  child.stdout.on('data', (chunk) => {
    shown += chunk;
    const next = left[0]?.[0].exec(shown.slice(seen));
    if (!next) return;
    seen += next.index + next[0].length;
    child.stdin.write(left.shift()?.[1] ?? '');
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, shown, unasked: left.map(([question]) => question) };
}

const account = (name: string, password: string, host = 'localhost') =>
  `  ${name}: { host: ${host}, port: ${server.port}, encryption: none, user: ${name}, password: "${password}" }\n`;

const agreement = /\[[yst]\/N\] /;
const secret = /“shop-mail”[^\n]*: /;
const password = /Password[^\n]*: /;

/** Passwords that came by PLAIN. */
const passwords = () =>
  server.received.flatMap((line) => {
    const blob = /^AUTH PLAIN (.+)/.exec(line)?.[1];
    return blob === undefined ? [] : [Buffer.from(blob, 'base64').toString().split('\0')[2]];
  });

describe.skipIf(spawnSync('python3', ['-c', 'import pty']).status !== 0)('in a terminal', () => {
  it('a password is asked for after its destination was agreed to, and does not show', async () => {
    const ended = await test(
      account('shop', '${secret:shop-mail}'),
      [
        [agreement, 'y\r'],
        [secret, `${typed}\r`],
      ],
      '--lang',
      'en',
    );
    expect(ended).toMatchObject({ status: 0, unasked: [] });
    expect(passwords()).toEqual([typed]);
    expect(ended.shown).not.toContain(typed);
  });

  it('several accounts are asked about one after the other', async () => {
    const accounts = account('one', '${ask}', '127.0.0.1') + account('two', '${ask}', '127.0.0.1');
    const ended = await test(
      accounts,
      [
        [password, 'p1\u001b[A\r'],
        [password, `x\u007f${typed}\r`],
      ],
      '--all',
      '--lang',
      'en',
    );
    expect(ended).toMatchObject({ status: 0, unasked: [] });
    expect(passwords().sort()).toEqual([typed, 'p1'].sort());
    expect(ended.shown).not.toContain(typed);
  });

  it.each([
    ['en', 'yes'],
    ['es', 'Sí'],
    ['es', 'si\u0301'],
    ['it', 'sì'],
    ['it', 's'],
    ['lt', 'taip'],
    ['lt', 'y'],
    ['pl', 'TAK'],
    ['pt', 'sim'],
  ])('in %s, %s agrees', async (lang, word) => {
    const ended = await test(
      account('shop', '${secret:shop-mail}'),
      [
        [agreement, `${word}\r`],
        [/shop-mail[^\n]*: /, '\u0003'],
      ],
      '--lang',
      lang,
    );
    expect(ended).toMatchObject({ status: 130, unasked: [] });
  });

  it.each(['n', '', 'yesterday', 'taip', '\u0004'])('%j does not agree', async (word) => {
    const ended = await test(account('shop', '${secret:shop-mail}'), [[agreement, `${word}\r`]], '--lang', 'en');
    expect(ended).toMatchObject({ status: 2, shown: expect.stringContaining('it was not agreed') });
    expect(server.connections).toBe(0);
  });

  it.each([
    ['Ctrl-C', '\u0003', 130],
    ['Ctrl-D', '\u0004', 2],
    ['an empty line', '\r', 2],
  ])('%s instead of a password tests nothing', async (_name, key, status) => {
    const ended = await test(account('shop', '${ask}', '127.0.0.1'), [[password, key]], '--lang', 'en');
    expect(ended.status).toBe(status);
    expect(server.connections).toBe(0);
  });

  it('--password-stdin takes a password that is typed, and does not show it', async () => {
    const ended = await test(
      account('shop', '${secret:shop-mail}', '127.0.0.1'),
      [[/--password-stdin: /, `${typed}\r`]],
      '--password-stdin',
    );
    expect(ended).toMatchObject({ status: 0, unasked: [] });
    expect(passwords()).toEqual([typed]);
    expect(ended.shown).not.toContain(typed);
  });
});
