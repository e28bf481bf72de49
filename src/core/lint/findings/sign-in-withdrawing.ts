import { type Lint, perAccount } from '../lint';
import { passwordSignIn } from '../password-sign-in';

/** The provider is withdrawing passwords; the last day is not known. */
export const signInWithdrawing: Lint = {
  id: 'sign-in-withdrawing',
  severity: 'warning',
  check: perAccount(({ plan: { provider, auth }, local, path }, { context: { today } }) => {
    if (provider === undefined || auth !== 'password' || local) return undefined;
    const signIn = passwordSignIn(provider, today);
    if (signIn.state !== 'withdrawing') return undefined;
    return { path: path('password'), details: { provider: provider.name, date: signIn.date } };
  }),
};
