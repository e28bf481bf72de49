import { type Language, toLanguage } from './languages';

/**
 * The language of messages of the operating system: what its variables say (POSIX.1-2017 section 8.2), else the tag of its
 * regional settings. English when it is none of the six.
 */
export function systemLanguage(
  { LC_ALL, LC_MESSAGES, LANG }: Readonly<Record<string, string | undefined>>,
  regional: string,
): Language {
  return toLanguage(LC_ALL || LC_MESSAGES || LANG || regional);
}
