import { type TextDocument, type Uri, workspace } from 'vscode';
import { DoctorError } from '../core/errors';

/** The document of a file, opened where it is not yet. Throws file-unreadable when there is no such file, or no such text any more. */
export async function openDocument(uri: Uri): Promise<TextDocument> {
  const unreadable = new DoctorError('file-unreadable', { file: workspace.asRelativePath(uri) });
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open;
  // an unsaved text that was closed is gone; VS Code would make an empty one in its place
  if (uri.scheme === 'untitled') throw unreadable;
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    throw unreadable;
  }
}
