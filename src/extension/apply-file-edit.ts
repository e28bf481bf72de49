import { Range, type TextDocument, WorkspaceEdit, workspace } from 'vscode';
import { editSmtpDocument, type FieldValue } from '../core/account/edit-smtp-document';
import { parsedDocument } from './parsed-document';

/** Makes the smallest edit of the text that gives the key at `path` its value; false when the file cannot be edited. */
export async function applyFileEdit(
  document: TextDocument,
  path: readonly string[],
  value: FieldValue,
): Promise<boolean> {
  const edit = new WorkspaceEdit();
  try {
    for (const { offset, length, text } of editSmtpDocument(parsedDocument(document), path, value)) {
      edit.replace(document.uri, new Range(document.positionAt(offset), document.positionAt(offset + length)), text);
    }
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  return edit.size === 0 || workspace.applyEdit(edit);
}
