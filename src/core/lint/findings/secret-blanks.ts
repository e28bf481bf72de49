import { type Lint, perAccount } from '../lint';

/** A password that begins or ends with a blank: most often it was copied along. */
export const secretBlanks: Lint = {
  id: 'secret-blanks',
  severity: 'warning',
  check: perAccount((account) =>
    account.secrets
      .filter(({ value }) => value !== value.trim())
      .map(({ path, value }) => ({
        path,
        fixes: () => [{ id: 'trim', settings: [{ path, value: value.trim() }], preferred: true }],
      })),
  ),
};
