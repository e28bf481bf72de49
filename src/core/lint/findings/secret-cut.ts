import { scalarText } from '../../account/edit-smtp-document';
import { type Hit, type Lint, perAccount } from '../lint';
import { secretsOf } from '../secrets-of';

/** A password whose end YAML takes for a comment. */
export const secretCut: Lint = {
  id: 'secret-cut',
  severity: 'warning',
  check: perAccount((account, { document: { text } }) =>
    secretsOf(account).flatMap(({ path, value, node }): Hit[] => {
      const [start = 0, end = 0] = node?.range ?? [];
      // a comment of a person begins with a blank
      const cut =
        node?.type === 'PLAIN'
          ? text.slice(end, end + 500).match(/^[ \t]+#(?![\s#]|smtp-doctor)(?:(?!\s+#\s)[^\r\n])*/)?.[0]
          : undefined;
      if (cut === undefined) return [];
      const tail = cut.trimEnd();
      const range = { start, end: end + tail.length };
      const whole = scalarText(value + tail, 'QUOTE_SINGLE', false);
      const edits = [{ offset: start, length: range.end - start, text: whole }];
      return [{ path, range, fixes: () => [{ id: 'quote', edits, preferred: true }] }];
    }),
  ),
};
