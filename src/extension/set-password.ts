import { type TextDocument, window } from 'vscode';
import { type PlannedAccount, planAccount, secretKeyOf } from '../core/account/read-account';
import { parseReference } from '../core/account/reference';
import { rememberAgreement } from './agreement';
import { applyFileEdit } from './apply-file-edit';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';

/** Asks for the account's password and stores it; false when the user cancelled or something is missing first. */
export async function setPassword(host: HostContext, document: TextDocument, account: string): Promise<boolean> {
  const t = host.translator();
  const plan = planAccount(parsedDocument(document), account, host.data.knowledge().providers);
  if (parseReference(plan.host).kind !== 'literal' || plan.host === '') {
    void window.showErrorMessage(t('extension:passwordNeedsHost'));
    return false;
  }
  const password = await window.showInputBox({
    prompt: t('extension:passwordPrompt', { user: String(plan.settings.user ?? ''), host: plan.host }),
    placeHolder: t('extension:passwordPlaceholder'),
    password: true,
    ignoreFocusOut: true,
  });
  if (password === undefined || password === '') return false;
  return storePassword(host, document, account, password);
}

/** Stores a password under name, host and user, and lets the file refer to it. The file never gets the password itself. */
export async function storePassword(
  host: HostContext,
  document: TextDocument,
  account: string,
  password: string,
): Promise<boolean> {
  const t = host.translator();
  const plan = planAccount(parsedDocument(document), account, host.data.knowledge().providers);
  if (plan.host === '' || parseReference(plan.host).kind !== 'literal') {
    void window.showErrorMessage(t('extension:passwordNeedsHost'));
    return false;
  }
  const name = secretKeyOf(plan)?.name ?? account;
  await host.secrets.set({ name, host: plan.host.toLowerCase(), user: String(plan.settings.user ?? '') }, password);
  await rememberAgreement(host, destinationOf(plan));
  if (secretKeyOf(plan) === undefined) {
    await applyFileEdit(document, ['accounts', account, 'password'], `\${secret:${name.replaceAll('}', '')}}`);
  }
  return true;
}

function destinationOf({ name, host, port, settings }: PlannedAccount) {
  const { verify, ca, servername } = settings.tls ?? {};
  return {
    account: name,
    host,
    port: Number(port),
    user: String(settings.user ?? ''),
    verify: verify !== false,
    ca: ca ?? '',
    servername: servername ?? '',
  };
}
