import type { Fix } from '../../account/fix';
import { parseReference } from '../../account/reference';
import { type Lint, perAccount } from '../lint';
import { holdsReference, type Placeholder } from '../placeholders';
import { writeFix } from '../write-fix';

/** Looks like a reference and is none. */
export const referenceUnknown: Lint = {
  id: 'reference-unknown',
  severity: 'error',
  replaces: 'port-invalid',
  check: perAccount((account) =>
    account.placeholders
      .filter(({ reference, text }) => reference.kind === 'unknown' && !holdsReference(text))
      .map((placeholder) => ({ path: placeholder.path, fixes: () => meant(placeholder) })),
  ),
};

/** The reference that is meant: the same in small letters and without blanks, or an environment variable. */
function meant({ path, text, takes }: Placeholder): Fix[] {
  const [, kind = 'env', name = ''] = text.match(/^\$\{\s*(?:(env|secret|ask)\s*[:.]\s*)?([\w-]+?)\s*\}$/i) ?? [];
  const written = /^ask$/i.test(name) ? `\${ask}` : `\${${kind.toLowerCase()}:${name}}`;
  const reference = parseReference(written);
  if (name === '' || reference.kind === 'literal' || reference.kind === 'unknown' || !takes.includes(reference.kind))
    return [];
  return [{ ...writeFix(path, written), preferred: true }];
}
