import { editAll, uncheckedEdits } from '../account/edit-accounts';
import { applyEdits, type TextEdit } from '../account/edit-smtp-document';
import type { Fix } from '../account/fix';
import { parseSmtpDocument, type SmtpDocument } from '../account/smtp-document';
import { checkSmtpDocument } from './check-smtp-document';
import type { LintContext } from './lint-context';

/** Rounds at most: one fix can make another finding appear. */
const maxRounds = 5;

/** The edits of one fix; empty where the file cannot be edited so, or somebody has to type something. */
export function editsOfFix(document: SmtpDocument, fix: Fix): TextEdit[] {
  const { settings = [], edits = [] } = fix;
  if (edits.length === 0) return edited(() => editAll(document, settings));
  const all = allEdits(document, fix);
  return isBroken(document, parseSmtpDocument(applyEdits(document.text, all))) ? [] : all;
}

/** The same without a look at the result. */
function allEdits(document: SmtpDocument, { settings = [], edits = [] }: Fix): TextEdit[] {
  return edited(() => [...uncheckedEdits(document, settings), ...edits]);
}

function isBroken(before: SmtpDocument, after: SmtpDocument): boolean {
  return after.problems.length > before.problems.length;
}

function edited(edit: () => TextEdit[]): TextEdit[] {
  try {
    return edit();
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The text with every fix made that needs no decision, as far as it stays YAML. */
export function fixAll(document: SmtpDocument, context: LintContext): string {
  let current = document;
  for (let round = 0; round < maxRounds; round += 1) {
    const edits: TextEdit[] = [];
    for (const finding of checkSmtpDocument(current, context)) {
      const fix = finding.fixes?.().find(({ preferred }) => preferred);
      const own = fix ? allEdits(current, fix) : [];
      // what touches another change comes in the next round
      if (!own.some((edit) => edits.some((other) => touches(edit, other)))) edits.push(...own);
    }
    if (edits.length === 0) break;
    const next = parseSmtpDocument(applyEdits(current.text, edits));
    if (isBroken(current, next)) break;
    current = next;
  }
  return current.text;
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
}
