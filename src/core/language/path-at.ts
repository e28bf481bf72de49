import { isMap, isNode, isScalar } from 'yaml';
import type { SmtpDocument, SourceRange } from '../account/smtp-document';

/** The key or the value at an offset. */
export interface PathAt {
  /** Keys that lead to it. */
  path: string[];
  range: SourceRange;
  part: 'key' | 'value';
}

/** What the offset is in: a key, or a value that has none inside; undefined between them, and inside an alias's target. */
export function pathAt({ yaml }: SmtpDocument, offset: number): PathAt | undefined {
  let node: unknown = yaml?.contents;
  const path: string[] = [];
  while (isMap(node)) {
    let next: unknown;
    for (const { key, value } of node.items) {
      const keyRange = rangeOf(key);
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name === undefined) continue;
      if (keyRange && holds(keyRange, offset)) return { path: [...path, name], range: keyRange, part: 'key' };
      const valueRange = rangeOf(value);
      if (valueRange === undefined || !holds(valueRange, offset)) continue;
      path.push(name);
      if (!isMap(value)) return { path, range: valueRange, part: 'value' };
      next = value;
      break;
    }
    node = next;
  }
  return undefined;
}

function rangeOf(node: unknown): SourceRange | undefined {
  return isNode(node) && node.range ? { start: node.range[0], end: node.range[1] } : undefined;
}

function holds({ start, end }: SourceRange, offset: number): boolean {
  return start <= offset && offset <= end && end > start;
}
