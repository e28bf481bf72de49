import { applyEdits, editSmtpDocument, type TextEdit } from './edit-smtp-document';
import type { Setting } from './fix';
import { parseSmtpDocument, type SmtpDocument } from './smtp-document';

/**
 * The smallest edits that make several settings at once. Edits do not overlap and refer to `document.text`.
 * Throws a RangeError when the file cannot be edited.
 */
export function editSettings(document: SmtpDocument, settings: readonly Setting[]): TextEdit[] {
  const edits = settings.flatMap(({ path, value }) => editSmtpDocument(document, path, value));
  if (!edits.some((edit, index) => edits.some((other, turn) => turn > index && touches(edit, other)))) return edits;
  // two new keys at one place depend on one another
  const text = settings.reduce(
    (current, { path, value }) => applyEdits(current, editSmtpDocument(parseSmtpDocument(current), path, value)),
    document.text,
  );
  return [difference(document.text, text)];
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
}

/** The one edit between two texts: from the first to the last character that differs. */
function difference(before: string, after: string): TextEdit {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { offset: start, length: before.length - start - end, text: after.slice(start, after.length - end) };
}
