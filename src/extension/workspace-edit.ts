import { type TextDocument, WorkspaceEdit } from 'vscode';
import type { TextEdit } from '../core/account/edit-smtp-document';
import { toRange } from './parsed-document';

/** Edits of the text as one step that can be undone at once. */
export function workspaceEdit(document: TextDocument, edits: readonly TextEdit[]): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { offset, length, text } of edits)
    edit.replace(document.uri, toRange(document, { start: offset, end: offset + length }), text);
  return edit;
}
