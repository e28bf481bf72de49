import type { Fix } from '../account/fix';
import { type Lint, perAccount } from './lint';
import type { LintAccount } from './lint-file';
import type { PasswordSignIn } from './password-sign-in';

/** The check for accounts whose provider's sign-in by password is in that state, with the date of it where one is known. */
export function signInCheck(
  state: PasswordSignIn['state'],
  fixes?: (account: LintAccount, today: string) => Fix[],
): Lint['check'] {
  return perAccount((account, { context: { today } }) => {
    const { mailbox, signIn, path } = account;
    if (mailbox === undefined || signIn.state !== state) return undefined;
    return {
      path: path('password'),
      details: { provider: mailbox.name, ...dateDetails(signIn) },
      ...(fixes ? { fixes: () => fixes(account, today) } : {}),
    };
  });
}

function dateDetails(signIn: PasswordSignIn): Record<string, string> {
  if (!('date' in signIn)) return { variant: 'undated' };
  const begun = 'begun' in signIn && signIn.begun;
  return { ['atEnd' in signIn ? 'endOf' : 'date']: signIn.date, ...(begun ? { variant: 'begun' } : {}) };
}
