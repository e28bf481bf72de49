import { parseArgs } from 'node:util';
import { type Data, openData } from '../core/data';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { type Language, languages, toLanguage } from '../core/i18n/languages';
import { exitCodes } from './exit-codes';
import { errorLine, terminalText } from './terminal-text';
import { testCommand } from './test-command';

const options = {
  account: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  'all-ports': { type: 'boolean' },
  mode: { type: 'string' },
  to: { type: 'string', multiple: true },
  'allow-host': { type: 'string', multiple: true },
  format: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  encryption: { type: 'string' },
  jsonl: { type: 'boolean' },
  summary: { type: 'boolean' },
  'password-stdin': { type: 'boolean' },
  'access-token-stdin': { type: 'boolean' },
  secrets: { type: 'string' },
  device: { type: 'boolean' },
  lang: { type: 'string' },
  for: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The options of the command line as they were typed. */
export type CliOptions = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

/** Runs one command and resolves to the exit code. Results go to stdout, everything else to stderr. */
export async function run(args: string[]): Promise<number> {
  const data = openData(__dirname);
  const language = languageOf(args);
  const t = data.translator(language);
  const error = (message: string) => process.stderr.write(`${message}\n`);
  try {
    const { values, positionals } = parse(args);
    const [command, ...rest] = positionals;
    if (values.help || command === undefined) {
      process.stdout.write(`${t('cli:help')}\n\n${usage(t)}\n`);
      return values.help ? exitCodes.passed : exitCodes.usage;
    }
    const commands = {
      test: testCommand,
      diagnose: diagnoseLater,
      guide: guideLater,
      guides: guidesLater,
      providers: providersLater,
      validate: validateLater,
      schema: schemaLater,
      login: loginLater,
      logout: logoutLater,
    };
    if (!Object.hasOwn(commands, command)) {
      throw new DoctorError('usage', { message: t('cli:unknownCommand', { command }) });
    }
    const surplus = rest[values.summary ? rest.length : (mostArguments[command] ?? 0)];
    if (surplus !== undefined)
      throw new DoctorError('usage', { message: t('cli:tooManyArguments', { command, value: surplus }) });
    choice('--lang', values.lang, languages, t);
    return await commands[command as keyof typeof commands](rest, values, data, t);
  } catch (caught) {
    if (!(caught instanceof DoctorError)) throw caught;
    error(caught.code === 'usage' ? terminalText(t(`errors:${caught.code}`, caught.details)) : errorLine(t, caught));
    if (caught.code === 'usage') error(usage(t));
    return exitCodes.usage;
  }
}

/** How many names a command takes; the others take none. */
const mostArguments: Readonly<Record<string, number>> = {
  test: 1,
  diagnose: 1,
  guide: 1,
  providers: 1,
  validate: 1,
  login: 2,
  logout: 2,
};

/** A test has no use for its code, and it is a third of it. */
const diagnoseLater: typeof testCommand = async (...args) =>
  (await import('./diagnose-command')).diagnoseCommand(...args);
const guideLater: typeof testCommand = async (...args) => (await import('./guide-command')).guideCommand(...args);
const guidesLater: typeof testCommand = async (...args) => (await import('./guide-command')).guidesCommand(...args);

/** Likewise. */
const providersLater: typeof testCommand = async (...args) =>
  (await import('./providers-command')).providersCommand(...args);

function usage(t: Translator): string {
  return `${t('cli:usage')}\n${t('guides:usage')}`;
}

/** Nor has it for the checks of the file. */
const validateLater: typeof testCommand = async (...args) =>
  (await import('./validate-command')).validateCommand(...args);
const schemaLater: typeof testCommand = async () => (await import('./validate-command')).schemaCommand();

const loginLater: typeof testCommand = async (...args) => (await import('./login-command')).loginCommand(...args);
const logoutLater: typeof testCommand = async (...args) => (await import('./login-command')).logoutCommand(...args);

/** The value when it is one of those allowed; undefined when the option was not given. Throws usage. */
export function choice<T extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly T[],
  t: ReturnType<Data['translator']>,
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((entry) => entry === value);
  if (found === undefined) {
    throw new DoctorError('usage', { message: t('cli:badValue', { option, value, allowed: allowed.join(', ') }) });
  }
  return found;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (caught) {
    throw new DoctorError('usage', { message: caught instanceof Error ? caught.message : String(caught) });
  }
}

/** The language asked for, else that of the environment (POSIX locale variables). */
function languageOf(args: readonly string[]): Language {
  const index = args.indexOf('--lang');
  const inline = args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length);
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return toLanguage((index >= 0 ? args[index + 1] : inline) || LC_ALL || LC_MESSAGES || LANG || 'en');
}
