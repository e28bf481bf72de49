import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** Somebody signs in by password, and none is given. */
export const passwordMissing: Lint = {
  id: 'password-missing',
  severity: 'warning',
  replaces: 'wrong-type',
  check: perAccount(({ name, plan, raw, secrets, path }) => {
    if (plan.auth !== 'password' || plan.host === '') return undefined;
    if (secrets.some(({ key, misread }) => key === 'password' && misread)) return undefined;
    if (raw.password !== undefined && raw.password !== '' && raw.password !== null) return undefined;
    const text = `\${secret:${name.replaceAll('}', '')}}`;
    return { path: path('password'), fixes: () => [writeFix(path('password'), text)] };
  }),
};
