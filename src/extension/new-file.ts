import { Uri, window, workspace } from 'vscode';
import { isAddress, newSmtpFile } from '../core/account/new-smtp-file';
import { today } from '../core/today';
import type { HostContext } from './host-context';

/** Asks for an address and writes a short smtp.yaml for it; a file that is already there is opened instead. */
export async function newFile(host: HostContext): Promise<void> {
  const t = host.translator();
  const folders = workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await window.showWorkspaceFolderPick() : folders[0];
  if (folder === undefined) {
    if (folders.length === 0) void window.showErrorMessage(t('extension:openFolderFirst'));
    return;
  }
  const uri = Uri.joinPath(folder.uri, 'smtp.yaml');
  if (await exists(uri)) {
    const open = t('extension:openIt');
    const answer = await window.showWarningMessage(
      t('extension:fileExists', { file: workspace.asRelativePath(uri) }),
      open,
    );
    if (answer === open) await window.showTextDocument(uri);
    return;
  }
  const address = await window.showInputBox({
    prompt: t('extension:addressPrompt'),
    placeHolder: t('extension:addressExample'),
    validateInput: (text) => (text === '' || isAddress(text.trim()) ? undefined : t('extension:addressInvalid')),
  });
  if (address === undefined || !isAddress(address.trim())) return;
  const text = newSmtpFile(address.trim(), host.data.knowledge().providers, today(), t);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await window.showTextDocument(uri);
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
