import { type QuickPickItem, window } from 'vscode';
import type { Destination } from '../core/account/read-account';
import { shownDestination } from '../core/account/shown-destination';
import { agreements, weakenings, withdraw } from './agreement';
import type { HostContext } from './host-context';

/** Lists where secrets of this workspace may go, and takes back what the user picks. */
export async function manageAgreements(host: HostContext): Promise<void> {
  const t = host.translator();
  const items = agreements(host).map((destination): QuickPickItem & { destination: Destination } => {
    const { host: server, port, user, account } = shownDestination(destination);
    const detail = weakenings(t, destination).join(' ');
    return { label: `${server}:${port}`, description: `${user} · ${account}`, detail, destination };
  });
  if (items.length === 0) {
    void window.showInformationMessage(t('credentials:noAgreements'));
    return;
  }
  const placeHolder = t('credentials:pickAgreements');
  const picked = await window.showQuickPick(items, { placeHolder, canPickMany: true, matchOnDescription: true });
  if (picked === undefined || picked.length === 0) return;
  await withdraw(
    host,
    picked.map(({ destination }) => destination),
  );
  void window.showInformationMessage(t('credentials:withdrawn'));
}
