import { type Disposable, type TextDocument, type WebviewPanel, window, workspace } from 'vscode';
import { isRecord, type SmtpDocument } from '../core/account/smtp-document';
import { isLanguage } from '../core/i18n/languages';
import { isFromGuide } from '../protocol/guide-messages';
import { type FromView, parseFromView } from '../protocol/messages';
import { applyFileEdit } from './apply-file-edit';
import { applyFix } from './apply-fix';
import { formState } from './form-state';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';
import type { Runs } from './runs';
import { storePassword } from './set-password';
import { showText } from './show-text';
import { switchEditor } from './switch-editor';
import { showPage } from './webview-page';

/** Milliseconds without a change before the form is told about it. */
const quietMs = 50;

/** What a form needs from outside. */
export interface FormServices {
  host: HostContext;
  runs: Runs;
  test: (document: TextDocument, account: string) => Promise<void>;
}

/** One form on one document. The document is the only state; the form gets all of it at every change. */
export class FormEditor {
  private selected: string;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: Disposable[] = [];
  /** The document as the form was last shown it, by version. */
  private readonly shown = new Map<number, SmtpDocument>();
  /** What this form last wrote, by path. */
  private readonly written = new Map<string, unknown>();
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly services: FormServices,
    readonly document: TextDocument,
    private readonly panel: WebviewPanel,
  ) {
    const { host, runs } = services;
    this.selected = '';
    const uri = document.uri.toString();
    this.subscriptions.push(
      workspace.onDidChangeTextDocument((event) => {
        if (event.document.uri.toString() === uri) this.postSoon();
      }),
      runs.onDidChange((run) => {
        if (run.uri.toString() === uri) this.postSoon();
      }),
      host.onDidChangeLanguage.event(() => this.postSoon()),
      host.guides.onDidChange(() => this.postSoon()),
      workspace.onDidGrantWorkspaceTrust(() => this.postSoon()),
      host.extension.secrets.onDidChange(() => this.postSoon()),
      panel.onDidChangeViewState(() => {
        if (panel.visible) this.postSoon();
      }),
      panel.webview.onDidReceiveMessage(async (message: unknown) => {
        const parsed = parseFromView(message);
        if (parsed) await this.handle(parsed);
      }),
    );
    panel.onDidDispose(() => {
      clearTimeout(this.timer);
      for (const subscription of this.subscriptions) subscription.dispose();
    });
    showPage(host, panel.webview, 'form', host.language());
  }

  private postSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.post();
    }, quietMs);
  }

  private async post(): Promise<void> {
    const { host, runs } = this.services;
    const state = await formState(host, runs, this.document, this.selected);
    this.selected = state.selected;
    this.shown.set(state.version, parsedDocument(this.document));
    for (const version of this.shown.keys()) if (this.shown.size > rememberedVersions) this.shown.delete(version);
    await this.panel.webview.postMessage(state);
  }

  private async handle(message: FromView): Promise<void> {
    const { host, runs, test } = this.services;
    if (isFromGuide(message)) return host.guides.handle(message);
    const known = (account: string) => parsedDocument(this.document).accountNames.includes(account);
    switch (message.type) {
      case 'ready':
        return this.post();
      case 'select':
        if (known(message.account)) this.selected = message.account;
        return this.post();
      case 'edit':
        this.queue = this.queue.then(() => this.edit(message));
        return this.queue;
      case 'set-password':
        if (known(message.account)) await storePassword(host, this.document, message.account, message.password);
        return this.post();
      case 'test':
        if (known(message.account)) await test(this.document, message.account);
        return;
      case 'cancel':
        return runs.get(this.document.uri, this.selected)?.cancel();
      case 'apply-fix':
        if (await applyFix(host, runs, this.document, message.account, message.fix))
          await test(this.document, message.account);
        return;
      case 'set-language':
        if (isLanguage(message.language)) await host.setLanguage(message.language);
        return;
      case 'show-text':
        return showText(this.document, message.path);
      case 'leave-alone':
        return switchEditor(this.document, 'default');
    }
  }

  /** An edit is made on the value that the form showed: where somebody else has changed it since, nothing is overwritten. */
  private async edit({ version, path, value }: Extract<FromView, { type: 'edit' }>): Promise<void> {
    const key = JSON.stringify(path);
    const current = valueAt(parsedDocument(this.document), path);
    const shown = this.shown.get(version);
    const untouched = (shown !== undefined && valueAt(shown, path) === current) || this.written.get(key) === current;
    if (!untouched || !isFormPath(path) || !(await applyFileEdit(this.document, path, value))) {
      void window.showErrorMessage(this.services.host.translator()('extension:editFailed'));
    } else this.written.set(key, value ?? undefined);
    await this.post();
  }
}

/** Versions of the document that the form may still refer to. */
const rememberedVersions = 50;

function valueAt(document: SmtpDocument, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), document.value);
}

/** The paths that the form has fields for; it cannot be used to write anywhere else. */
function isFormPath(path: readonly string[]): boolean {
  const [first, second, third] = path;
  if (first === 'test') return path.length === 2 && second === 'to';
  const fields = ['host', 'port', 'encryption', 'user', 'from'];
  return first === 'accounts' && path.length === 3 && third !== undefined && fields.includes(third);
}
