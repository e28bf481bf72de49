import type { AccountType, Provider, ProviderState, ProviderSteps, SignInMethod } from './provider';

/** How it stands with passwords at a provider on a day. */
export interface Standing {
  state: ProviderState;
  steps?: ProviderSteps;
  /** When it began, where it began on a day; else it is known as of `Provider.asOf`. */
  since?: string;
}

/** How it stands with passwords at the provider on `day` (ISO 8601). One that closes later still needs an app password. */
export function standingOn(provider: Provider, day: string): Standing {
  const change = (provider.states ?? []).filter(({ from }) => from <= day).at(-1);
  if (change) return { state: change.state, ...(change.steps ? { steps: change.steps } : {}), since: change.from };
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
