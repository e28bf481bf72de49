/** The languages everything is written in; en is the source. */
export const languages = ['en', 'it', 'lt', 'es', 'pt', 'pl'] as const;

/** One of the six languages. */
export type Language = (typeof languages)[number];

/** The language for a BCP 47 tag such as `pt-BR` or a POSIX locale such as `it.UTF-8`; English when it is none of the six. */
export function toLanguage(tag: string): Language {
  const primary = tag.toLowerCase().split(/[-_.@]/)[0];
  return languages.find((language) => language === primary) ?? 'en';
}

/** True for the id of one of the six languages. */
export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}
