import type { Translator } from '../i18n/create-translator';
import { schemaKeyAt } from './schema-keys';

/** What a key means, in the translator's language, as Markdown; undefined for a key that is not ours. */
export function keyText(t: Translator, path: readonly string[]): string | undefined {
  const known = schemaKeyAt(path);
  if (known === undefined) return undefined;
  const name = path.at(-1) ?? '';
  const parent = path.at(-2);
  const inner = parent === 'tls' || parent === 'oauth2' || (parent === 'test' && path.length === 2);
  const key = `keys:doc.${inner ? `${parent}_` : ''}${name}`;
  // a key that is new in the schema may have no text of its own yet
  return t.has(key) ? t(key) : known.description;
}
