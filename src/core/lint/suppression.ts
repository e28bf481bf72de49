import type { Finding } from '../account/finding';
import type { SmtpDocument } from '../account/smtp-document';

const word = 'smtp-doctor-ignore';
const comment = new RegExp(`(?:^|\\s)#\\s*${word}[:\\s]+([\\w-]+(?:[,\\s]+[\\w-]+)*)`);

/** True when the text can hold such a comment at all. */
export function hasSuppressions({ text }: SmtpDocument): boolean {
  return text.includes(word);
}

/** True when a comment `# smtp-doctor-ignore FINDING` stands on the line where the finding begins; several ids are parted by commas or blanks. */
export function isSuppressed({ text }: SmtpDocument, { id, range }: Pick<Finding, 'id' | 'range'>): boolean {
  const ids = lineAt(text, range.start).text.match(comment)?.[1];
  return ids?.split(/[,\s]+/).includes(id) ?? false;
}

/** The edit that suppresses the finding by a comment; undefined where none can stand on its line. */
export function suppress(
  { text, yaml }: SmtpDocument,
  { id, range }: Pick<Finding, 'id' | 'range'>,
): { offset: number; length: number; text: string } | undefined {
  const line = lineAt(text, range.start);
  // a value that goes on in the next line would take a comment for its text, and JSON has none
  if (yaml === undefined || range.end > line.end || text.trimStart().startsWith('{')) return undefined;
  return { offset: line.end, length: 0, text: ` # ${word} ${id}` };
}

function lineAt(text: string, offset: number): { text: string; end: number } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const stop = next === -1 ? text.length : next;
  const end = text[stop - 1] === '\r' && stop > start ? stop - 1 : stop;
  return { text: text.slice(start, end), end };
}
