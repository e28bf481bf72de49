import { type TextDocument, window } from 'vscode';
import { shownProxy } from '../core/account/proxy-address';
import { type PlannedAccount, secretKeyOf } from '../core/account/read-account';
import { parseReference } from '../core/account/reference';
import { valueAt } from '../core/account/smtp-document';
import type { SecretKey } from '../core/ports';
import { rememberAgreement } from './agreement';
import { applyFileEdit, tellOutcome } from './apply-file-edit';
import { askSecret } from './ask-secret';
import { environmentOf } from './environment';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';
import { plannedAccount } from './planned-account';
import { refuseUntrusted } from './refuse-untrusted';

/** Asks for the account's password and stores it; false when the user cancelled or the host is missing. */
export async function setPassword(host: HostContext, document: TextDocument, account: string): Promise<boolean> {
  if (refuseUntrusted(host)) return false;
  const t = host.translator();
  const { key } = targetOf(host, document, account);
  if (key === undefined) return refuse(host);
  const password = await askSecret(host, t('extension:passwordPrompt', { user: key.user, host: key.host }));
  return password !== undefined && storePassword(host, document, account, password);
}

/** Stores a password under name, host and user, and lets the file refer to it; false when it could not. The file never gets the password itself. */
export async function storePassword(
  host: HostContext,
  document: TextDocument,
  account: string,
  password: string,
): Promise<boolean> {
  if (refuseUntrusted(host)) return false;
  const { plan, key } = targetOf(host, document, account);
  if (key === undefined) return refuse(host);
  await host.secrets.set(key, password);
  await rememberAgreement(host, destinationOf(plan, key));
  // while it was stored the file may have changed
  const now = parsedDocument(document);
  const written = valueAt(now, ['accounts', account, 'password']);
  if (now.accountNames.includes(account) && parseReference(String(written ?? '')).kind !== 'secret') {
    const reference = `\${secret:${key.name}}`;
    return tellOutcome(host, await applyFileEdit(document, ['accounts', account, 'password'], reference));
  }
  return true;
}

function targetOf(host: HostContext, document: TextDocument, account: string) {
  const plan = plannedAccount(host, document, account);
  return { plan, key: secretKeyOf(plan, environmentOf(host, document)) };
}

function refuse(host: HostContext): false {
  void window.showErrorMessage(host.translator()('extension:passwordNeedsHost'));
  return false;
}

function destinationOf(
  { name, host: writtenHost, port, encryption, settings }: PlannedAccount,
  { host, user }: SecretKey,
) {
  const { verify, ca, servername } = settings.tls ?? {};
  return {
    account: name,
    host,
    port: Number(port),
    user,
    verify: verify !== false,
    ca: ca ?? '',
    // with a file of its own the agreement is asked for, not taken for given
    caHash: '',
    servername: servername ?? '',
    clear: encryption === 'none',
    writtenHost,
    proxy: settings.proxy === undefined ? '' : shownProxy(settings.proxy),
  };
}
