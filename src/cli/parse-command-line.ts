import { parseArgs } from 'node:util';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { choice } from './choice';
import { type Command, commands } from './commands';
import { type CliOptions, everywhere, type OptionName, optionOf, options } from './options';

/** A command line that holds nothing but what its command takes. */
export interface CommandLine {
  /** Left out when no command was named. */
  command?: { name: string } & Command;
  /** What stands after the command. */
  rest: string[];
  options: CliOptions;
}

/** Reads a command line. Throws usage. */
export function parseCommandLine(args: string[], t: Translator): CommandLine {
  // what is wrong is said by us, in the user's language
  const parsed = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  const [name, ...rest] = parsed.positionals;
  if (name !== undefined && !Object.hasOwn(commands, name)) throw usage(t('cli:unknownCommand', { command: name }));
  const command = name === undefined ? undefined : commands[name];
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    const { rawName: option, value } = token;
    const known = optionOf(token.name);
    if (known === undefined) throw usage(t('cli:unknownOption', { option }));
    const allowed = optionsOf(command);
    if (!allowed.includes(token.name as OptionName))
      throw usage(t('cli:notOfCommand', { option, command: name ?? 'smtp-doctor' }));
    if (known.type === 'boolean' && value !== undefined) throw usage(t('cli:takesNoValue', { option }));
    if (known.type === 'boolean') continue;
    // whoever forgot the value wrote the next option in its place
    if (value === undefined || (token.inlineValue === false && value.length > 1 && value.startsWith('-')))
      throw usage(t('cli:needsValue', { option: `${option} ${t(`help:value.${known.value}`)}` }));
    const values = token.name === 'format' ? command?.formats : known.values;
    if (values) choice(option, value, values, t);
  }
  const values = parsed.values as CliOptions;
  const surplus = command && rest[mostArguments(command, values)];
  if (surplus !== undefined) throw usage(t('cli:tooManyArguments', { command: name, value: surplus }));
  return { ...(command && name !== undefined ? { command: { name, ...command } } : {}), rest, options: values };
}

/** The options of a command, or those that need none. */
export function optionsOf(command: Command | undefined): OptionName[] {
  return [...(command?.options ?? []), ...(command?.formats ? (['format'] as const) : []), ...everywhere];
}

function mostArguments({ arguments: taken }: Command, values: CliOptions): number {
  const many = taken.some(({ many }) => many === true || (many !== undefined && values[many]));
  return many ? Number.POSITIVE_INFINITY : taken.length;
}

function usage(message: string): DoctorError {
  return new DoctorError('usage', { message });
}
