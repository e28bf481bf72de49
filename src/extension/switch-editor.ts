import { commands, TabInputCustom, TabInputText, type TextDocument, window } from 'vscode';

/** Opens the document in another editor, in place of the one in front when that shows the same document. */
export async function switchEditor(document: TextDocument, viewType: string): Promise<void> {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const inFront = input instanceof TabInputText || input instanceof TabInputCustom ? input.uri.toString() : undefined;
  if (inFront === document.uri.toString()) await commands.executeCommand('reopenActiveEditorWith', viewType);
  else await commands.executeCommand('vscode.openWith', document.uri, viewType);
}
