import { type Lint, perAccount } from '../lint';
import { wayFixes } from '../way-fixes';

/** A login over a connection that is not encrypted. */
export const unencryptedLogin: Lint = {
  id: 'unencrypted-login',
  severity: 'error',
  check: perAccount((account) => {
    const { plan, hasLogin, local, path } = account;
    if (plan.encryption !== 'none' || !hasLogin || local) return undefined;
    return { path: path('encryption'), fixes: () => wayFixes(account, plan.port === 465 ? 'tls' : 'starttls') };
  }),
};
