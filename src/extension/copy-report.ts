import { env, version, window } from 'vscode';
import { supportReport } from '../core/report/support-report';
import type { HostContext } from './host-context';
import type { Run } from './runs';

/** Puts the last test as Markdown into the clipboard. Holds no secret: they were taken out when the transcript was made. */
export async function copyReport(host: HostContext, run: Run | undefined): Promise<void> {
  const t = host.translator();
  if (run?.report === undefined) {
    void window.showInformationMessage(t('extension:noReport'));
    return;
  }
  const doctor = String((host.extension.extension.packageJSON as { version?: unknown }).version ?? '');
  const versions = { doctor, host: `VS Code ${version}`, platform: `${process.platform} ${process.arch}` };
  await env.clipboard.writeText(supportReport(run.report, host.data, t, versions));
  void window.showInformationMessage(t('extension:reportCopied'));
}
