import { env, type TextDocument, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { isLanguage } from '../core/i18n/languages';
import { guideText } from '../core/report/guide-text';
import { guideOf } from '../core/report/test-report';
import { type FromView, type PanelState, parseFromView } from '../protocol/messages';
import { applyFix } from './apply-fix';
import type { HostContext } from './host-context';
import { runView } from './run-view';
import type { Run, Runs } from './runs';
import { showText } from './show-text';
import { showPage, viewBase } from './webview-page';

/** The panel beside the text that shows one test and what to do; there is one, and it follows the last test. */
export class DiagnosisPanel {
  private panel: WebviewPanel | undefined;
  private run: Run | undefined;

  constructor(
    private readonly host: HostContext,
    private readonly runs: Runs,
    private readonly testAgain: (document: TextDocument, account: string) => Promise<void>,
  ) {
    host.extension.subscriptions.push(
      runs.onDidChange((run) => {
        const sameAccount = run.account === this.run?.account && run.uri.toString() === this.run.uri.toString();
        if (this.panel && sameAccount) this.show(run);
      }),
      host.onDidChangeLanguage.event(() => this.post()),
      { dispose: () => this.panel?.dispose() },
    );
  }

  /** Shows a run, in the panel that is there or in a new one. */
  show(run: Run): void {
    this.run = run;
    const title = this.host.translator()('extension:panelTitle', { account: run.account });
    if (this.panel) {
      this.panel.title = title;
      if (!this.panel.visible) this.panel.reveal(undefined, true);
      this.post();
      return;
    }
    const panel = window.createWebviewPanel('smtp.diagnosis', title, {
      viewColumn: ViewColumn.Beside,
      preserveFocus: true,
    });
    this.panel = panel;
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      const parsed = parseFromView(message);
      if (parsed) await this.handle(parsed);
    });
    showPage(this.host, panel.webview, 'panel', this.host.language());
  }

  private async handle(message: FromView): Promise<void> {
    const { run } = this;
    if (run === undefined) return;
    switch (message.type) {
      case 'ready':
        return this.post();
      case 'test':
        return this.testAgain(await workspace.openTextDocument(run.uri), run.account);
      case 'cancel':
        return run.cancel();
      case 'apply-fix': {
        const document = await workspace.openTextDocument(run.uri);
        if (await applyFix(this.host, this.runs, document, run.account, message.fix))
          await this.testAgain(document, run.account);
        return;
      }
      case 'set-language':
        if (isLanguage(message.language)) await this.host.setLanguage(message.language);
        return;
      case 'show-text':
        return showText(await workspace.openTextDocument(run.uri), ['accounts', run.account]);
      case 'copy-steps':
        return copySteps(this.host, run);
      default:
        return;
    }
  }

  private post(): void {
    if (!this.panel || !this.run) return;
    const fileName = workspace.asRelativePath(this.run.uri);
    const state: PanelState = {
      type: 'panel-state',
      ...viewBase(this.host),
      run: runView(this.host, this.run),
      fileName,
    };
    void this.panel.webview.postMessage(state);
  }
}

/** Puts the guide of a run into the clipboard, in the user's language. */
export async function copySteps(host: HostContext, run: Run): Promise<void> {
  const t = host.translator();
  const guide = run.report && guideOf(run.report, host.data, t);
  if (guide === undefined) return;
  await env.clipboard.writeText(guideText(guide, t));
  void window.setStatusBarMessage(t('extension:stepsCopied'), 4000);
}
