import { type Lint, perAccount } from '../lint';
import { wayFixes } from '../way-fixes';

/** A login on the port of mail between servers (RFC 6409 section 3.1). */
export const port25Login: Lint = {
  id: 'port-25-login',
  severity: 'warning',
  check: perAccount((account) => {
    const { plan, hasLogin, local, path } = account;
    if (plan.port !== 25 || !hasLogin || local) return undefined;
    return { path: path('port'), fixes: () => wayFixes(account) };
  }),
};
