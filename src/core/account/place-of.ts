import { isCollection } from 'yaml';
import type { SmtpDocument, SourceRange } from './smtp-document';

/** What to mark for the value at the path: the value when it is on one line, else its key, or the nearest thing above it that is in the file. */
export function placeOf(document: SmtpDocument, path: readonly string[]): SourceRange {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.nodeAt(path.slice(0, length));
    if (node === undefined) continue;
    const { start, end } = node.value;
    const lineEnd = document.text.indexOf('\n', start);
    // a comment behind it can belong to the range of what is written in block style
    const isBlock = isCollection(node.node) && !node.node.flow;
    const onOneLine = !isBlock && end > start && (lineEnd === -1 || lineEnd >= end);
    return onOneLine ? node.value : (node.key ?? node.value);
  }
  return document.nodeAt(['accounts'])?.key ?? { start: 0, end: Math.min(1, document.text.length) };
}
