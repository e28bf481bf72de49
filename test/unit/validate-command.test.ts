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
