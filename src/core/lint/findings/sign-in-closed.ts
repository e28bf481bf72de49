import { takesOAuth2 } from '../../provider/standing-on';
import type { Lint } from '../lint';
import { signInCheck } from '../sign-in-check';

/** The provider takes no password of any kind any more. */
export const signInClosed: Lint = {
  id: 'sign-in-closed',
  severity: 'error',
  check: signInCheck('closed', ({ plan: { provider }, path }, today) => {
    // no fix for all at once: what sends in the end has to be able to do it, too
    const offered = provider?.oauth2 !== undefined && takesOAuth2(provider, today);
    const settings = [{ path: path('auth'), value: 'oauth2' }];
    return offered ? [{ id: 'write', details: { text: 'auth: oauth2' }, settings }] : [];
  }),
};
