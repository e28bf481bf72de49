import { window } from 'vscode';
import { type Destination, needsNoAgreement } from '../core/account/read-account';
import type { HostContext } from './host-context';

/** Where the agreements of this workspace are kept. */
const stateKey = 'smtp.agreedDestinations';

/** Asks once per workspace whether secrets and environment values may go to a destination; any change of it asks again. */
export async function agreeTo(host: HostContext, destination: Destination): Promise<boolean> {
  const agreed = host.extension.workspaceState.get<string[]>(stateKey, []);
  if (needsNoAgreement(destination) || agreed.includes(keyOf(destination))) return true;
  const t = host.translator();
  const { account, user, port, ca, servername, verify, proxy } = destination;
  const detail = [
    t('extension:agreeDetail'),
    ...(verify ? [] : [t('extension:agreeUnverified')]),
    ...(ca ? [t('extension:agreeAuthority', { ca })] : []),
    ...(servername ? [t('extension:agreeServername', { servername })] : []),
    ...(proxy ? [t('extension:agreeProxy', { proxy })] : []),
  ].join('\n');
  const question = t('extension:agree', { account, host: destination.host, port, user });
  const button = t('extension:agreeButton');
  const answer = await window.showWarningMessage(question, { modal: true, detail }, button);
  if (answer !== button) return false;
  await host.extension.workspaceState.update(stateKey, [...agreed, keyOf(destination)]);
  return true;
}

/** A password typed in for a server is an agreement to send it there, as long as nothing weakens the check of that server. */
export async function rememberAgreement(host: HostContext, destination: Destination): Promise<void> {
  const { verify, ca, servername, proxy } = destination;
  if (!verify || ca !== '' || servername !== '' || proxy !== '') return;
  const agreed = host.extension.workspaceState.get<string[]>(stateKey, []);
  if (agreed.includes(keyOf(destination))) return;
  await host.extension.workspaceState.update(stateKey, [...agreed, keyOf(destination)]);
}

function keyOf({ host, port, user, verify, ca, servername, proxy }: Destination): string {
  return JSON.stringify([host.toLowerCase(), port, user, verify, ca, servername, proxy]);
}
