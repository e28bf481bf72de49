import { dateAfter } from '../provider/date-after';
import type { Provider } from '../provider/provider';
import { signInOn, standingOn } from '../provider/standing-on';

/** How it stands with signing in by any kind of password at a provider on a day. */
export type PasswordSignIn =
  | { state: 'open' }
  /** `date`: the first day, or month, on which it is closed (ISO 8601). */
  | { state: 'closing'; date: string }
  /** `date`: the first day, or month (`atEnd` of it), on which it is off until an administrator allows it again. */
  | { state: 'off-by-default'; date: string; atEnd?: true; begun: boolean }
  | { state: 'closed'; date?: string }
  /** `date`: from when this is known. */
  | { state: 'withdrawing'; date: string };

/** Days beforehand on which a change is told. */
const warningDays = 90;

/** What the provider's facts say of passwords on `today` (ISO 8601 day). */
export function passwordSignIn(provider: Provider, today: string): PasswordSignIn {
  const { signIn, closedSince, asOf } = provider;
  const last = signIn
    .filter(({ method, validFrom = '' }) => method !== 'oauth2' && validFrom <= today)
    .map(({ validTo = '9999' }) => validTo)
    .reduce((a, b) => (a > b ? a : b), '');
  const date = closedSince ?? (last === '' || last === '9999' ? undefined : dateAfter(last));
  const taken = (day: string) =>
    standingOn(provider, day).state !== 'closed' && signInOn(provider, day).some(({ method }) => method !== 'oauth2');
  if (!taken(today)) return { state: 'closed', ...(date === undefined ? {} : { date }) };
  const soon = addDays(today, warningDays);
  if (date !== undefined && !taken(soon)) return { state: 'closing', date };
  const now = standingOn(provider, today);
  for (const { steps, since, atEnd } of [now, standingOn(provider, soon)])
    if (steps === 'administrator-again' && since !== undefined)
      return { state: 'off-by-default', date: since, ...(atEnd ? { atEnd } : {}), begun: now.steps === steps };
  return now.state === 'withdrawing' ? { state: 'withdrawing', date: asOf } : { state: 'open' };
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
