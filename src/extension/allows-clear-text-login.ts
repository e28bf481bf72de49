import { workspace } from 'vscode';

/** True when the user's own settings let a password go over an unencrypted connection; a workspace cannot say so. */
export function allowsClearTextLogin(): boolean {
  return workspace.getConfiguration('smtp').inspect<boolean>('allowClearTextLogin')?.globalValue === true;
}
