import { window } from 'vscode';
import type { HostContext } from './host-context';

/** Asks for something that nobody may read over a shoulder; undefined when cancelled or left empty. */
export async function askSecret(host: HostContext, prompt: string): Promise<string | undefined> {
  const placeHolder = host.translator()('extension:passwordPlaceholder');
  return (await window.showInputBox({ prompt, placeHolder, password: true, ignoreFocusOut: true })) || undefined;
}
