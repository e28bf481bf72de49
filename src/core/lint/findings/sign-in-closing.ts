import { type Lint, perAccount } from '../lint';
import { passwordSignIn } from '../password-sign-in';

/** The provider will take no password of any kind soon. */
export const signInClosing: Lint = {
  id: 'sign-in-closing',
  severity: 'warning',
  check: perAccount(({ plan: { provider, auth }, local, path }, { context: { today } }) => {
    if (provider === undefined || auth !== 'password' || local) return undefined;
    const signIn = passwordSignIn(provider, today);
    if (signIn.state !== 'closing') return undefined;
    return { path: path('password'), details: { provider: provider.name, date: signIn.date } };
  }),
};
