import type { Translator } from '../i18n/create-translator';
import { providerById, providerOfHost, stateOn } from '../provider/find-provider';
import type { Provider } from '../provider/provider';
import type { TestReport } from './test-report';

/**
 * The minutes after which another try makes sense on `today` (ISO 8601 day); undefined where waiting is not the cure, which
 * it never is where a provider takes no passwords at all.
 */
export function waitMinutes(
  { diagnoses, facts = {} }: Pick<TestReport, 'diagnoses' | 'facts'>,
  providers: readonly Provider[],
  today: string,
): number | undefined {
  const [first] = diagnoses;
  if (first?.retry?.when !== 'after-minutes') return undefined;
  const provider = providerById(providers, first.provider ?? '') ?? providerOfHost(providers, facts.host ?? '');
  return facts.stage === 'auth' && provider && stateOn(provider, today) === 'closed' ? undefined : first.retry.minutes;
}

/** How long to wait, in a line of its own; none where waiting is not the cure. */
export function waitLines(t: Translator, minutes: number | undefined): string[] {
  return minutes ? [t('run.wait', { time: durationText(t.language, minutes) })] : [];
}

/** `5 minutes`, `1 hour 30 minutes`, `24 hours`, `3 days`. */
function durationText(language: string, minutes: number): string {
  const days = minutes > 24 * 60 ? Math.floor(minutes / (24 * 60)) : 0;
  const rest = minutes - days * 24 * 60;
  const parts: [number, string][] = [
    [days, 'day'],
    [Math.floor(rest / 60), 'hour'],
    [rest % 60, 'minute'],
  ];
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(amount),
    )
    .join(' ');
}
