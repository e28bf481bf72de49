import { parseReference } from '../../account/reference';
import { type Hit, type Lint, perAccount } from '../lint';

/** A variable that the file refers to is not set where the program runs. */
export const envUnset: Lint = {
  id: 'env-unset',
  severity: 'info',
  check: perAccount((account, { context: { environment } }) =>
    environment === undefined
      ? []
      : account.placeholders.flatMap(({ path, text, takes }): Hit[] => {
          const reference = parseReference(text);
          if (reference.kind !== 'env' || !takes.includes('env') || environment.get(reference.name) !== undefined)
            return [];
          return [{ path, details: { name: reference.name } }];
        }),
  ),
};
