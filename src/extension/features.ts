import {
  CodeLens,
  commands,
  type ExtensionContext,
  type Range,
  TabInputCustom,
  type TextDocument,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { testModes } from '../core/account/account';
import { headline, type TestReport } from '../core/report/test-report';
import { type CommandId, formViewType, showGuideCommand } from './activate';
import { askNetwork } from './ask-network';
import { startCodeActions } from './code-actions';
import { copyReport } from './copy-report';
import { askForText, findCauses, selectedText } from './diagnose-text';
import { DiagnosisPanel } from './diagnosis-panel';
import { showDiagnosisCommand, startFailureFindings } from './failure-findings';
import { forgetPassword } from './forget-password';
import { Forms } from './forms';
import { GuidePanel } from './guide-panel';
import { TestHistory } from './history';
import { createHostContext } from './host-context';
import { startLanguageFeatures } from './language-features';
import { manageAgreements } from './manage-agreements';
import { newFile } from './new-file';
import { openDocument } from './open-document';
import { parsedDocument, toRange } from './parsed-document';
import { pickAccount, pickDocument } from './pick';
import { pickGuide } from './pick-guide';
import { plannedAccount } from './planned-account';
import { startResultStatus } from './result-status';
import { runTest, type TestOptions } from './run-test';
import { type Run, Runs } from './runs';
import { setPassword } from './set-password';
import { showPorts } from './show-ports';
import { signIn, signOut } from './sign-in';
import { isSmtpFile } from './smtp-file-name';
import { switchEditor } from './switch-editor';
import { tellErrors } from './tell-errors';
import { startTestExplorer } from './test-explorer';
import { startValidation } from './validation';

/** Everything that is loaded with the first smtp.yaml or command. */
export interface Features {
  run(id: CommandId, args: readonly unknown[]): Promise<unknown>;
  openForm(document: TextDocument, panel: WebviewPanel): void;
  lenses(document: TextDocument): CodeLens[];
  /** Fills a panel that was open before the window was reloaded. */
  restore(panel: WebviewPanel): void;
}

/** Starts validation and gives the commands, the form and the lines above the text. */
export function startFeatures(extension: ExtensionContext): Features {
  const host = createHostContext(extension);
  const runs = new Runs(new TestHistory(extension.workspaceState));
  extension.subscriptions.push(runs);

  /** Tests the account; the result shows in the form that is in front, else in a notification and the panel. */
  const test = async (document: TextDocument, account: string, options?: TestOptions): Promise<Run | undefined> => {
    const run = await runTest(host, runs, document, account, options);
    if (run?.report) await tell(document, run, run.report);
    return run;
  };
  const tell = async (document: TextDocument, run: Run, report: TestReport): Promise<void> => {
    void askNetwork(host, report.result);
    if (isFormInFront(document.uri)) return;
    const t = host.translator();
    if (report.result.outcome === 'failed') return panel.show({ kind: 'run', run });
    const transcript = t('extension:showTranscript');
    const answer = await window.showInformationMessage(headline(t, report), transcript);
    if (answer === transcript) host.output.show(true);
  };
  const panel = new DiagnosisPanel(host, runs, test);
  const guidePanel = new GuidePanel(host);
  const forms = new Forms({ host, runs, test });
  startValidation(host);
  startFailureFindings(host, runs);
  startCodeActions(host, runs, test);
  startLanguageFeatures(host);
  startResultStatus(host, runs);
  startTestExplorer(host, runs);
  extension.subscriptions.push(
    commands.registerCommand(showDiagnosisCommand, (uri: string, account: string) => {
      const run = runs.get(Uri.parse(uri), account);
      if (run) panel.show({ kind: 'run', run });
    }),
    commands.registerCommand(showGuideCommand, (id: string, provider?: string) => guidePanel.show(id, provider)),
  );

  /** The file that a menu names, else the one in front or the one that the user picks. */
  const documentFor = async (args: readonly unknown[]): Promise<TextDocument | undefined> => {
    const [uri] = args;
    const picked = uri instanceof Uri && isSmtpFile(uri.path) ? await openDocument(uri) : await pickDocument(host);
    if (picked === 'new') await newFile(host);
    return picked === 'new' ? undefined : picked;
  };
  const accountFor = async (args: readonly unknown[], document: TextDocument): Promise<string | undefined> => {
    const [, name] = args;
    return typeof name === 'string' ? name : pickAccount(host, document);
  };

  const handlers: Record<CommandId, (args: readonly unknown[]) => Promise<unknown>> = {
    'smtp.test': async (args) => {
      const document = await documentFor(args);
      const account = document && (await accountFor(args, document));
      const mode = testModes.find((mode) => mode === args[2]);
      if (document && account !== undefined) await test(document, account, mode ? { mode } : {});
    },
    'smtp.setPassword': async (args) => {
      const document = await documentFor(args);
      const account = document && (await accountFor(args, document));
      if (document && account !== undefined && plannedAccount(host, document, account).auth === 'oauth2')
        return signIn(host, document, account);
      if (!document || account === undefined || !(await setPassword(host, document, account))) return;
      const { host: server } = plannedAccount(host, document, account);
      void window.showInformationMessage(host.translator()('extension:passwordSaved', { host: server }));
    },
    'smtp.forgetPassword': () => forgetPassword(host),
    'smtp.signIn': async (args) => {
      const document = await documentFor(args);
      const account = document && (await accountFor(args, document));
      if (document && account !== undefined) await signIn(host, document, account);
    },
    'smtp.signOut': async (args) => {
      const document = await documentFor(args);
      const account = document && (await accountFor(args, document));
      if (document && account !== undefined) await signOut(host, document, account);
    },
    'smtp.manageAgreements': () => manageAgreements(host),
    'smtp.newFile': () => newFile(host),
    'smtp.openForm': async (args) => {
      const document = await documentFor(args);
      if (document) await forms.show(document, typeof args[1] === 'string' ? args[1] : undefined);
    },
    'smtp.openText': async (args) => {
      const document = await documentFor(args);
      if (document) await switchEditor(document, 'default');
    },
    'smtp.checkPorts': async (args) => {
      const document = await documentFor(args);
      const account = document && (await accountFor(args, document));
      if (document && account !== undefined) await showPorts(host, document, account);
    },
    'smtp.diagnoseText': async () => {
      const text = await askForText(host);
      if (text) panel.show({ kind: 'text', finding: await findCauses(host, text) });
    },
    'smtp.diagnoseSelection': async () => {
      const text = await selectedText();
      if (text === undefined) void window.showInformationMessage(host.translator()('extension:nothingSelected'));
      else panel.show({ kind: 'text', finding: await findCauses(host, text) });
    },
    'smtp.copyReport': async (args) => {
      const [uri, account] = args;
      const run = uri instanceof Uri && typeof account === 'string' ? runs.get(uri, account) : runs.last;
      await copyReport(host, run);
    },
    'smtp.openGuide': async () => {
      const id = await pickGuide(host);
      if (id !== undefined) guidePanel.show(id);
    },
  };

  return {
    run: (id, args) => tellErrors(host, () => handlers[id](args)),
    restore: (webviewPanel) => {
      const owner = [panel, guidePanel].find(({ viewType }) => viewType === webviewPanel.viewType);
      owner?.restore(webviewPanel);
    },
    openForm: (document, webviewPanel) => forms.add(document, webviewPanel),
    lenses: (document) => {
      const parsed = parsedDocument(document);
      const wanted = workspace.getConfiguration('smtp').get<boolean>('codeLens', true);
      if (parsed.kind !== 'ours' || !wanted) return [];
      const t = host.translator();
      const accounts = parsed.nodeAt(['accounts'])?.key ?? { start: 0, end: 0 };
      const top = toRange(document, accounts);
      const lens = (range: Range, title: string, command: CommandId, ...args: string[]) =>
        new CodeLens(range, { title: t(title), command, arguments: [document.uri, ...args] });
      if (parsed.accountNames.length === 0) return [lens(top, 'extension:lensForm', 'smtp.openForm')];
      return parsed.accountNames.flatMap((name) => {
        const key = parsed.nodeAt(['accounts', name])?.key;
        const range = key ? toRange(document, key) : top;
        return [
          lens(range, 'extension:lensTest', 'smtp.test', name),
          lens(range, 'editor:lensCheckLogin', 'smtp.test', name, 'login'),
          lens(range, 'extension:lensForm', 'smtp.openForm', name),
        ];
      });
    },
  };
}

function isFormInFront(uri: Uri): boolean {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputCustom && input.viewType === formViewType && input.uri.toString() === uri.toString();
}
