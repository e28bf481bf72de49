import { isMap, isScalar, type Scalar, visit, type YAMLMap } from 'yaml';
import type { Fix } from '../account/fix';
import type { SmtpDocument } from '../account/smtp-document';

/** Takes away the line of a key that stands in its map twice with the very same value; no fix for any other that begins at the offset. */
export function repeatedKeyFix({ text, yaml }: SmtpDocument, offset: number): Fix[] {
  const pair = yaml && pairAt(yaml.contents, offset);
  if (pair === undefined) return [];
  const { map, key, value } = pair;
  const isTwice = map.items.some(
    (other) =>
      other.value !== value &&
      isScalar(other.key) &&
      other.key.value === key.value &&
      isScalar(other.value) &&
      other.value.anchor === undefined &&
      sourceOf(text, other.value) === sourceOf(text, value),
  );
  const start = text.lastIndexOf('\n', offset) + 1;
  const [line = ''] = text.slice(start).match(/^[^\n]*(?:\n|$)/) ?? [];
  const own = text.slice(offset, value.range?.[1] ?? offset);
  // a comment, or another key on the line, would go with it
  if (!isTwice || value.anchor !== undefined || line.trim() !== own.trim()) return [];
  const edits = [{ offset: start, length: line.length, text: '' }];
  return [{ id: 'remove', details: { text: String(key.value) }, edits, preferred: true }];
}

function pairAt(root: unknown, offset: number): { map: YAMLMap; key: Scalar; value: Scalar } | undefined {
  let found: { map: YAMLMap; key: Scalar; value: Scalar } | undefined;
  if (!isMap(root)) return undefined;
  visit(root, {
    Map: (_key, map) => {
      for (const { key, value } of map.items) {
        if (!isScalar(key) || !isScalar(value) || key.range?.[0] !== offset) continue;
        found = { map, key, value };
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
}

function sourceOf(text: string, { range }: Scalar): string {
  return text.slice(range?.[0], range?.[1]);
}
