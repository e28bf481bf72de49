import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Application } from './guide/application';
import type { GuideSource } from './guide/guide-source';
import { createTranslator, type Resources, type Translator } from './i18n/create-translator';
import type { Language } from './i18n/languages';
import type { Knowledge } from './knowledge/knowledge';

/** The texts and the knowledge that the build put beside the code, read when they are needed. */
export interface Data {
  knowledge(): Knowledge;
  guides(language: Language): Readonly<Record<string, GuideSource>>;
  /** Where values are entered in the software that will send. */
  applications(): readonly Application[];
  translator(language: Language): Translator;
}

/** Reads from the folder that the build wrote; each file once. Throws when the installation is damaged. */
export function openData(folder: string): Data {
  const cache = new Map<string, unknown>();
  const once = <T>(key: string, make: () => T): T => {
    if (!cache.has(key)) cache.set(key, make());
    return cache.get(key) as T;
  };
  const json = <T>(file: string) => once(file, () => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T);
  // a test that passes needs no rules
  const knowledge: Knowledge = {
    get providers() {
      return json<Knowledge['providers']>('knowledge/providers.json');
    },
    get rules() {
      return json<Knowledge['rules']>('knowledge/rules.json');
    },
    get signs() {
      return json<Knowledge['signs']>('knowledge/signs.json');
    },
    get guides() {
      return json<Knowledge['guides']>('knowledge/guides.json');
    },
    get topics() {
      return json<Knowledge['topics']>('knowledge/topics.json');
    },
    get sources() {
      return json<Knowledge['sources']>('knowledge/sources.json');
    },
  };
  return {
    knowledge: () => knowledge,
    guides: (language) => json<Record<string, GuideSource>>(`guides/${language}.json`),
    applications: () => json<Application[]>('knowledge/applications.json'),
    translator: (language) =>
      once(`translator ${language}`, () =>
        createTranslator(language, json<Resources>(`locales/${language}.json`), json<Resources>('locales/en.json')),
      ),
  };
}
