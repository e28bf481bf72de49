import { type Lint, perAccount } from '../lint';

/** A password or client secret stands in the file itself. */
export const passwordLiteral: Lint = {
  id: 'password-literal',
  severity: 'warning',
  check: perAccount((account, { context: { tracked } }) =>
    account.local
      ? []
      : account.secrets
          .filter(({ value }) => value !== '')
          .map(({ key, path, range }) => ({
            path,
            ...(range ? { range } : {}),
            ...(tracked ? { severity: 'error' as const, details: { variant: 'tracked' } } : {}),
            fixes: () => {
              const action = key === 'password' ? 'move-password' : 'move-client-secret';
              return [{ id: action, action, account: account.name }];
            },
          })),
  ),
};
