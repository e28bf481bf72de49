import { type Lint, perAccount } from '../lint';
import { secretsOf } from '../secrets-of';

/** A password or client secret stands in the file itself. */
export const passwordLiteral: Lint = {
  id: 'password-literal',
  severity: 'warning',
  check: perAccount((account, { context: { tracked } }) =>
    account.local
      ? []
      : secretsOf(account)
          .filter(({ value }) => value !== '')
          .map(({ key, path }) => ({
            path,
            ...(tracked ? { severity: 'error' as const, details: { variant: 'tracked' } } : {}),
            fixes: () => {
              const action = key === 'password' ? 'move-password' : 'move-client-secret';
              return [{ id: action, action, account: account.name }];
            },
          })),
  ),
};
