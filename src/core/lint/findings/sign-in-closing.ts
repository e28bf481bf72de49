import type { Lint } from '../lint';
import { signInCheck } from '../sign-in-check';

/** The provider will take no password of any kind soon. */
export const signInClosing: Lint = {
  id: 'sign-in-closing',
  severity: 'warning',
  check: signInCheck('closing'),
};
