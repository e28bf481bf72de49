import type { Lint } from '../lint';
import { signInCheck } from '../sign-in-check';

/** The provider is withdrawing passwords; the last day is not known. */
export const signInWithdrawing: Lint = {
  id: 'sign-in-withdrawing',
  severity: 'warning',
  check: signInCheck('withdrawing'),
};
