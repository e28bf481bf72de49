import type { Translator } from '../i18n/create-translator';
import type { Change } from './edit-accounts';
import type { TextEdit } from './edit-smtp-document';

/** A change of the file that can be offered for a finding. Its sentence is `lint:fix.ID` or `fixes.ID`, filled with `details`. */
export interface Fix {
  id: string;
  details?: Record<string, string | number>;
  /** What to set in the file. */
  settings?: Change[];
  /** Changes of the text that are no setting of a value. */
  edits?: TextEdit[];
  /** Needs somebody to type or to store a secret: only an editor can do it. */
  action?: 'set-password' | 'move-password' | 'move-client-secret';
  /** The account that an `action` is about. */
  account?: string;
  /** It needs no decision: "fix all" makes it. */
  preferred?: true;
}

/** What the button of a fix says. */
export function fixTitle(t: Translator, { id, details }: Pick<Fix, 'id' | 'details'>): string {
  return t(t.has(`lint:fix.${id}`) ? `lint:fix.${id}` : `fixes.${id}`, details);
}
