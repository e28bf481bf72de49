import { type QuickPickItem, window } from 'vscode';
import type { SecretKey } from '../core/ports';
import type { HostContext } from './host-context';

/** Lists the stored passwords by name, host and user, and forgets those that the user picks. */
export async function forgetPassword(host: HostContext): Promise<void> {
  const t = host.translator();
  const keys = await host.secrets.list();
  if (keys.length === 0) {
    void window.showInformationMessage(t('credentials:noPasswords'));
    return;
  }
  const items = keys
    .map((key): QuickPickItem & { key: SecretKey } => ({
      label: key.name,
      description: `${key.host} · ${key.user}`,
      key,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const placeHolder = t('credentials:pickPasswords');
  const picked = await window.showQuickPick(items, { placeHolder, canPickMany: true, matchOnDescription: true });
  if (picked === undefined || picked.length === 0) return;
  for (const { key } of picked) await host.secrets.delete(key);
  void window.showInformationMessage(t('credentials:passwordsForgotten'));
}
