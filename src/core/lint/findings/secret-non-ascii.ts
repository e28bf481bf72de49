import { type Lint, perAccount } from '../lint';

/** A password that not every server reads alike (RFC 4616 wants UTF-8, many use something else). */
export const secretNonAscii: Lint = {
  id: 'secret-non-ascii',
  severity: 'warning',
  check: perAccount((account) =>
    account.secrets
      .filter(({ value }) => /[^\x20-\x7e]/.test(value))
      .map(({ path, value }) => ({ path, ...(hasControl(value) ? { details: { variant: 'control' } } : {}) })),
  ),
};

/** True with a line end, a tab and the like in it, which nobody types into a password. */
function hasControl(value: string): boolean {
  return /\p{Cc}/u.test(value);
}
