import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands';
import { commandText, overviewText } from '../../src/cli/help-text';
import { options } from '../../src/cli/options';
import { optionsOf, parseCommandLine } from '../../src/cli/parse-command-line';
import { openData } from '../../src/core/data';
import { DoctorError } from '../../src/core/errors';
import { languages } from '../../src/core/i18n/languages';

const root = join(__dirname, '../..');
const data = openData(join(root, 'dist'));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], { encoding: 'utf8' });

/** What is said of a command line that cannot be used. */
function refusal(line: string, language: (typeof languages)[number] = 'en'): unknown {
  try {
    parseCommandLine(line.split(' '), data.translator(language));
  } catch (error) {
    return error instanceof DoctorError && error.code === 'usage' ? error.details.message : error;
  }
  return undefined;
}

describe('help', () => {
  it('is the overview, or the usage, options and example of a command', () => {
    const overview = run('--help', '--lang', 'en');
    expect(overview).toMatchObject({ status: 0, stderr: '' });
    for (const name of Object.keys(commands)) expect(overview.stdout).toContain(`\n  ${name} `);
    const { status, stdout } = run('test', '--help', '--lang', 'lt');
    expect(status).toBe(0);
    expect(stdout).toContain('Naudojimas: smtp-doctor test [FAILAS] [PARINKTYS]\n');
    expect(stdout).toMatch(/--mode REŽIMAS +.*: connect, login, envelope, send, simulate\n/);
    expect(stdout).toMatch(/--format FORMATAS +.*: text, json, junit\n/);
    expect(stdout).not.toContain('--jsonl');
    expect(run('diagnose', '-h', '--lang', 'en').stdout).toContain('smtp-doctor diagnose --summary FILE…\n');
    expect(run('--lang', 'en')).toMatchObject({ status: 2, stdout: overview.stdout });
  });

  it.each(languages)('has a text for every command, option and value in %s', (language) => {
    const t = data.translator(language);
    const texts = [
      overviewText(t),
      ...Object.entries(commands).map(([name, command]) => commandText(name, command, t)),
    ];
    expect(texts.join('\n')).not.toMatch(/\b(command|option|value)\.|\{\{|undefined/);
  });

  it('names every option, and gives an example that can be run', () => {
    const named = new Set(Object.values(commands).flatMap((command) => optionsOf(command)));
    expect([...named].sort()).toEqual(Object.keys(options).sort());
    for (const [name, { example }] of Object.entries(commands)) {
      const words = example.replace(/ >.*/, '').split(' ').slice(1);
      expect(parseCommandLine(words, data.translator('en')).command?.name).toBe(name);
    }
  });
});

describe('--version', () => {
  it('is the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('a command line', () => {
  const t = data.translator('en');

  it('may have its options anywhere', () => {
    const line = parseCommandLine(['--lang=lt', 'test', '--account', 'a', 'x.yaml', '--account=-b', '--all'], t);
    expect(line).toMatchObject({
      command: { name: 'test' },
      rest: ['x.yaml'],
      options: { lang: 'lt', account: ['a', '-b'], all: true },
    });
    expect(parseCommandLine(['diagnose', '--summary', 'a', 'b', '--', '--c'], t).rest).toEqual(['a', 'b', '--c']);
    expect(parseCommandLine(['diagnose', '-'], t).rest).toEqual(['-']);
  });

  it.each([
    ['nope', 'The command “nope” is not known.'],
    ['toString', 'The command “toString” is not known.'],
    ['test --nope', 'The option --nope is not known.'],
    ['test --constructor', 'The option --constructor is not known.'],
    ['test -x', 'The option -x is not known.'],
    ['validate --all', '--all is not an option of “validate”.'],
    ['guides --format text', '--format is not an option of “guides”.'],
    ['test --account', 'A value is missing: --account NAME'],
    ['test --account --all', 'A value is missing: --account NAME'],
    ['test --all=yes', '--all takes no value.'],
    ['test --mode maybe', '--mode: “maybe” is not one of connect, login, envelope, send, simulate.'],
    ['validate --format junit', '--format: “junit” is not one of text, json, sarif.'],
    ['test --lang xx', '--lang: “xx” is not one of en, it, lt, es, pt, pl.'],
    ['test a b', '“test” takes no further argument: “b”.'],
    ['diagnose a b', '“diagnose” takes no further argument: “b”.'],
    ['diagnose --summary a b', undefined],
    ['validate a b c', undefined],
  ])('%s', (line, said) => {
    expect(refusal(line)).toBe(said);
  });

  it('is refused in the user’s language, with where help is', () => {
    expect(refusal('test --nope', 'lt')).toBe('Parinktis --nope nežinoma.');
    const { status, stdout, stderr } = run('test', '--account', '--lang', 'lt');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe('Trūksta reikšmės: --account PAVADINIMAS\nPagalba: smtp-doctor test --help\n');
  });
});
