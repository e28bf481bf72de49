import type { Lint } from '../lint';
import { signInCheck } from '../sign-in-check';

/** The provider will soon take passwords only where an administrator switches them on again. */
export const signInOffByDefault: Lint = {
  id: 'sign-in-off-by-default',
  severity: 'warning',
  check: signInCheck('off-by-default'),
};
