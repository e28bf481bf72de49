import { isRecord } from '../../account/smtp-document';
import type { Hit, Lint } from '../lint';

/** A merge key of YAML 1.1, which nothing merges here. */
export const mergeKey: Lint = {
  id: 'merge-key',
  severity: 'warning',
  replaces: 'unknown-key',
  // others merge them
  onlyHere: true,
  check: ({ document }) => {
    // looking through all keys is worth it only when there can be one
    if (!document.text.includes('<<')) return [];
    const hits: Hit[] = [];
    const walk = (value: unknown, path: string[]): void => {
      if (!isRecord(value) || path.length > 4) return;
      for (const [key, inner] of Object.entries(value)) {
        const range = document.nodeAt([...path, key])?.key;
        if (key === '<<' && range) hits.push({ path: [...path, key], range });
        else walk(inner, [...path, key]);
      }
    };
    walk(document.value, []);
    return hits;
  },
};
