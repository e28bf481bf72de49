import type { Translator } from '../i18n/create-translator';
import { endOfMonth, longDate } from '../i18n/long-date';
import type { Provider } from './provider';
import type { Standing } from './standing-on';

/** Since when, or as of when, a provider's standing is so, written out in the translator's language. */
export function sinceText(t: Translator, { asOf }: Provider, { since, atEnd }: Standing): string {
  return since !== undefined && atEnd ? endOfMonth(t, since) : longDate(t, since ?? asOf);
}
