import { type Lint, perAccount } from '../lint';
import { passwordSignIn } from '../password-sign-in';

/** The provider will soon take passwords only where an administrator switches them on again. */
export const signInOffByDefault: Lint = {
  id: 'sign-in-off-by-default',
  severity: 'warning',
  check: perAccount(({ plan: { provider, auth }, local, path }, { context: { today } }) => {
    if (provider === undefined || auth !== 'password' || local) return undefined;
    const signIn = passwordSignIn(provider, today);
    if (signIn.state !== 'off-by-default') return undefined;
    return { path: path('password'), details: { provider: provider.name, date: signIn.date } };
  }),
};
