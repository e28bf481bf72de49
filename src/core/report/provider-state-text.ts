import { isOutdated } from '../guide/is-outdated';
import type { Translator } from '../i18n/create-translator';
import { longDate } from '../i18n/long-date';
import type { Provider } from '../provider/provider';
import { standingOn } from '../provider/standing-on';

/**
 * How it stands with passwords at a provider on `today` (ISO 8601 day), in a few words, with the date of the fact. What was
 * last known more than a year ago is marked.
 */
export function providerStateText(t: Translator, provider: Provider, today: string): string {
  const { state, steps, since } = standingOn(provider, today);
  const text = t(`provider.${steps ? `${state}_${steps}` : state}`, { date: longDate(t, since ?? provider.asOf) });
  return since === undefined && isOutdated(provider.asOf, today) ? `${text} (${t('providers:outdated')})` : text;
}
