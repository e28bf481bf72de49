import { type Lint, perAccount } from '../lint';
import { passwordSignIn } from '../password-sign-in';

/** The provider takes no password of any kind any more. */
export const signInClosed: Lint = {
  id: 'sign-in-closed',
  severity: 'error',
  check: perAccount(({ plan: { provider, auth }, local, path }, { context: { today } }) => {
    if (provider === undefined || auth !== 'password' || local) return undefined;
    const signIn = passwordSignIn(provider, today);
    if (signIn.state !== 'closed') return undefined;
    const since = signIn.date === undefined ? { variant: 'undated' } : { date: signIn.date };
    return { path: path('password'), details: { provider: provider.name, ...since } };
  }),
};
