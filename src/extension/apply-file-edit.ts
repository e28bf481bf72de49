import { type TextDocument, type WorkspaceEdit, window, workspace } from 'vscode';
import { type Change, editAll } from '../core/account/edit-accounts';
import type { FieldValue, TextEdit } from '../core/account/edit-smtp-document';
import type { SmtpDocument } from '../core/account/smtp-document';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';
import { workspaceEdit } from './workspace-edit';

/** What became of an edit: it was made; the file cannot be edited so, and was left as it is; or it changed meanwhile. */
export type EditOutcome = 'made' | 'refused' | 'changed';

/** Makes the smallest edit of the text that gives the key at `path` its value. */
export function applyFileEdit(
  document: TextDocument,
  path: readonly string[],
  value: FieldValue,
): Promise<EditOutcome> {
  return applySettings(document, [{ path: [...path], value }]);
}

/** Makes several settings in one step that can be undone at once. */
export function applySettings(document: TextDocument, settings: readonly Change[]): Promise<EditOutcome> {
  return applyTextEdits(document, (parsed) => editAll(parsed, settings));
}

/** Makes edits of the text as one step of undo. */
export async function applyTextEdits(
  document: TextDocument,
  edits: (parsed: SmtpDocument) => TextEdit[],
): Promise<EditOutcome> {
  let edit: WorkspaceEdit;
  try {
    edit = workspaceEdit(document, edits(parsedDocument(document)));
  } catch (error) {
    if (error instanceof RangeError) return 'refused';
    throw error;
  }
  return edit.size === 0 || (await workspace.applyEdit(edit)) ? 'made' : 'changed';
}

/** Says why an edit was not made; true when it was. */
export function tellOutcome(host: HostContext, outcome: EditOutcome): boolean {
  if (outcome === 'made') return true;
  const key = outcome === 'refused' ? 'extension:editRefused' : 'extension:editFailed';
  void window.showErrorMessage(host.translator()(key));
  return false;
}
