// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const cli = join(__dirname, '../../dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'validate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { input, cwd: folder });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const clean = 'accounts:\n  a:\n    host: mail.example.com\n    port: 587\n    encryption: starttls\n';
const literal = `${clean}    user: shop\n    password: s3cret\n`;

describe('validate', () => {
  it('says that there is nothing to say, and ends with 0', () => {
    file('smtp.yaml', clean);
    expect(run(['validate', '--lang', 'en'])).toEqual({
      status: 0,
      stdout: 'smtp.yaml: nothing to object to.\n',
      stderr: '',
    });
  });

  it('ends with 0 for warnings and with 1 for errors, and names place and id', () => {
    const warned = run(['validate', file('a.smtp.yaml', literal), '--lang', 'en']);
    expect(warned.status).toBe(0);
    expect(warned.stdout).toBe(
      'a.smtp.yaml:7:15: warning: This secret stands in the file for everyone to read. (password-literal)\n',
    );
    const failed = run(['validate', '-', '--lang', 'lt'], literal.replace('587', '70000'));
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain('-:4:11: error: Prievadas');
    expect(run(['validate', '-', '--lang', 'en'], 'accounts: [\n').status).toBe(1);
  });

  it('is an error when the secret is in version control', () => {
    spawnSync('git', ['init', '-q'], { cwd: folder });
    file('tracked.smtp.yaml', literal);
    expect(run(['validate', 'tracked.smtp.yaml']).status).toBe(0);
    spawnSync('git', ['add', 'tracked.smtp.yaml'], { cwd: folder });
    expect(run(['validate', 'tracked.smtp.yaml']).status).toBe(1);
  });

  it('prints one object', () => {
    const { status, stdout } = run(['validate', file('b.smtp.yaml', literal), '--format', 'json', '--lang', 'en']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      file: 'b.smtp.yaml',
      findings: [
        {
          id: 'password-literal',
          severity: 'warning',
          path: ['accounts', 'a', 'password'],
          start: { line: 7, column: 15 },
          end: { line: 7, column: 21 },
        },
      ],
    });
    expect(stdout).not.toContain('s3cret');
  });

  it('prints SARIF', () => {
    const { stdout } = run(['validate', 'b.smtp.yaml', '--format', 'sarif']);
    const [first] = (JSON.parse(stdout) as { version: string; runs: { results: unknown[] }[] }).runs;
    expect(first?.results).toMatchObject([
      {
        ruleId: 'password-literal',
        ruleIndex: 0,
        level: 'warning',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'b.smtp.yaml' },
              region: { startLine: 7, startColumn: 15, endLine: 7, endColumn: 21 },
            },
          },
        ],
      },
    ]);
  });

  it('checks several files: one document, and the exit code of the worst', () => {
    const [good, warned] = [file('good.smtp.yaml', clean), file('warned.smtp.yaml', literal)];
    const bad = file('bad.smtp.yaml', literal.replace('587', '70000'));
    const text = run(['validate', good, warned, '--lang', 'en']);
    expect(text).toMatchObject({ status: 0, stderr: '' });
    expect(text.stdout).toMatch(/^good\.smtp\.yaml: nothing.*\nwarned\.smtp\.yaml:7:15: warning: .*\n$/);
    const json = run(['validate', warned, bad, '--format', 'json']);
    expect(json.status).toBe(1);
    const { file: one, files, findings } = JSON.parse(json.stdout) as { [key: string]: { file: string }[] };
    expect([one, files]).toEqual([undefined, [warned, bad]]);
    expect(findings?.map((finding) => finding.file)).toEqual([warned, bad, bad]);
    const sarif = JSON.parse(run(['validate', warned, bad, '--format', 'sarif']).stdout) as {
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        results: { ruleId: string; ruleIndex: number; locations: object[] }[];
      }[];
    };
    const [{ tool, results } = expect.unreachable()] = sarif.runs;
    expect(sarif.runs.length).toBe(1);
    expect(results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id)).toEqual(
      results.map(({ ruleId }) => ruleId),
    );
    expect(results.map(({ locations }) => JSON.stringify(locations).match(/[a-z]+\.smtp\.yaml/)?.[0])).toEqual([
      warned,
      bad,
      bad,
    ]);
  });

  it('says which file is not there or not ours, and checks the others', () => {
    const chart = file('values.smtp.yaml', 'image: {}\n');
    const { status, stdout, stderr } = run(['validate', 'missing.yaml', chart, 'a.smtp.yaml', '--lang', 'en']);
    expect(status).toBe(2);
    expect(stdout).toContain('(password-literal)');
    expect(stderr).toMatch(/^There is no file missing\.yaml\.\nvalues\.smtp\.yaml: The file has no “accounts”/);
    expect(run(['validate', '.', '--lang', 'en']).stderr).toBe('The file . cannot be read.\n');
  });

  it.each([
    ['utf-16le', '\ufeff'],
    ['utf-16be', '\ufeff'],
  ])('reads %s by its byte order mark', (encoding, mark) => {
    const bytes = Buffer.from(mark + literal, 'utf16le');
    writeFileSync(join(folder, 'wide.smtp.yaml'), encoding === 'utf-16be' ? bytes.swap16() : bytes);
    const { status, stdout } = run(['validate', 'wide.smtp.yaml']);
    expect(status).toBe(0);
    expect(stdout).toContain('wide.smtp.yaml:7:15: warning');
  });

  it('calls a file that is too large by its size, not invalid', () => {
    const { status, stdout } = run(['validate', '-', '--lang', 'en'], `${clean}${'# x\n'.repeat(130_000)}`);
    expect(status).toBe(1);
    expect(stdout).toBe(
      '-:1:1: error: The file is too large (521 kB, the limit is 500 kB), so it is not read. (file-too-large)\n',
    );
  });

  it.each([
    [['validate', 'missing.yaml'], ''],
    [['validate', '-'], 'image: {}\n'],
    [['validate', '-'], ''],
    [['validate', '-', '--format', 'junit'], clean],
  ])('%j ends with 2', (args, input) => {
    const { status, stdout, stderr } = run(args, input);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).not.toBe('');
  });
});

describe('schema', () => {
  it('is the schema that other editors get', () => {
    const { status, stdout } = run(['schema']);
    expect(status).toBe(0);
    expect(stdout).toBe(readFileSync(join(__dirname, '../../dist/smtp-schema.json'), 'utf8'));
    expect(JSON.parse(stdout)).toMatchObject({ if: { required: ['accounts'] } });
  });
});
