import { isDeepStrictEqual } from 'node:util';
import { applyEdits, type TextEdit } from './edit-smtp-document';
import { parseSmtpDocument, type SmtpDocument } from './smtp-document';

/**
 * The edits, once it is sure that the file is read as `expected` after them. Throws a RangeError where it would not be, or where edits
 * overlap: such a file is better left as it is.
 */
export function checkedEdits(document: SmtpDocument, edits: readonly TextEdit[], expected: unknown): TextEdit[] {
  const ordered = [...edits].sort((a, b) => a.offset - b.offset);
  const overlaps = ordered.some(({ offset }, at) => {
    const before = ordered[at - 1];
    return before !== undefined && before.offset + before.length > offset;
  });
  const after = parseSmtpDocument(applyEdits(document.text, edits));
  const isSame = isDeepStrictEqual(after.value ?? {}, expected ?? {});
  const isWhole = after.problems.length === 0 && (document.documents < 2 || after.documents === document.documents);
  if (overlaps || !isSame || !isWhole) throw new RangeError('the edit would damage the file');
  return [...edits];
}
