import { printable } from '../core/account/shown-destination';
import type { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';

/** Text for the terminal: lines stay lines, and what a file or a server says cannot move the cursor or hide anything. */
export function terminalText(text: string): string {
  return text.split('\n').map(lineText).join('\n');
}

/** As `terminalText`, for what is one line: a name with a line feed in it cannot begin another one. */
export function lineText(text: string): string {
  return printable(text.replaceAll('\t', ' '));
}

/** The sentence of an error in one line; that of a file which is not ours names none, and stands after it. */
export function errorLine(t: Translator, { code, details }: DoctorError): string {
  const said = t(`errors:${code}`, details).replaceAll('\n', ' ');
  return printable(code === 'not-ours' ? `${details.file}: ${said}` : said);
}
