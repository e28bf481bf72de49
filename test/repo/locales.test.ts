import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '../../src/core/i18n/languages';

const root = join(__dirname, '../..');
const files = readdirSync(join(root, 'locales/en')).filter((name) => name.endsWith('.json'));

/** Every text of a file by its whole key. */
function textsOf(language: string, file: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') texts.set(key, value);
    else for (const [name, inner] of Object.entries(value as object)) walk(inner, key ? `${key}.${name}` : name);
  };
  walk(JSON.parse(readFileSync(join(root, 'locales', language, file), 'utf8')), '');
  return texts;
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}|\$\{[^}]*\}/g) ?? []).sort();

describe.each(languages.filter((language) => language !== 'en'))('locale %s', (language) => {
  it.each(files)('%s has the keys and placeholders of English', (file) => {
    const english = textsOf('en', file);
    const texts = textsOf(language, file);
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) expect(placeholders(texts.get(key) ?? ''), key).toEqual(placeholders(text));
  });
});

describe('texts that quote a command', () => {
  it.each(languages)('%s quotes the titles of the manifest', (language) => {
    const manifest = textsOf(language, 'manifest.json');
    const titles = [...manifest].filter(([key]) => key.startsWith('command.')).map(([, title]) => title);
    for (const file of files) {
      for (const [key, text] of textsOf(language, file)) {
        for (const [, quoted] of text.matchAll(/[“„«"]\s?SMTP: ([^”“»"]+?)\s?[”“»"]/g)) {
          expect(titles, `${file} ${key}`).toContain(quoted);
        }
      }
    }
  });
});
