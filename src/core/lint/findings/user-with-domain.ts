import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** The user is a whole address where the provider wants the part before the @. */
export const userWithDomain: Lint = {
  id: 'user-with-domain',
  severity: 'warning',
  check: perAccount(({ plan: { provider }, user, path }) => {
    if (provider?.userName !== 'local-part' || !user.includes('@')) return undefined;
    const text = user.slice(0, user.lastIndexOf('@'));
    return {
      path: path('user'),
      details: { provider: provider.name },
      fixes: () => (text === '' ? [] : [{ ...writeFix(path('user'), text), preferred: true }]),
    };
  }),
};
