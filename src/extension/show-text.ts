import { Range, Selection, type TextDocument, TextEditorRevealType, ViewColumn, window } from 'vscode';
import { parsedDocument, toRange } from './parsed-document';

/** Opens the text with the cursor at the value of `path`, or at the nearest thing above it. */
export async function showText(
  document: TextDocument,
  path: readonly string[],
  viewColumn = ViewColumn.Active,
): Promise<void> {
  const editor = await window.showTextDocument(document, { viewColumn, preview: false });
  const parsed = parsedDocument(document);
  for (let length = path.length; length > 0; length -= 1) {
    const node = parsed.nodeAt(path.slice(0, length));
    if (node === undefined) continue;
    const start = toRange(document, length === path.length ? node.value : (node.key ?? node.value)).start;
    editor.selection = new Selection(start, start);
    editor.revealRange(new Range(start, start), TextEditorRevealType.InCenterIfOutsideViewport);
    return;
  }
}
