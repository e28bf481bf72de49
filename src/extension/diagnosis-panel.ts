import { env, type TextDocument, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { isLanguage } from '../core/i18n/languages';
import { transcriptLines } from '../core/report/transcript-lines';
import { isFromGuide } from '../protocol/guide-messages';
import { type FromView, type PanelState, parseFromView } from '../protocol/messages';
import { applyFix } from './apply-fix';
import { copyReport } from './copy-report';
import { type TextFinding, textView } from './diagnose-text';
import type { HostContext } from './host-context';
import { runView } from './run-view';
import type { Run, Runs } from './runs';
import { showText } from './show-text';
import { showPage, viewBase } from './webview-page';

/** What the panel shows: a test, or a text with its causes. */
export type Subject = { kind: 'run'; run: Run } | { kind: 'text'; finding: TextFinding };

/** The panel beside the text that shows one failure and what to do; there is one, and it follows the last test. */
export class DiagnosisPanel {
  private panel: WebviewPanel | undefined;
  private subject: Subject | undefined;

  constructor(
    private readonly host: HostContext,
    private readonly runs: Runs,
    private readonly testAgain: (document: TextDocument, account: string) => Promise<unknown>,
  ) {
    host.extension.subscriptions.push(
      runs.onDidChange((run) => {
        const shown = this.run;
        const same = run.account === shown?.account && run.uri.toString() === shown.uri.toString();
        if (this.panel && same) this.show({ kind: 'run', run });
      }),
      host.onDidChangeLanguage.event(() => this.post()),
      host.guides.onDidChange(() => this.post()),
      { dispose: () => this.panel?.dispose() },
    );
  }

  private get run(): Run | undefined {
    return this.subject?.kind === 'run' ? this.subject.run : undefined;
  }

  /** Shows a test or a text, in the panel that is there or in a new one. */
  show(subject: Subject): void {
    this.subject = subject;
    const t = this.host.translator();
    const title = subject.kind === 'run' ? t('extension:panelTitle', { account: subject.run.account }) : 'SMTP';
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
    if (message.type === 'ready') return this.post();
    if (isFromGuide(message)) return this.host.guides.handle(message);
    if (message.type === 'set-language') {
      return isLanguage(message.language) ? this.host.setLanguage(message.language) : undefined;
    }
    const { run } = this;
    if (run === undefined) return;
    switch (message.type) {
      case 'test':
        await this.testAgain(await workspace.openTextDocument(run.uri), run.account);
        return;
      case 'cancel':
        return run.cancel();
      case 'apply-fix': {
        const document = await workspace.openTextDocument(run.uri);
        if (await applyFix(this.host, this.runs, document, run.account, message.fix))
          await this.testAgain(document, run.account);
        return;
      }
      case 'copy-report':
        return copyReport(this.host, run);
      case 'copy-transcript':
        if (run.report) await env.clipboard.writeText(transcriptLines(run.report.result).join('\n'));
        return;
      case 'show-text':
        return showText(await workspace.openTextDocument(run.uri), ['accounts', run.account]);
      default:
        return;
    }
  }

  private post(): void {
    const { panel, subject, host } = this;
    if (!panel || !subject) return;
    const isRun = subject.kind === 'run';
    const state: PanelState = {
      type: 'panel-state',
      ...viewBase(host),
      run: isRun ? runView(host, subject.run) : textView(host, subject.finding),
      fileName: isRun ? workspace.asRelativePath(subject.run.uri) : '',
    };
    void panel.webview.postMessage(state);
  }
}
