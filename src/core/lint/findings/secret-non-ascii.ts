import { type Lint, perAccount } from '../lint';

/** A password that not every server reads alike (RFC 4616 wants UTF-8, many use something else). */
export const secretNonAscii: Lint = {
  id: 'secret-non-ascii',
  severity: 'warning',
  check: perAccount((account) =>
    account.secrets.filter(({ value }) => /[^\x20-\x7e]/.test(value)).map(({ path }) => ({ path })),
  ),
};
