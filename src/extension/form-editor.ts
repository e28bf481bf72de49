import { commands, type Disposable, env, type TextDocument, type WebviewPanel, window, workspace } from 'vscode';
import {
  deleteAccount,
  duplicateAccount,
  editAll,
  freeName,
  isFreeName,
  renameAccount,
} from '../core/account/edit-accounts';
import type { TextEdit } from '../core/account/edit-smtp-document';
import { planAccount } from '../core/account/read-account';
import { type SmtpDocument, valueAt } from '../core/account/smtp-document';
import { isLanguage } from '../core/i18n/languages';
import { fillIn } from '../core/provider/fill-in';
import { transcriptLines } from '../core/report/transcript-lines';
import { today } from '../core/today';
import { isFromGuide } from '../protocol/guide-messages';
import { type FieldEdit, type FromView, parseFromView } from '../protocol/messages';
import { applyTextEdits, tellOutcome } from './apply-file-edit';
import { applyFix } from './apply-fix';
import { copyReport } from './copy-report';
import { chosenProvider, detectedChanges, detectSettings } from './detect-settings';
import { dns } from './dns';
import { changeOf } from './form-edit';
import { type FormSession, formState } from './form-state';
import type { HostContext } from './host-context';
import { isSame } from './is-same';
import { answerOffer } from './language-offer';
import { parsedDocument } from './parsed-document';
import type { TestOptions } from './run-test';
import type { Run, Runs } from './runs';
import { storePassword } from './set-password';
import { showText } from './show-text';
import { signIn, signOut } from './sign-in';
import { switchEditor } from './switch-editor';
import { tellErrors } from './tell-errors';
import { testAll } from './test-all';
import { showPage } from './webview-page';

/** Milliseconds without a change before the form is told about it. */
const quietMs = 50;

/** What a form needs from outside. */
export interface FormServices {
  host: HostContext;
  runs: Runs;
  test: (document: TextDocument, account: string, options: TestOptions) => Promise<Run | undefined>;
}

/** The messages that change the text. */
type Change = Extract<FromView, { type: 'edit' | 'library' | 'set-provider' | 'take-detected' }>;

/** One form on one document. The document is the only state; the form gets all of it at every change. */
export class FormEditor {
  private readonly session: FormSession;
  /** The account that the form shows. */
  private account = '';
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: Disposable[] = [];
  /** What is being typed in the form, if it is not an edit yet. */
  private draft: Extract<FromView, { type: 'draft' }> | undefined;
  /** The document as the form was last shown it, by version. */
  private readonly shown = new Map<number, SmtpDocument>();
  /** What this form last wrote, by path. */
  private readonly written = new Map<string, { value: unknown }>();
  /** The question about an address whose answer is awaited. */
  private detecting: FromView | undefined;
  private disposed = false;
  private queue: Promise<void> = Promise.resolve();
  private posts: Promise<void> = Promise.resolve();

  constructor(
    private readonly services: FormServices,
    readonly document: TextDocument,
    private readonly panel: WebviewPanel,
    account?: string,
  ) {
    this.session = { selected: account ?? '', named: account !== undefined };
    const { host, runs } = services;
    const uri = document.uri.toString();
    this.subscriptions.push(
      workspace.onDidChangeTextDocument((event) => {
        if (event.document.uri.toString() === uri) this.postSoon();
      }),
      runs.onDidChange((run) => {
        if (run.uri.toString() === uri) this.postSoon();
      }),
      workspace.onDidSaveTextDocument((saved) => {
        if (saved.uri.toString() === uri) this.postSoon();
      }),
      host.onDidChangeLanguage.event(() => this.postSoon()),
      host.guides.onDidChange(() => this.postSoon()),
      workspace.onDidGrantWorkspaceTrust(() => this.postSoon()),
      host.extension.secrets.onDidChange(() => this.postSoon()),
      panel.onDidChangeViewState(() => {
        if (panel.visible) this.postSoon();
        else this.takeDraft();
      }),
      panel.webview.onDidReceiveMessage(async (message: unknown) => {
        const parsed = parseFromView(message);
        if (parsed) await tellErrors(host, () => this.handle(parsed));
      }),
    );
    panel.onDidDispose(() => {
      this.takeDraft();
      this.disposed = true;
      clearTimeout(this.timer);
      for (const subscription of this.subscriptions) subscription.dispose();
    });
    showPage(host, panel.webview, 'form', host.language());
  }

  /** Shows an account. */
  select(account: string): void {
    this.session.selected = account;
    this.session.named = true;
    this.closeDetection();
    this.postSoon();
  }

  private postSoon(): void {
    if (this.disposed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.postNow();
    }, quietMs);
  }

  /** Posts without waiting for it: what is sent to a form that is being hidden arrives when it is shown again. */
  private postNow(): void {
    this.post().catch((error: unknown) => console.error(error));
  }

  /** Also the answer to a question that is still on its way is not wanted any more. */
  private closeDetection(): void {
    delete this.session.detection;
    this.detecting = undefined;
  }

  /** Shows the form the document as it stands; one after the other, so that no state overtakes a newer one. A hidden form has no page. */
  private post(): Promise<void> {
    const posted = this.posts.then(async () => {
      if (this.disposed || !this.panel.visible) return;
      const { host, runs } = this.services;
      const parsed = parsedDocument(this.document);
      const state = await formState({ host, runs, history: runs.history }, this.document, this.session);
      if (this.disposed) return;
      this.account = state.account?.name ?? '';
      // what somebody chose stays chosen, also while it is not in the text yet
      this.session.selected ||= this.account;
      this.shown.set(state.version, parsed);
      for (const version of this.shown.keys()) if (this.shown.size > rememberedVersions) this.shown.delete(version);
      await this.panel.webview.postMessage(state);
    });
    this.posts = posted.catch(() => undefined);
    return posted;
  }

  private async handle(message: FromView): Promise<void> {
    const { host, runs } = this.services;
    const { session } = this;
    if (isFromGuide(message)) return host.guides.handle(message);
    const known = (account: string) => parsedDocument(this.document).accountNames.includes(account);
    const run = () => runs.get(this.document.uri, this.account);
    switch (message.type) {
      case 'ready':
        return this.post();
      case 'select':
        if (known(message.account)) session.selected = message.account;
        this.closeDetection();
        return this.post();
      case 'draft':
        this.draft = message;
        return;
      case 'edit':
      case 'library':
      case 'set-provider':
      case 'take-detected':
        this.draft = undefined;
        return this.inTurn(() => this.change(message));
      case 'detect': {
        const { address } = message;
        const asked = message.dns ? (workspace.isTrusted ? dns : { mx: () => Promise.resolve([]) }) : undefined;
        this.detecting = message;
        const detection = await detectSettings(address.trim(), host.data.knowledge().providers, asked);
        if (this.detecting !== message) return;
        session.detection = detection;
        return this.post();
      }
      case 'close-detection':
        this.closeDetection();
        return this.post();
      case 'set-password':
        if (known(message.account)) await storePassword(host, this.document, message.account, message.password);
        return this.post();
      case 'sign-in':
        if (known(message.account)) await signIn(host, this.document, message.account);
        return this.post();
      case 'sign-out':
        if (known(message.account)) await signOut(host, this.document, message.account);
        return this.post();
      case 'test':
        if (known(message.account)) await this.test(message);
        return;
      case 'test-all':
        if (!workspace.isTrusted || session.all?.running) return;
        await testAll(host, runs, this.document, (all) => {
          session.all = all;
          this.postSoon();
        });
        return this.post();
      case 'close-matrix':
        delete session.all;
        return this.post();
      case 'cancel':
        for (const name of session.all?.running ? session.all.accounts : [this.account])
          runs.get(this.document.uri, name)?.cancel();
        return;
      case 'apply-fix': {
        const mode = run()?.mode;
        if (await applyFix(host, runs, this.document, message.account, message.fix))
          await this.test({ account: message.account, ...(mode === 'login' || mode === 'send' ? { mode } : {}) });
        return;
      }
      case 'set-language':
        if (isLanguage(message.language)) await host.setLanguage(message.language);
        return;
      case 'answer-offer':
        await answerOffer(host, message.accept);
        return this.post();
      case 'show-text':
        return showText(this.document, message.path);
      case 'undo':
        await commands.executeCommand('undo');
        return;
      case 'copy-report':
        return copyReport(host, run());
      case 'copy-transcript': {
        const report = run()?.report;
        if (report) await env.clipboard.writeText(transcriptLines(report.result).join('\n'));
        return;
      }
      case 'leave-alone':
        return switchEditor(this.document, 'default');
    }
  }

  /** Tests what the form shows; saves it when that is wanted, the test passed and nothing was changed meanwhile. */
  private async test({ account, mode, save }: { account: string; mode?: 'login' | 'send'; save?: boolean }) {
    const { version } = this.document;
    const asked = () => {
      if (!this.disposed && this.panel.active) this.panel.reveal();
    };
    const options = { quiet: true, asked, ...(mode ? { mode } : {}) };
    const run = await this.services.test(this.document, account, options);
    if (!save || run?.report?.result.outcome !== 'passed' || this.document.isClosed) return;
    const t = this.services.host.translator();
    if (this.document.version !== version) void window.showWarningMessage(t('form:changedWhileTesting'));
    else await this.document.save();
  }

  /** One change after the other; one that fails ends none of those behind it. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }

  /** Changes the text as one step of undo, or refuses and shows what the text says now. */
  private async change(message: Change): Promise<void> {
    const { host, runs } = this.services;
    const { selected } = this.session;
    const edits = this.editsOf(message);
    const chosen = this.session.selected;
    const outcome = edits === undefined ? 'changed' : await applyTextEdits(this.document, edits);
    if (!tellOutcome(host, outcome)) {
      if (this.session.selected === chosen) this.session.selected = selected;
    } else if (message.type === 'edit') this.remember(message.edits);
    else if (message.type === 'library' && message.action === 'rename')
      await runs.rename(this.document.uri, message.account, message.name.trim());
    this.postNow();
  }

  /** Makes what was being typed an edit: the page is gone, and what it might still have sent with it. */
  private takeDraft(): void {
    this.inTurn(async () => {
      const { draft } = this;
      this.draft = undefined;
      if (draft === undefined || draft.edits.length === 0) return;
      const edits = this.editsOf({ ...draft, type: 'edit' });
      // nobody is there any more to see why it was refused
      if (edits !== undefined && (await applyTextEdits(this.document, edits)) === 'made') this.remember(draft.edits);
    }).catch((error: unknown) => console.error(error));
  }

  private remember(edits: readonly FieldEdit[]): void {
    const document = parsedDocument(this.document);
    for (const { path } of edits) this.written.set(JSON.stringify(path), { value: valueAt(document, path) });
  }

  /** What a message changes; undefined when it was made on a state of the document that is no more. */
  private editsOf(message: Change): ((document: SmtpDocument) => TextEdit[]) | undefined {
    const { host } = this.services;
    const current = parsedDocument(this.document);
    const providers = host.data.knowledge().providers;
    const shown = this.shown.get(message.version);
    if (message.type === 'edit') {
      const changes = message.edits.map((edit) =>
        changeOf(edit, current, shown, this.written.get(JSON.stringify(edit.path))),
      );
      return changes.includes(undefined)
        ? undefined
        : (document) => editAll(document, changes as Exclude<(typeof changes)[number], undefined>[]);
    }
    const { account } = message;
    const exists = current.accountNames.includes(account);
    const wasShown =
      shown !== undefined && isSame(valueAt(shown, ['accounts', account]), valueAt(current, ['accounts', account]));
    if (message.type === 'take-detected') {
      if (exists && !wasShown) return undefined;
      const provider = chosenProvider(providers, message.provider);
      if (message.provider !== '' && provider === undefined) return undefined;
      const { name, changes } = detectedChanges(current, account, message.address.trim(), provider, providers, today());
      this.session.selected = name;
      this.closeDetection();
      return (document) => editAll(document, changes);
    }
    if (message.type === 'library' && message.action === 'add') {
      const name = freeName(current, message.name.trim() || 'account');
      this.session.selected = name;
      this.closeDetection();
      return (document) => editAll(document, [{ path: ['accounts', name, 'user'], value: '' }]);
    }
    if (!exists || !wasShown) return undefined;
    if (message.type === 'set-provider') {
      const provider = chosenProvider(providers, message.provider);
      if (message.provider !== '' && provider === undefined) return undefined;
      const plan = planAccount(current, account, providers);
      const changes = fillIn(account, plan.settings, provider, plan.provider, today());
      return (document) => editAll(document, changes);
    }
    switch (message.action) {
      case 'duplicate': {
        const name = freeName(current, account);
        this.session.selected = name;
        return (document) => duplicateAccount(document, account, name);
      }
      case 'rename': {
        const name = message.name.trim();
        if (!isFreeName(current, name)) return undefined;
        this.session.selected = name;
        return (document) => renameAccount(document, account, name);
      }
      case 'delete': {
        const names = current.accountNames;
        const at = names.indexOf(account);
        this.session.selected = names[at + 1] ?? names[at - 1] ?? '';
        return (document) => deleteAccount(document, account);
      }
      default:
        return undefined;
    }
  }
}

/** Versions of the document that the form may still refer to. */
const rememberedVersions = 50;
