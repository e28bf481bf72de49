import { encryptions, testModes } from '../core/account/account';
import { languages } from '../core/i18n/languages';

interface Option {
  type: 'string' | 'boolean';
  multiple?: true;
  short?: string;
  /** What its value is called: `help:value.NAME`. */
  value?: string;
  /** All that its value may be. */
  values?: readonly string[];
}

/** Every option of the command line: parsed, checked and explained from here. Its sentence is `help:option.NAME`. */
export const options = {
  account: { type: 'string', multiple: true, value: 'name' },
  all: { type: 'boolean' },
  mode: { type: 'string', value: 'mode', values: testModes },
  to: { type: 'string', multiple: true, value: 'address' },
  'all-ports': { type: 'boolean' },
  'allow-host': { type: 'string', multiple: true, value: 'host' },
  secrets: { type: 'string', value: 'file' },
  'password-stdin': { type: 'boolean' },
  'access-token-stdin': { type: 'boolean' },
  host: { type: 'string', value: 'host' },
  port: { type: 'string', value: 'port' },
  encryption: { type: 'string', value: 'encryption', values: encryptions },
  jsonl: { type: 'boolean' },
  summary: { type: 'boolean' },
  device: { type: 'boolean' },
  for: { type: 'string', value: 'application' },
  // which formats there are is the command's own
  format: { type: 'string', value: 'format' },
  lang: { type: 'string', value: 'language', values: languages },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies Record<string, Option>;

/** The name of an option, without its hyphens. */
export type OptionName = keyof typeof options;

/** What each command takes. */
export const everywhere: readonly OptionName[] = ['lang', 'help', 'version'];

type ValueOf<O> = O extends { type: 'boolean' }
  ? boolean
  : O extends { values: readonly (infer V)[] }
    ? V
    : O extends { multiple: true }
      ? string[]
      : string;

/** The options of a command line as they were typed, each with a value that it may have. */
export type CliOptions = { readonly [Name in OptionName]?: ValueOf<(typeof options)[Name]> };

/** An option by its name; undefined when there is none. */
export function optionOf(name: string): Option | undefined {
  return Object.hasOwn(options, name) ? options[name as OptionName] : undefined;
}
