import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { secretsIn } from '../canary.mjs';
import { pastedSecrets } from '../pasted-secrets';

const cli = join(__dirname, '../../dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'diagnose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: string[], input: string | Buffer = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'diagnose', ...args, '--lang', 'en'], { input });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: unknown; diagnoses: { id: string }[]; error?: string });

describe('diagnose --jsonl', () => {
  it('answers each line in its order, a bad one without a crash', () => {
    const input = [
      JSON.stringify({ id: 'a', text: '535 5.7.8 Error: authentication failed', host: 'mail.example.com', port: 587 }),
      'not JSON',
      '[1]',
      JSON.stringify({ id: 7 }),
      '',
      JSON.stringify({ id: 'b', text: 'nothing here', port: 'x' }),
      JSON.stringify({ id: 'c', text: '454 4.7.0 Too many login attempts, please try again later. - gsmtp' }),
    ].join('\r\n');
    const { status, stdout } = run(['--jsonl'], input);
    expect(status).toBe(0);
    const answers = lines(stdout);
    expect(answers.map(({ id }) => id)).toEqual(['a', null, null, 7, 'b', 'c']);
    expect(answers.map(({ diagnoses }) => diagnoses[0]?.id)).toEqual([
      'bad-credentials',
      undefined,
      undefined,
      undefined,
      undefined,
      'too-many-logins',
    ]);
    expect(answers.map(({ error }) => error !== undefined)).toEqual([false, true, true, true, false, false]);
  });
});

describe('diagnose', () => {
  it('prints the cause, its proof without secrets, and the guide', () => {
    const { status, stdout } = run(
      [],
      "pass: 'h0rse'\n534-5.7.9 Application-specific password required pass='h0rse'\n534 5.7.9 x - gsmtp",
    );
    expect(status).toBe(0);
    expect(stdout).toContain('app password');
    expect(stdout).not.toContain('h0rse');
  });

  it.each([
    ['the time that the reply names', '450 4.7.1 Greylisted, try again in 1 h 30 min', '1 hour 30 minutes'],
    ['the time that is known of the provider', '550 5.4.5 Daily user sending limit exceeded', '24 hours'],
  ])('says how long to wait: %s', (_name, text, time) => {
    expect(run([], text).stdout).toContain(`\nBefore the next try, wait: ${time}\n`);
  });

  it('names no wait where waiting is not the cure', () => {
    expect(run([], '535 5.7.8 Username and Password not accepted').stdout).not.toContain('wait:');
    // a mailbox that takes no passwords at all
    const closed = 'AUTH LOGIN\n421 4.7.0 Too many login attempts, try again in 5 minutes';
    expect(run(['--host', 'smtp-mail.outlook.com'], closed).stdout).not.toContain('wait:');
  });

  it('shows none of the secrets that people paste, in any of its outputs', () => {
    const forms = pastedSecrets('S3cret').flatMap(([name, text]) =>
      [text, `${text} Connection refused smtp.example.com:587`].map((text) => ({ id: name, text })),
    );
    const answers = run(['--jsonl'], forms.map((form) => JSON.stringify(form)).join('\n')).stdout;
    expect(lines(answers)).toHaveLength(forms.length);
    for (const { id, ...answer } of lines(answers))
      expect(secretsIn(JSON.stringify(answer), ['S3cret'], 'shop@example.com'), String(id)).toEqual([]);
    // a process each: a few of them
    const log = join(folder, 'secrets.log');
    for (const { id, text } of forms.filter(({ text }, index) => index % 12 === 1 && !text.includes('\n'))) {
      writeFileSync(log, `${text}\n`);
      const shown = [run([], text), run(['--summary', log])].map(({ stdout, stderr }) => stdout + stderr).join('');
      expect(shown).toContain('refused');
      expect(secretsIn(shown, ['S3cret'], 'shop@example.com'), id).toEqual([]);
    }
  });

  it('says of a long text that only its beginning and its end were read', () => {
    const text = `${'2026-01-02 10:00:00 queue is empty\n'.repeat(8000)}535-5.7.8 Username and Password not accepted.\n`;
    const { stdout, stderr } = run(['--host', 'smtp.gmail.com'], text);
    expect(stdout).toContain('535');
    expect(stderr).toMatch(/^The text is long: /);
    const short = run(['--host', 'smtp.gmail.com'], text.slice(-200_000));
    expect(short).toMatchObject({ stdout, stderr: '' });
  });

  it('gives one object with the stage and the reply code', () => {
    const { stdout } = run(
      ['--format', 'json', '--host', 'smtp.gmail.com'],
      '535-5.7.8 Username and Password not accepted.',
    );
    const answer = JSON.parse(stdout) as { diagnoses: unknown[] };
    expect(answer).toMatchObject({ stage: 'auth', code: 535, enhanced: '5.7.8' });
    expect(answer.diagnoses[0]).toMatchObject({ provider: 'gmail', id: 'bad-credentials' });
  });

  it.each([
    ['nothing', ''],
    ['invalid UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x35, 0x35, 0x30])],
    ['a long text', 'x '.repeat(1_500_000)],
  ])('survives %s', (_name, input) => {
    const { status, stderr } = run([], input);
    expect(status).toBe(0);
    // what is left out is said, and nothing else
    expect(stderr).toMatch(input.length > 2_000_000 ? /^The text is long: .*\n$/ : /^$/);
    expect(run(['--jsonl'], input).status).toBe(0);
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.alloc(3_000_000, 0x9c)],
    ['a packed log', gzipSync('Jan  2 10:00:00 mx x: 550 5.1.1 User unknown\n'.repeat(3))],
    ['a program', readFileSync(process.execPath).subarray(0, 100_000)],
  ])('makes no diagnosis of %s', (_name, input) => {
    expect(run([], input)).toEqual({
      status: 0,
      stdout: 'This is not text, so there is nothing to diagnose.\n',
      stderr: '',
    });
    expect(JSON.parse(run(['--format', 'json'], input).stdout)).toMatchObject({
      diagnoses: [],
      error: 'this is not text',
    });
    expect(run(['--jsonl'], input).status).toBe(0);
    const packed = join(folder, 'packed.log');
    writeFileSync(packed, input);
    expect(run(['--summary', packed])).toEqual({
      status: 0,
      stdout: 'No mail failure was found in this text.\n',
      stderr: `${packed}: This is not text, so there is nothing to diagnose.\n`,
    });
  });

  it('takes a text in an old one-byte encoding for a text', () => {
    const cyrillic = Buffer.from('\xcf\xd8\xc9\xc2\xcb\xc1 \xc4\xcf\xd3\xd4\xc1\xd7\xcb\xc9: '.repeat(20), 'latin1');
    const input = Buffer.concat([cyrillic, Buffer.from('\n535 5.7.8 Error: authentication failed\n')]);
    expect(run([], input).stdout).toContain('password was not accepted');
  });

  it.each([
    ['text', []],
    ['a log', ['--summary']],
    ['lines of JSON', ['--jsonl']],
  ])('reads %s in UTF-16, as PowerShell writes it', (_name, args) => {
    const reply = '535 5.7.8 Error: authentication failed ėą';
    const text = args.includes('--jsonl') ? JSON.stringify({ id: 'a', text: reply }) : reply;
    const wide = join(folder, 'wide.txt');
    writeFileSync(wide, Buffer.from(`\ufeff${text}\r\n`.repeat(args.includes('--jsonl') ? 1 : 2), 'utf16le'));
    const { stdout } = run([...args, wide]);
    expect(stdout).toMatch(args.length > 0 ? /bad-credentials/ : /password was not accepted/);
    expect(stdout).not.toContain('\ufffd');
  });

  it('sums a log up', () => {
    const log = join(folder, 'mail.log');
    writeFileSync(log, 'Jan  2 10:00:00 mx x: 550 5.1.1 User unknown\n'.repeat(3));
    const { status, stdout } = run(['--summary', log]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/recipient-unknown +3 +Jan {2}2 10:00:00/);
  });

  it.each([
    [['missing.log']],
    [['--summary']],
    [['--summary', 'missing.log']],
    [['--port', '99999']],
    [['--encryption', 'maybe']],
    [[tmpdir()]],
    [['a.log', 'b.log']],
  ])('ends with 2 for %j', (args) => {
    expect(run(args).status).toBe(2);
  });
});

describe('smtp-rules.yaml in the current folder', () => {
  it('adds rules, marked as local, and says what is wrong with others', () => {
    const own = mkdtempSync(join(folder, 'own-'));
    const entry = (id: string, confidence: string) =>
      `- id: ${id}\n  cause: relay-denied\n  when: { text: ['gate \\d{1,3} is shut'] }\n  confidence: ${confidence}\n  source: our wiki\n  matches: [{ text: gate 7 is shut }]\n  nearMisses: [{ text: gate 7 is open }]\n`;
    writeFileSync(join(own, 'smtp-rules.yaml'), entry('gate', '0.99') + entry('gate-two', '7'));
    const diagnoseIn = (...args: string[]) =>
      spawnSync(process.execPath, [cli, 'diagnose', '--lang', 'en', ...args], {
        cwd: own,
        input: '550 gate 12 is shut',
        encoding: 'utf8',
      });
    const { status, stdout, stderr } = diagnoseIn();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^.{1,40}\(from smtp-rules\.yaml\): /);
    expect(stderr).toBe('smtp-rules.yaml:11:3: The rule “gate-two” is left out: “confidence” must be at most 1.\n');
    expect(JSON.parse(diagnoseIn('--format', 'json').stdout)).toMatchObject({
      diagnoses: [{ id: 'relay-denied', rule: 'local/gate', local: true }],
    });
    writeFileSync(join(own, 'mail.log'), 'Jan  2 10:00:00 mx x: 550 gate 12 is shut\n');
    expect(diagnoseIn('--summary', 'mail.log').stdout).toContain('relay-denied (from smtp-rules.yaml)');
  });
});
