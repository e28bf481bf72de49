import type { Translator } from '../i18n/create-translator';
import type { SourceRange } from './smtp-document';

/** Something to say about the file. The sentence is `findings.ID` of the locales, filled with `details`. */
export interface Finding {
  id: string;
  severity: 'error' | 'warning';
  /** Keys that lead to the value; empty for the whole file. */
  path: string[];
  range: SourceRange;
  details: Record<string, string | number>;
}

/** The sentence of a finding in the translator's language. */
export function findingText(t: Translator, { id, details }: Pick<Finding, 'id' | 'details'>): string {
  const { problem } = details;
  const message = problem === undefined ? {} : { message: problemText(t, String(problem)) };
  return t(`findings:${id}`, { ...details, ...message });
}

/** What is wrong with the YAML, by the code of the problem. */
export function problemText(t: Translator, code: string): string {
  return t(t.has(`yaml:${code}`) ? `yaml:${code}` : 'yaml:other');
}
