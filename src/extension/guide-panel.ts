import { ViewColumn, type WebviewPanel, window } from 'vscode';
import { isRecord } from '../core/account/smtp-document';
import { type FromGuide, type GuideState, parseFromGuide } from '../protocol/guide-messages';
import { panelViewTypes } from './activate';
import type { HostContext } from './host-context';
import { tellErrors } from './tell-errors';
import { showPage } from './webview-page';

/** A guide, and the provider it is read for. */
interface Shown {
  id: string;
  provider?: string;
}

/** Where the shown guides and their language are kept. */
const stateKey = 'smtp.shownGuides';

/** The panel that shows one guide; there is one, and it goes back to the guides that were shown before. */
export class GuidePanel {
  private panel: WebviewPanel | undefined;
  /** Guides by id, each with the provider it is read for; the shown one last. */
  private history: Shown[] = [];
  readonly viewType = panelViewTypes.guide;

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
    this.history.push({ id, ...(provider === undefined ? {} : { provider }) });
    if (this.panel) {
      this.panel.reveal();
      this.post();
      return;
    }
    this.open(window.createWebviewPanel(this.viewType, guide.title, ViewColumn.Active, { enableFindWidget: true }));
  }

  /** Shows what the panel showed before the window was reloaded, or nothing when that is not known. */
  restore(panel: WebviewPanel): void {
    const kept = this.host.extension.workspaceState.get<unknown>(stateKey);
    const { history, language } = isRecord(kept) ? kept : {};
    const guides = Array.isArray(history) ? history.filter(isShown) : [];
    const last = guides.at(-1);
    if (this.panel || last === undefined || this.host.guides.view(last.id) === undefined) return panel.dispose();
    this.history = guides;
    this.open(panel);
    // the language of guides is a choice of its own
    if (typeof language === 'string' && language !== this.host.language())
      void this.host.guides.handle({ type: 'guide-language', language });
  }

  private open(panel: WebviewPanel): void {
    this.panel = panel;
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.history = [];
    });
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      if (isRecord(message) && message.type === 'ready') return this.post();
      const parsed = parseFromGuide(message);
      if (parsed) await tellErrors(this.host, () => this.handle(parsed));
    });
    showPage(this.host, panel.webview, 'guide', this.host.language());
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
    void this.host.extension.workspaceState.update(stateKey, { history: this.history, language: guide.language });
    const state: GuideState = { type: 'guide-state', guide, canGoBack: this.history.length > 1 };
    void this.panel.webview.postMessage(state);
  }
}

function isShown(value: unknown): value is Shown {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    (value.provider === undefined || typeof value.provider === 'string')
  );
}
