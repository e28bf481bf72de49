import { addressOf, domainOf } from '../../account/address';
import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** The sender is of another domain than the user, at a provider that refuses that. */
export const fromDomain: Lint = {
  id: 'from-domain',
  severity: 'warning',
  check: perAccount(({ plan: { provider }, raw, user, path }) => {
    if (provider?.foreignFrom !== 'refused' || typeof raw.from !== 'string') return undefined;
    const address = addressOf(raw.from);
    const [domain, own] = [domainOf(address), domainOf(user)];
    if (domain === '' || own === '' || domain === own || address.includes('${')) return undefined;
    const text = raw.from.replace(address, () => user);
    return {
      path: path('from'),
      details: { provider: provider.name, domain, own },
      fixes: () => [writeFix(path('from'), text)],
    };
  }),
};
