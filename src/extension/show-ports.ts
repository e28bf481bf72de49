import { ProgressLocation, type TextDocument, window } from 'vscode';
import { readAccount } from '../core/account/read-account';
import { portsTable } from '../core/report/ports-table';
import { portsOf } from './account-ports';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';
import { refuseUntrusted } from './refuse-untrusted';

/** Asks the account's server what its usual ports answer, without any secret, and shows it as a table in the output channel. */
export async function showPorts(host: HostContext, document: TextDocument, name: string): Promise<void> {
  const t = host.translator();
  if (refuseUntrusted(host)) return;
  const providers = host.data.knowledge().providers;
  const account = await readAccount(parsedDocument(document), name, providers, portsOf(host, document), {
    mode: 'connect',
  });
  const controller = new AbortController();
  const title = t('extension:checkingPorts', { host: account.host });
  await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      const { checkPorts, probe } = await import('./engine.bundle');
      const ports = await checkPorts(account, probe, { signal: controller.signal });
      if (controller.signal.aborted) return;
      host.output.appendLine(portsTable(account.host, ports, t));
      host.output.appendLine('');
      host.output.show(true);
    },
  );
}
