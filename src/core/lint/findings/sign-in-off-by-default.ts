import type { Lint } from '../lint';
import { signInCheck } from '../sign-in-check';

/** The provider takes passwords only where an administrator switches them on again, soon or already. */
export const signInOffByDefault: Lint = {
  id: 'sign-in-off-by-default',
  severity: 'warning',
  check: signInCheck('off-by-default'),
};
