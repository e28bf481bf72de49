import type { TextDocument } from 'vscode';
import { applySettings, tellOutcome } from './apply-file-edit';
import type { HostContext } from './host-context';
import type { Runs } from './runs';
import { setPassword } from './set-password';

/** Applies a fix that the account's last test offered; false when it is not on offer any more or the file has changed. */
export async function applyFix(
  host: HostContext,
  runs: Runs,
  document: TextDocument,
  account: string,
  id: string,
): Promise<boolean> {
  const fix = runs.get(document.uri, account)?.report?.diagnoses[0]?.fixes.find((offered) => offered.id === id);
  if (fix === undefined) return false;
  if (fix.id === 'set-password') return setPassword(host, document, account);
  return tellOutcome(host, await applySettings(document, fix.edits));
}
