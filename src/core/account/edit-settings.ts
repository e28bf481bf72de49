import { applyEdits, editSmtpDocument, type TextEdit } from './edit-smtp-document';
import type { Setting } from './fix';
import { parseSmtpDocument, type SmtpDocument } from './smtp-document';
import { textDifference } from './text-difference';

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
  return [textDifference(document.text, text)];
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
}
