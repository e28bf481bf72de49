import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../src/core/i18n/create-translator';
import { languages, toLanguage } from '../../src/core/i18n/languages';
import { systemLanguage } from '../../src/core/i18n/system-language';

const english = {
  common: { hello: 'Hello {{name}}', only: 'English only', deep: { key: 'Deep' } },
  errors: { bad: 'Bad' },
};
const italian = { common: { hello: 'Ciao {{name}}' }, errors: {} };

describe('createTranslator', () => {
  it('gives the text of its language, else the English one', () => {
    const t = createTranslator('it', italian, english);
    expect(t('hello', { name: 'Ada' })).toBe('Ciao Ada');
    expect(t('only')).toBe('English only');
    expect(t('deep.key')).toBe('Deep');
    expect(t('errors:bad')).toBe('Bad');
    expect(t.language).toBe('it');
  });

  it('knows which texts there are', () => {
    const t = createTranslator('it', italian, english);
    expect([t.has('hello'), t.has('only'), t.has('errors:bad'), t.has('none'), t.has('none:bad')]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('lists a namespace with English where the language lacks a text', () => {
    expect(createTranslator('it', italian, english).all('common')).toMatchObject({
      hello: 'Ciao {{name}}',
      only: 'English only',
    });
  });

  it('fills in values as they are: it is no HTML, and no second round', () => {
    const t = createTranslator('en', english, english);
    expect(t('hello', { name: '<b> & "Ž" {{name}} $t(only) $1' })).toBe('Hello <b> & "Ž" {{name}} $t(only) $1');
  });

  it('keeps translators apart, and leaves the global instance alone', () => {
    const first = createTranslator('it', italian, english);
    const second = createTranslator(
      'lt',
      { common: { hello: 'Labas {{name}}' } },
      { common: { hello: 'Hi', extra: 'Extra' } },
    );
    expect(first('hello', { name: 'A' })).toBe('Ciao A');
    expect(second('hello', { name: 'A' })).toBe('Labas A');
    expect(first.has('extra')).toBe(false);
    expect(second.has('only')).toBe(false);
    expect(i18next.isInitialized).toBeFalsy();
  });
});

describe('toLanguage', () => {
  it.each([
    ['pt-BR', 'pt'],
    ['pt_PT.UTF-8', 'pt'],
    ['LT', 'lt'],
    ['es-419', 'es'],
    ['en', 'en'],
    ['de-DE', 'en'],
    ['C', 'en'],
    ['C.UTF-8', 'en'],
    ['', 'en'],
    ['it.UTF-8', 'it'],
    ['pl@euro', 'pl'],
  ])('%j is %s', (tag, expected) => {
    expect(toLanguage(tag)).toBe(expected);
  });

  it('knows each of the six', () => {
    expect(languages.map(toLanguage)).toEqual([...languages]);
  });
});

describe('systemLanguage', () => {
  it.each([
    [{ LANG: 'lt_LT.UTF-8' }, 'en-US', 'lt'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'pl_PL.UTF-8' }, 'lt', 'pl'],
    [{ LANG: 'it_IT.UTF-8', LC_ALL: 'C' }, 'it-IT', 'en'],
    [{ LC_ALL: '' }, 'es-MX', 'es'],
    [{}, 'de-DE', 'en'],
  ] as const)('%j with regional settings %s: %s', (variables, regional, expected) => {
    expect(systemLanguage(variables, regional)).toBe(expected);
  });
});
