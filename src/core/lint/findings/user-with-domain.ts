import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** The user is a whole address of the provider's own where it wants the part before the @. */
export const userWithDomain: Lint = {
  id: 'user-with-domain',
  severity: 'warning',
  check: perAccount(({ plan: { provider }, user, path }) => {
    if (provider?.userName !== 'local-part' && provider?.userName !== 'by-domain') return undefined;
    const at = user.lastIndexOf('@');
    const domain = user.slice(at + 1).toLowerCase();
    if (at < 0 || (domain !== '' && !provider.domains.includes(domain))) return undefined;
    const text = user.slice(0, at);
    return {
      path: path('user'),
      details: { provider: provider.name },
      fixes: () => (text === '' ? [] : [{ ...writeFix(path('user'), text), preferred: true }]),
    };
  }),
};
