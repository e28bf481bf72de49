import { type Lint, perAccount } from '../lint';

/** A user name that begins or ends with a blank: most often it was copied along. */
export const userBlanks: Lint = {
  id: 'user-blanks',
  severity: 'warning',
  check: perAccount(({ user, path }) => {
    const value = user.trim();
    if (value === '' || value === user) return undefined;
    return {
      path: path('user'),
      fixes: () => [{ id: 'trim', settings: [{ path: path('user'), value }], preferred: true }],
    };
  }),
};
