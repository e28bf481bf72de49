import { type Lint, perAccount } from '../lint';
import { holdsReference } from '../placeholders';

/** A reference is a part of a value. */
export const referencePartial: Lint = {
  id: 'reference-partial',
  severity: 'error',
  replaces: 'port-invalid',
  check: perAccount((account) =>
    account.placeholders
      .filter(({ reference, text }) => reference.kind === 'unknown' && holdsReference(text))
      .map(({ path }) => ({ path })),
  ),
};
