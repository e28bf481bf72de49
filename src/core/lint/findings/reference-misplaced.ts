import { type Hit, type Lint, perAccount } from '../lint';

/** A reference in a key that takes none of its kind. */
export const referenceMisplaced: Lint = {
  id: 'reference-misplaced',
  severity: 'error',
  replaces: 'port-invalid',
  check: perAccount((account) =>
    account.placeholders.flatMap(({ path, reference: { kind }, takes }): Hit[] => {
      if (kind === 'literal' || kind === 'unknown' || takes.includes(kind)) return [];
      return [{ path, details: { key: path.at(-1) ?? '', reference: kind === 'ask' ? `\${ask}` : `\${${kind}:…}` } }];
    }),
  ),
};
