import { type TextDocument, type WorkspaceEdit, workspace } from 'vscode';
import { type Change, editAll } from '../core/account/edit-accounts';
import type { FieldValue, TextEdit } from '../core/account/edit-smtp-document';
import type { SmtpDocument } from '../core/account/smtp-document';
import { parsedDocument } from './parsed-document';
import { workspaceEdit } from './workspace-edit';

/** Makes the smallest edit of the text that gives the key at `path` its value; false when the file cannot be edited. */
export function applyFileEdit(document: TextDocument, path: readonly string[], value: FieldValue): Promise<boolean> {
  return applySettings(document, [{ path: [...path], value }]);
}

/** Makes several settings in one step that can be undone at once; false when the file cannot be edited. */
export function applySettings(document: TextDocument, settings: readonly Change[]): Promise<boolean> {
  return applyTextEdits(document, (parsed) => editAll(parsed, settings));
}

/** Makes edits of the text as one step of undo; false when the file cannot be edited so. */
export async function applyTextEdits(
  document: TextDocument,
  edits: (parsed: SmtpDocument) => TextEdit[],
): Promise<boolean> {
  let edit: WorkspaceEdit;
  try {
    edit = workspaceEdit(document, edits(parsedDocument(document)));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  return edit.size === 0 || workspace.applyEdit(edit);
}
