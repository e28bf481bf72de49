import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openData } from '../core/data';
import { DoctorError } from '../core/errors';
import { type Language, toLanguage } from '../core/i18n/languages';
import { commands } from './commands';
import { exitCodes } from './exit-codes';
import { parseCommandLine } from './parse-command-line';
import { errorLine, terminalText } from './terminal-text';

/** Runs one command and resolves to the exit code. Results go to stdout, everything else to stderr. */
export async function run(args: string[]): Promise<number> {
  const data = openData(__dirname);
  const t = data.translator(languageOf(args));
  const error = (message: string) => process.stderr.write(`${message}\n`);
  try {
    const { command, rest, options } = parseCommandLine(args, t);
    if (options.version) {
      process.stdout.write(`${version()}\n`);
      return exitCodes.passed;
    }
    if (options.help || command === undefined) {
      const { commandText, overviewText } = await import('./help-text');
      process.stdout.write(`${command ? commandText(command.name, command, t) : overviewText(t)}\n`);
      return options.help ? exitCodes.passed : exitCodes.usage;
    }
    return await command.run(rest, options, data, t);
  } catch (caught) {
    if (!(caught instanceof DoctorError)) throw caught;
    error(caught.code === 'usage' ? terminalText(t(`errors:${caught.code}`, caught.details)) : errorLine(t, caught));
    if (caught.code === 'usage') {
      const named = args.find((arg) => Object.hasOwn(commands, arg));
      const words = ['smtp-doctor', ...(named === undefined ? [] : [named]), '--help'];
      error(t('help:see', { command: words.join(' ') }));
    }
    return exitCodes.usage;
  }
}

/** The version of the package that the code is in. */
function version(): string {
  return (JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { version: string }).version;
}

/** The language asked for, else that of the environment (POSIX locale variables). */
function languageOf(args: readonly string[]): Language {
  const index = args.indexOf('--lang');
  const inline = args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length);
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return toLanguage((index >= 0 ? args[index + 1] : inline) || LC_ALL || LC_MESSAGES || LANG || 'en');
}
