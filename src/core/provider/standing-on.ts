import { dateAfter } from './date-after';
import type { AccountType, Provider, ProviderState, ProviderSteps, SignInMethod, StateChange } from './provider';

/** How it stands with passwords at a provider on a day. */
export interface Standing {
  state: ProviderState;
  steps?: ProviderSteps;
  /** The day, or month, on which it began, where that is known; else it is known as of `Provider.asOf`. */
  since?: string;
  /** It began at the end of the month `since`. */
  atEnd?: true;
}

/** The first day, or month, on which a change is there for sure. */
export function beginOf({ from, atEnd }: StateChange): string {
  return atEnd ? dateAfter(from) : from;
}

/** How it stands with passwords at the provider on `day` (ISO 8601). One that closes later still needs an app password. */
export function standingOn(provider: Provider, day: string): Standing {
  const change = (provider.states ?? []).filter((one) => beginOf(one) <= day).at(-1);
  if (change) {
    const { from, ...rest } = change;
    return { ...rest, since: from };
  }
  const { state, steps, closedSince } = provider;
  if (state === 'closed' && closedSince !== undefined)
    return closedSince <= day ? { state, since: closedSince } : { state: 'needs-steps', steps: 'app-password' };
  return { state, ...(steps ? { steps } : {}) };
}

/** The ways to sign in that work on `day` (ISO 8601), for one kind of account or for any. */
export function signInOn(provider: Provider, day: string, account?: AccountType): SignInMethod[] {
  return provider.signIn.filter(
    ({ accounts, validFrom, validTo }) =>
      (account === undefined || accounts === undefined || accounts.includes(account)) &&
      (validFrom === undefined || validFrom <= day) &&
      // a month lasts to its end
      (validTo === undefined || day.slice(0, validTo.length) <= validTo),
  );
}

/** True when the provider's servers take OAuth 2 access tokens on `day` (ISO 8601). */
export function takesOAuth2(provider: Provider, day: string): boolean {
  return signInOn(provider, day).some(({ method }) => method === 'oauth2');
}
