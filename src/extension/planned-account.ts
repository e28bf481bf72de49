import type { TextDocument } from 'vscode';
import { type PlannedAccount, planAccount } from '../core/account/read-account';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';

/** Settings of an account as the document stands, without its secrets. Throws account-unknown. */
export function plannedAccount(host: HostContext, document: TextDocument, name: string): PlannedAccount {
  return planAccount(parsedDocument(document), name, host.data.knowledge().providers);
}
