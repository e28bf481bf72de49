import { type Hit, type Lint, perAccount } from '../lint';

/** A variable that the file refers to is not set where the program runs. */
export const envUnset: Lint = {
  id: 'env-unset',
  severity: 'info',
  check: perAccount((account, { context: { environment } }) =>
    environment === undefined
      ? []
      : account.placeholders.flatMap(({ path, reference, takes }): Hit[] => {
          if (reference.kind !== 'env' || !takes.includes('env') || environment.get(reference.name) !== undefined)
            return [];
          return [{ path, details: { name: reference.name } }];
        }),
  ),
};
