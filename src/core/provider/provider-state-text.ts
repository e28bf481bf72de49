import type { Translator } from '../i18n/create-translator';
import { longDate } from '../report/test-report';
import { stateOn } from './find-provider';
import type { Provider } from './provider';

/** How it stands with passwords at a provider on `today` (ISO 8601 day), with the date from which that is known. */
export function providerStateText(t: Translator, provider: Provider, today: string): string {
  const state = stateOn(provider, today);
  const special = `provider.${state}_${provider.id}`;
  const date = state === 'closed' ? (provider.closedSince ?? provider.asOf) : provider.asOf;
  return t(t.has(special) ? special : `provider.${state}`, { date: longDate(t, date) });
}
