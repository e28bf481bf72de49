import { stateOn } from '../provider/find-provider';
import type { Provider } from '../provider/provider';

/** How it stands with signing in by any kind of password at a provider on a day. */
export type PasswordSignIn =
  | { state: 'open' }
  /** `date`: the first day, or month, on which it is closed (ISO 8601). */
  | { state: 'closing'; date: string }
  | { state: 'closed'; date?: string }
  /** `date`: from when this is known. */
  | { state: 'withdrawing'; date: string };

/** Days beforehand on which a change is told. */
const warningDays = 90;

/** What the provider's facts say of passwords on `today` (ISO 8601 day). */
export function passwordSignIn(provider: Provider, today: string): PasswordSignIn {
  const { signIn, closedSince, asOf } = provider;
  const state = stateOn(provider, today);
  if (state === 'closed') return { state, ...(closedSince === undefined ? {} : { date: closedSince }) };
  const ways = signIn.filter(({ method, validFrom = '' }) => method !== 'oauth2' && validFrom <= today);
  const last = ways.map(({ validTo = '9999' }) => validTo).reduce((a, b) => (a > b ? a : b), '');
  const date = closedSince ?? (last === '' || last === '9999' ? undefined : after(last));
  if (date !== undefined && has(date, today)) return { state: 'closed', date };
  if (date !== undefined && has(date, addDays(today, warningDays))) return { state: 'closing', date };
  return state === 'withdrawing' ? { state, date: asOf } : { state: 'open' };
}

/** True when the day or month has begun on `day`. */
function has(begun: string, day: string): boolean {
  return begun <= day.slice(0, begun.length);
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The day after a day, the month after a month. */
function after(last: string): string {
  const [year = 0, month = 1, day] = last.split('-').map(Number);
  const next = day === undefined ? new Date(Date.UTC(year, month, 1)) : new Date(Date.UTC(year, month - 1, day + 1));
  return next.toISOString().slice(0, last.length);
}
