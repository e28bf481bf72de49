import { Range, type TextDocument, WorkspaceEdit, workspace } from 'vscode';
import { editSmtpDocument, type FieldValue, type TextEdit } from '../core/account/edit-smtp-document';
import type { SmtpDocument } from '../core/account/smtp-document';
import { parsedDocument } from './parsed-document';

/** Makes the smallest edit of the text that gives the key at `path` its value; false when the file cannot be edited. */
export async function applyFileEdit(
  document: TextDocument,
  path: readonly string[],
  value: FieldValue,
): Promise<boolean> {
  return applyTextEdits(document, (parsed) => editSmtpDocument(parsed, path, value));
}

/** Makes edits of the text as one step of undo; false when the file cannot be edited so. */
export async function applyTextEdits(
  document: TextDocument,
  edits: (parsed: SmtpDocument) => TextEdit[],
): Promise<boolean> {
  const edit = new WorkspaceEdit();
  try {
    for (const { offset, length, text } of edits(parsedDocument(document))) {
      edit.replace(document.uri, new Range(document.positionAt(offset), document.positionAt(offset + length)), text);
    }
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  return edit.size === 0 || workspace.applyEdit(edit);
}
