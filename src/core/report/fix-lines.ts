import { stringify } from 'yaml';
import { placeOf } from '../account/place-of';
import type { SmtpDocument } from '../account/smtp-document';
import type { Translator } from '../i18n/create-translator';
import type { TestReport } from './test-report';

/** The fixes that the form offers, as lines of smtp.yaml with their places; one that needs somebody to type is left out. */
export function fixLines(
  { diagnoses }: Pick<TestReport, 'diagnoses'>,
  document: SmtpDocument,
  file: string,
  t: Translator,
): string[] {
  const fixes = (diagnoses[0]?.fixes ?? []).filter(({ edits }) => edits.length > 0);
  return fixes.map(({ edits }) => {
    const list = edits.map(({ path, value }) => {
      const { line } = document.position(placeOf(document, path).start);
      const setting = stringify({ [path.at(-1) ?? '']: value }, { lineWidth: 0 }).trimEnd();
      return `${setting} (${file}:${line})`;
    });
    return t('cli:fix', { list: list.join(', ') });
  });
}
