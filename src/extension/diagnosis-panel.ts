import { env, type TextDocument, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { isLanguage } from '../core/i18n/languages';
import { transcriptLines } from '../core/report/transcript-lines';
import { isFromGuide } from '../protocol/guide-messages';
import { type FromView, type PanelState, parseFromView } from '../protocol/messages';
import { panelViewTypes } from './activate';
import { applyFix } from './apply-fix';
import { copyReport } from './copy-report';
import { textView } from './diagnose-text';
import type { HostContext } from './host-context';
import { keepSubject, keptSubject, type Subject } from './kept-subject';
import { openDocument } from './open-document';
import { runView } from './run-view';
import type { Run, Runs } from './runs';
import { showText } from './show-text';
import { tellErrors } from './tell-errors';
import { showPage, viewBase } from './webview-page';

/** The panel beside the text that shows one failure and what to do; there is one, and it follows the last test. */
export class DiagnosisPanel {
  private panel: WebviewPanel | undefined;
  private subject: Subject | undefined;
  readonly viewType = panelViewTypes.diagnosis;

  constructor(
    private readonly host: HostContext,
    private readonly runs: Runs,
    private readonly testAgain: (document: TextDocument, account: string) => Promise<unknown>,
  ) {
    host.extension.subscriptions.push(
      runs.onDidChange((run) => {
        const shown = this.run;
        const same = run.account === shown?.account && run.uri.toString() === shown.uri.toString();
        // what somebody has put away does not come back with every step of a test
        if (this.panel && same) this.update({ kind: 'run', run });
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
    this.update(subject);
    if (this.panel) {
      if (!this.panel.visible) this.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    this.open(window.createWebviewPanel(this.viewType, this.titleOf(subject), place));
  }

  /** Shows what the panel showed before the window was reloaded, or nothing when that is not known. */
  restore(panel: WebviewPanel): void {
    const subject = this.panel ? undefined : keptSubject(this.host);
    if (subject === undefined) return panel.dispose();
    this.subject = subject;
    this.open(panel);
    // the form and Problems show it again, too, and it can be mended from here
    if (subject.kind === 'run' && !this.runs.get(subject.run.uri, subject.run.account)) this.runs.update(subject.run);
  }

  private update(subject: Subject): void {
    this.subject = subject;
    if (subject.kind === 'text' || subject.run.report) keepSubject(this.host, subject);
    if (this.panel) this.panel.title = this.titleOf(subject);
    this.post();
  }

  private titleOf(subject: Subject): string {
    if (subject.kind === 'text') return 'SMTP';
    return this.host.translator()('extension:panelTitle', { account: subject.run.account });
  }

  private open(panel: WebviewPanel): void {
    this.panel = panel;
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      const parsed = parseFromView(message);
      if (parsed) await tellErrors(this.host, () => this.handle(parsed));
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
        await this.testAgain(await openDocument(run.uri), run.account);
        return;
      case 'cancel':
        return run.cancel();
      case 'apply-fix': {
        const document = await openDocument(run.uri);
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
        return showText(await openDocument(run.uri), ['accounts', run.account]);
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
