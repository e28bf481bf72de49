import { addressOf } from '../../account/address';
import { providerOfAddress } from '../../provider/find-provider';
import { type Lint, perAccount } from '../lint';

/** Neither the file nor a provider names a host. */
export const accountIncomplete: Lint = {
  id: 'account-incomplete',
  severity: 'warning',
  check: perAccount(({ plan, raw, user, path }, { context: { providers } }) => {
    if (plan.host !== '' || raw.provider !== undefined || raw.host !== undefined) return undefined;
    return {
      path: path('host'),
      fixes: () => {
        const address = user.includes('@') ? user : addressOf(String(raw.from ?? ''));
        const provider = providerOfAddress(providers, address);
        if (provider === undefined) return [];
        const settings = [{ path: path('provider'), value: provider.id }];
        return [{ id: 'fill-provider', details: { provider: provider.name }, settings }];
      },
    };
  }),
};
