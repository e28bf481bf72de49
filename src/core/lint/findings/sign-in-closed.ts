import type { Lint } from '../lint';
import { signInCheck } from '../sign-in-check';

/** The provider takes no password of any kind any more. */
export const signInClosed: Lint = {
  id: 'sign-in-closed',
  severity: 'error',
  check: signInCheck('closed'),
};
