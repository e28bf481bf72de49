import { isAlias, isMap, isSeq } from 'yaml';
import { flowText, scalarText } from '../../account/edit-smtp-document';
import type { Fix } from '../../account/fix';
import { isRecord, type SmtpDocument, valueAt } from '../../account/smtp-document';
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
        if (key === '<<' && range)
          hits.push({ path: [...path, key], range, fixes: () => writtenOut(document, path, value) });
        else walk(inner, [...path, key]);
      }
    };
    walk(document.value, []);
    return hits;
  },
};

/** What is merged in place of the key, where other places do not refer to the text that goes away. */
function writtenOut(document: SmtpDocument, path: string[], map: Readonly<Record<string, unknown>>): Fix[] {
  const { text, nodeAt } = document;
  const place = nodeAt([...path, '<<']);
  const aliases = isSeq(place?.node) && place.node.anchor === undefined ? place.node.items : [place?.node];
  const merged = [valueAt(document, [...path, '<<'])].flat();
  if (place?.key === undefined || !aliases.every(isAlias) || !merged.every(isRecord)) return [];
  // the map's own keys win, then the first that has the key (https://yaml.org/type/merge.html)
  const all = new Map(merged.toReversed().flatMap((values) => Object.entries(values)));
  const missing = [...all].filter(([key]) => !Object.hasOwn(map, key));
  const { start } = place.key;
  const lead = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const node = nodeAt(path)?.node;
  const flow = isMap(node) && node.flow === true;
  // a dash or a question mark before it would belong to the first key only
  const plain = text.slice(start, place.key.end) === '<<';
  if (missing.length === 0 || !plain || (!flow && lead.trim() !== '')) return [];
  const separator = flow ? ', ' : `${text.includes('\r\n') ? '\r\n' : '\n'}${lead}`;
  const pairs = missing.map(([key, value]) => `${scalarText(key, 'PLAIN', flow)}: ${flowText(value)}`);
  const edits = [{ offset: start, length: place.value.end - start, text: pairs.join(separator) }];
  return [{ id: 'write-out', edits }];
}
