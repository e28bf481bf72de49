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
