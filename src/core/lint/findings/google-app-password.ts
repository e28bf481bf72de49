import { type Lint, perAccount } from '../lint';

/** What is written as password of a Google account cannot be an app password. */
export const googleAppPassword: Lint = {
  id: 'google-app-password',
  severity: 'warning',
  check: perAccount((account) => {
    const { provider, auth } = account.plan;
    if ((provider?.id !== 'gmail' && provider?.id !== 'google-workspace') || auth !== 'password' || account.local)
      return [];
    return account.secrets
      .filter(({ key, value }) => key === 'password' && value !== '' && !/^[a-z]{16}$/i.test(value))
      .map(({ path, value }) => {
        const letters = value.replace(/\s/g, '');
        const fix = { id: 'trim', settings: [{ path, value: letters }], preferred: true as const };
        return { path, details: { length: value.length }, fixes: () => (/^[a-z]{16}$/i.test(letters) ? [fix] : []) };
      });
  }),
};
