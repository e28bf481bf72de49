import { addressOf } from '../../account/address';
import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** The user is no address where the provider wants the whole one. */
export const userWithoutDomain: Lint = {
  id: 'user-without-domain',
  severity: 'warning',
  check: perAccount(({ plan: { provider }, raw, user, path }) => {
    if (provider?.userName !== 'full-address' || user === '' || user.includes('@')) return undefined;
    return {
      path: path('user'),
      details: { provider: provider.name },
      fixes: () => {
        const sender = addressOf(typeof raw.from === 'string' ? raw.from : '');
        const known = sender.toLowerCase().startsWith(`${user.toLowerCase()}@`);
        const domain = provider.domains[0];
        const text = known ? sender : domain === undefined ? undefined : `${user}@${domain}`;
        if (text === undefined) return [];
        const fix = writeFix(path('user'), text);
        return [known ? { ...fix, preferred: true } : fix];
      },
    };
  }),
};
