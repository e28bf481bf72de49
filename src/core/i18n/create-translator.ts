import { createInstance } from 'i18next';
import type { Language } from './languages';

/** The texts of one language: namespaces such as `common`, each with its keys. */
export type Resources = Readonly<Record<string, unknown>>;

/** Gives the text of `namespace:key` in its language, with `{{name}}` filled in. */
export interface Translator {
  language: Language;
  (key: string, values?: Readonly<Record<string, string | number | undefined>>): string;
  /** True when the key has a text. */
  has(key: string): boolean;
  /** All texts of a namespace by key, English where the language lacks one, `{{name}}` not filled in. */
  all(namespace: string): Record<string, string>;
}

/** A translator of its own, no global instance; English fills in what a language lacks. */
export function createTranslator(language: Language, texts: Resources, english: Resources): Translator {
  const instance = createInstance();
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'common',
    ns: Object.keys(english),
    resources: { en: english as never, [language]: texts as never },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  const translate = (key: string, values?: Readonly<Record<string, string | number | undefined>>) =>
    instance.t(key, values ?? {}) as string;
  return Object.assign(translate, {
    language,
    has: (key: string) => instance.exists(key),
    all: (namespace: string) =>
      ({ ...(english[namespace] as object), ...(texts[namespace] as object) }) as Record<string, string>,
  });
}
