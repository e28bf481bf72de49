import { takesOAuth2 } from '../../provider/standing-on';
import type { Lint } from '../lint';
import { signInCheck } from '../sign-in-check';

/** The provider takes no password of any kind any more. */
export const signInClosed: Lint = {
  id: 'sign-in-closed',
  severity: 'error',
  check: signInCheck('closed', ({ plan: { provider }, mailbox, path }, today) => {
    if (mailbox?.oauth2 === undefined || !takesOAuth2(mailbox, today)) return [];
    // no fix for all at once: what sends in the end has to be able to do it, too
    const settings = [{ path: path('auth'), value: 'oauth2' }];
    // the sign-in of another kind of account does not take this one
    if (mailbox.id !== provider?.id) settings.unshift({ path: path('provider'), value: mailbox.id });
    const text = settings.map(({ path: keys, value }) => `${keys.at(-1)}: ${value}`).join(', ');
    return [{ id: 'write', details: { text }, settings }];
  }),
};
