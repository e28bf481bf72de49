import type { Translator } from '../i18n/create-translator';
import { endOfMonth, longDate } from '../i18n/long-date';
import type { Fix } from './fix';
import type { SourceRange } from './smtp-document';

/** How bad a finding is; `info` is nothing that keeps mail from being sent. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * Something to say about the file. The sentence is `lint:ID` or `findings:ID` of the locales, filled with `details`;
 * a `variant` among them names another sentence of the same finding, `ID_VARIANT`, and a `date`, or the end of a month, `endOf`, is written
 * out as `date`.
 */
export interface Finding {
  id: string;
  severity: Severity;
  /** Keys that lead to the value; empty for the whole file. */
  path: string[];
  range: SourceRange;
  details: Record<string, string | number>;
  /** What can be offered, likeliest first; made when it is asked for. */
  fixes?: () => Fix[];
}

/** The sentence of a finding in the translator's language. */
export function findingText(t: Translator, { id, details }: Pick<Finding, 'id' | 'details'>): string {
  const { problem, date, endOf, variant } = details;
  const message = problem === undefined ? {} : { message: problemText(t, String(problem)) };
  const day = date === undefined ? {} : { date: longDate(t, String(date)) };
  const end = endOf === undefined ? {} : { date: endOfMonth(t, String(endOf)) };
  const key = variant === undefined ? id : `${id}_${variant}`;
  return t(t.has(`lint:${id}`) ? `lint:${key}` : `findings:${key}`, { ...details, ...message, ...day, ...end });
}

/** What is wrong with the YAML, by the code of the problem. */
export function problemText(t: Translator, code: string): string {
  return t(t.has(`yaml:${code}`) ? `yaml:${code}` : 'yaml:other');
}
