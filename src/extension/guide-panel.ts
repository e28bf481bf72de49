import { ViewColumn, type WebviewPanel, window } from 'vscode';
import { isRecord } from '../core/account/smtp-document';
import { type FromGuide, type GuideState, parseFromGuide } from '../protocol/guide-messages';
import type { HostContext } from './host-context';
import { showPage } from './webview-page';

/** The panel that shows one guide; there is one, and it goes back to the guides that were shown before. */
export class GuidePanel {
  private panel: WebviewPanel | undefined;
  /** Guides by id, each with the provider it is read for; the shown one last. */
  private history: { id: string; provider: string | undefined }[] = [];

  constructor(private readonly host: HostContext) {
    host.extension.subscriptions.push(
      host.guides.onDidChange(() => this.post()),
      { dispose: () => this.panel?.dispose() },
    );
  }

  /** Shows a guide to somebody with a mailbox of that provider, in the panel that is there or in a new one. */
  show(id: string, provider?: string): void {
    const guide = this.host.guides.view(id, provider);
    if (guide === undefined) return;
    if (this.history.at(-1)?.id === id) this.history.pop();
    this.history.push({ id, provider });
    if (this.panel) {
      this.panel.reveal();
      this.post();
      return;
    }
    const panel = window.createWebviewPanel('smtp.guide', guide.title, ViewColumn.Active, { enableFindWidget: true });
    this.panel = panel;
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.history = [];
    });
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      if (isRecord(message) && message.type === 'ready') return this.post();
      const parsed = parseFromGuide(message);
      if (parsed) await this.handle(parsed);
    });
    showPage(this.host, panel.webview, 'guide', guide.language);
  }

  private async handle(message: FromGuide): Promise<void> {
    if (message.type !== 'guide-back') return this.host.guides.handle(message);
    if (this.history.length < 2) return;
    this.history.pop();
    this.post();
  }

  private post(): void {
    const shown = this.history.at(-1);
    const guide = shown && this.host.guides.view(shown.id, shown.provider);
    if (!this.panel || !guide) return;
    this.panel.title = guide.title;
    const state: GuideState = { type: 'guide-state', guide, canGoBack: this.history.length > 1 };
    void this.panel.webview.postMessage(state);
  }
}
