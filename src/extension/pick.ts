import { type QuickPickItem, TabInputCustom, type TextDocument, type Uri, window, workspace } from 'vscode';
import { findingText } from '../core/account/finding';
import { defaultAccount } from '../core/account/read-account';
import { valueAt } from '../core/account/smtp-document';
import { validateSmtpDocument } from '../core/account/validate-smtp-document';
import { formViewType } from './activate';
import type { HostContext } from './host-context';
import { openDocument } from './open-document';
import { parsedDocument } from './parsed-document';
import { plannedAccount } from './planned-account';
import { isSmtpFile, smtpFileGlob } from './smtp-file-name';

/** The smtp.yaml that is open in front, as text or as form, else one of the workspace; `new` when a new one is wanted. */
export async function pickDocument(host: HostContext): Promise<TextDocument | 'new' | undefined> {
  const open = activeSmtpFile();
  if (open) return openDocument(open);
  const t = host.translator();
  const files = await workspace.findFiles(`**/${smtpFileGlob}`, '**/node_modules/**', 100);
  // one that cannot be read is left out
  const documents = await Promise.all(files.map((file) => openDocument(file).catch(() => [])));
  const ours = documents.flat().filter((document) => parsedDocument(document).kind !== 'foreign');
  const create: QuickPickItem = { label: `$(add) ${t('extension:newFile')}` };
  const items = ours.map((document) => ({ label: workspace.asRelativePath(document.uri), document }));
  const placeHolder = t(items.length === 0 ? 'extension:noFile' : 'extension:pickFile');
  const picked = await window.showQuickPick<QuickPickItem & { document?: TextDocument }>([...items, create], {
    placeHolder,
  });
  if (picked === undefined) return undefined;
  return picked.document ?? 'new';
}

/** The account under the cursor, the only one, or the one that the user picks. */
export async function pickAccount(host: HostContext, document: TextDocument): Promise<string | undefined> {
  const t = host.translator();
  const parsed = parsedDocument(document);
  const [problem] = parsed.kind === 'invalid' ? validateSmtpDocument(parsed) : [];
  if (problem) {
    const { line, column } = parsed.position(problem.range.start);
    const message = findingText(t, problem);
    void window.showErrorMessage(
      t('errors:at', { file: workspace.asRelativePath(document.uri), line, column, message }),
    );
    return undefined;
  }
  const names = parsed.accountNames;
  if (names.length === 0) {
    void window.showErrorMessage(t(parsed.kind === 'foreign' ? 'errors:not-ours' : 'extension:noAccounts'));
    return undefined;
  }
  const editor = window.activeTextEditor;
  const cursor = editor?.document.uri.toString() === document.uri.toString() ? editor.selection.active : undefined;
  const under = cursor && parsed.accountAt(document.offsetAt(cursor));
  if (under) return under;
  if (names.length === 1) return names[0];
  const standard = defaultAccount(parsed);
  const items = names.map((name) => {
    const { host: server, settings } = plannedAccount(host, document, name);
    const to = String(valueAt(parsed, ['test', 'to']) ?? settings.from ?? settings.user ?? '');
    const detail =
      valueAt(parsed, ['test', 'mode']) === 'send'
        ? t('extension:pickSends', { host: server, to })
        : t('extension:pickLogin', { host: server });
    return { label: name, description: name === standard ? t('extension:defaultAccount') : '', detail };
  });
  items.sort((a, b) => Number(b.label === standard) - Number(a.label === standard));
  return (await window.showQuickPick(items, { placeHolder: t('extension:pickAccount') }))?.label;
}

function activeSmtpFile(): Uri | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab?.input;
  if (tab instanceof TabInputCustom && tab.viewType === formViewType) return tab.uri;
  const uri = window.activeTextEditor?.document.uri;
  return uri && isSmtpFile(uri.path) ? uri : undefined;
}
