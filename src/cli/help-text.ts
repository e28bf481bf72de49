import type { Translator } from '../core/i18n/create-translator';
import { columns } from '../core/report/columns';
import { type Argument, type Command, commands } from './commands';
import { everywhere, type OptionName, optionOf } from './options';
import { optionsOf } from './parse-command-line';

/** What `--help` prints: all commands in a line each. */
export function overviewText(t: Translator): string {
  const list = Object.keys(commands).map((name) => [name, t(`help:command.${name}`)]);
  return [
    t('help:intro'),
    '',
    t('help:usage', { usage: `smtp-doctor ${t('help:value.command')} [${t('help:value.options')}]` }),
    '',
    ...indented(columns(list)),
    '',
    ...optionLines(everywhere, undefined, t),
    '',
    t('help:more', { command: `smtp-doctor ${t('help:value.command')} --help` }),
  ].join('\n');
}

/** What `COMMAND --help` prints: how it is written, its options, an example. */
export function commandText(name: string, command: Command, t: Translator): string {
  const [first] = command.arguments;
  const some = first?.many;
  const usages = [
    [name, ...command.arguments.map((argument) => argumentText(argument, t)), `[${t('help:value.options')}]`],
    ...(typeof some === 'string' ? [[name, `--${some}`, `${t(`help:value.${first?.value}`)}…`]] : []),
  ];
  return [
    t(`help:command.${name}`),
    '',
    ...usages.map((words) => t('help:usage', { usage: `smtp-doctor ${words.join(' ')}` })),
    '',
    ...optionLines(optionsOf(command), command, t),
    '',
    t('help:example', { example: command.example }),
  ].join('\n');
}

function argumentText({ value, required, orStdin, many }: Argument, t: Translator): string {
  const text = `${t(`help:value.${value}`)}${orStdin ? '|-' : ''}${many === true ? '…' : ''}`;
  return required ? text : `[${text}]`;
}

/** An option in a line: how it is written, its sentence, and what its value may be. */
function optionLines(names: readonly OptionName[], command: Command | undefined, t: Translator): string[] {
  const rows = names.map((name) => {
    const { short, value, values, multiple } = optionOf(name) ?? {};
    const allowed = name === 'format' ? command?.formats : values;
    const written = [`${short ? `-${short}, ` : ''}--${name}`, ...(value ? [t(`help:value.${value}`)] : [])].join(' ');
    const said = [t(`help:option.${name}`), ...(multiple ? [t('help:repeat')] : [])].join('; ');
    return [written, allowed ? `${said}: ${allowed.join(', ')}` : said];
  });
  return indented(columns(rows));
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
