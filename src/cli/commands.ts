import type { Data } from '../core/data';
import type { Translator } from '../core/i18n/create-translator';
import type { CliOptions, OptionName } from './options';
import { testCommand } from './test-command';

/** Runs a command and resolves to the exit code. */
export type Run = (positionals: string[], options: CliOptions, data: Data, t: Translator) => Promise<number>;

/** What may stand after the name of a command. */
export interface Argument {
  /** What it is called: `help:value.NAME`. */
  value: string;
  required?: true;
  /** `-` is standard input. */
  orStdin?: true;
  /** More than one may be given: always, or with that option only. */
  many?: true | OptionName;
}

/** A command: what it takes, an example, and what runs. Its sentence is `help:command.NAME`. */
export interface Command {
  arguments: readonly Argument[];
  /** Those of every command are not among them, nor is `--format`. */
  options: readonly OptionName[];
  /** What `--format` may be, the usual one first. */
  formats?: readonly string[];
  example: string;
  run: Run;
}

const signIn = {
  arguments: [{ value: 'name' }, { value: 'file' }],
  options: ['allow-host', 'secrets', 'password-stdin'],
} as const;

/** The commands by name. A test has no use for the code of the others, and it is a third of it. */
export const commands: Readonly<Record<string, Command>> = {
  test: {
    arguments: [{ value: 'file' }],
    options: [
      'account',
      'all',
      'mode',
      'to',
      'all-ports',
      'allow-host',
      'secrets',
      'password-stdin',
      'access-token-stdin',
    ],
    formats: ['text', 'json', 'junit'],
    example: 'smtp-doctor test smtp.yaml --account shop --mode send --to me@example.com',
    run: testCommand,
  },
  diagnose: {
    arguments: [{ value: 'file', orStdin: true, many: 'summary' }],
    options: ['host', 'port', 'encryption', 'jsonl', 'summary'],
    formats: ['text', 'json'],
    example: 'smtp-doctor diagnose error.txt --host smtp.gmail.com --port 587',
    run: async (...args) => (await import('./diagnose-command')).diagnoseCommand(...args),
  },
  validate: {
    arguments: [{ value: 'file', orStdin: true, many: true }],
    options: [],
    formats: ['text', 'json', 'sarif'],
    example: 'smtp-doctor validate smtp.yaml shop.smtp.yaml --format sarif',
    run: async (...args) => (await import('./validate-command')).validateCommand(...args),
  },
  login: {
    ...signIn,
    options: ['device', ...signIn.options],
    example: 'smtp-doctor login shop --device',
    run: async (...args) => (await import('./login-command')).loginCommand(...args),
  },
  logout: {
    ...signIn,
    example: 'smtp-doctor logout shop',
    run: async (...args) => (await import('./login-command')).logoutCommand(...args),
  },
  guide: {
    arguments: [{ value: 'id', required: true }],
    options: ['for'],
    example: 'smtp-doctor guide gmail-app-password --for prestashop',
    run: async (...args) => (await import('./guide-command')).guideCommand(...args),
  },
  guides: {
    arguments: [],
    options: [],
    example: 'smtp-doctor guides --lang it',
    run: async (...args) => (await import('./guide-command')).guidesCommand(...args),
  },
  providers: {
    arguments: [{ value: 'name' }],
    options: [],
    formats: ['text', 'json'],
    example: 'smtp-doctor providers gmail',
    run: async (...args) => (await import('./providers-command')).providersCommand(...args),
  },
  schema: {
    arguments: [],
    options: [],
    example: 'smtp-doctor schema > smtp-schema.json',
    run: async (...args) => (await import('./validate-command')).schemaCommand(...args),
  },
};
