import { isOutdated } from '../guide/is-outdated';
import type { Translator } from '../i18n/create-translator';
import type { Provider } from '../provider/provider';
import { sinceText } from '../provider/since-text';
import { standingOn } from '../provider/standing-on';

/**
 * How it stands with passwords at a provider on `today` (ISO 8601 day), in a few words, with the date of the fact. What was
 * last known more than a year ago is marked; what is closed stays so.
 */
export function providerStateText(t: Translator, provider: Provider, today: string): string {
  const standing = standingOn(provider, today);
  const { state, steps } = standing;
  const text = t(`provider.${steps ? `${state}_${steps}` : state}`, { date: sinceText(t, provider, standing) });
  return state !== 'closed' && isOutdated(provider.asOf, today) ? `${text} (${t('providers:outdated')})` : text;
}
