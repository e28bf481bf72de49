import { providerById } from '../../provider/find-provider';
import { type Lint, perAccount } from '../lint';
import { nearest } from '../one-edit-away';
import { writeFix } from '../write-fix';

/** No provider has this id. */
export const providerUnknown: Lint = {
  id: 'provider-unknown',
  severity: 'warning',
  check: perAccount(({ raw, path }, { context: { providers } }) => {
    const id = raw.provider;
    // what looks like a reference is a finding of its own
    if (typeof id !== 'string' || id.includes('${') || providerById(providers, id)) return undefined;
    return {
      path: path('provider'),
      details: { name: id },
      fixes: () => {
        const byName = providers.find(({ name }) => name.toLowerCase() === id.toLowerCase())?.id;
        const value =
          byName ??
          nearest(
            id,
            providers.map((provider) => provider.id),
          );
        return value === undefined ? [] : [{ ...writeFix(path('provider'), value), preferred: true }];
      },
    };
  }),
};
