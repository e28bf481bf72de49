import { editAll } from '../account/edit-accounts';
import { applyEdits, type TextEdit } from '../account/edit-smtp-document';
import type { Fix } from '../account/fix';
import { parseSmtpDocument, type SmtpDocument } from '../account/smtp-document';
import { checkSmtpDocument } from './check-smtp-document';
import type { LintContext } from './lint-context';

/** Rounds at most: one fix can make another finding appear. */
const maxRounds = 5;

/** The edits of one fix; empty where the file cannot be edited or somebody has to type something. */
export function editsOfFix(document: SmtpDocument, { settings = [], edits = [] }: Fix): TextEdit[] {
  try {
    return [...editAll(document, settings), ...edits];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The text with every fix made that needs no decision. */
export function fixAll(document: SmtpDocument, context: LintContext): string {
  let current = document;
  for (let round = 0; round < maxRounds; round += 1) {
    const edits: TextEdit[] = [];
    for (const finding of checkSmtpDocument(current, context)) {
      const fix = finding.fixes?.().find(({ preferred }) => preferred);
      const own = fix ? editsOfFix(current, fix) : [];
      // what touches another change comes in the next round
      if (!own.some((edit) => edits.some((other) => touches(edit, other)))) edits.push(...own);
    }
    if (edits.length === 0) break;
    current = parseSmtpDocument(applyEdits(current.text, edits));
  }
  return current.text;
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
}
