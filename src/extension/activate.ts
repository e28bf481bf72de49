import {
  type CancellationToken,
  commands,
  EventEmitter,
  type ExtensionContext,
  languages,
  type TextDocument,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { Features } from './features';
import { isSmtpFile, smtpFileGlob } from './smtp-file-name';

/** The commands of the manifest. */
export const commandIds = [
  'smtp.test',
  'smtp.newFile',
  'smtp.openForm',
  'smtp.openText',
  'smtp.setPassword',
  'smtp.forgetPassword',
  'smtp.signIn',
  'smtp.signOut',
  'smtp.manageAgreements',
  'smtp.checkPorts',
  'smtp.diagnoseText',
  'smtp.diagnoseSelection',
  'smtp.copyReport',
  'smtp.openGuide',
] as const;

/** Id of a command of the manifest. */
export type CommandId = (typeof commandIds)[number];

/** Opens a guide by its id, for a mailbox of the provider whose id may follow; for the other parts of the extension, not in the manifest. */
export const showGuideCommand = 'smtp.showGuide';

/** View type of the form. */
export const formViewType = 'smtp.form';

/** View types of the panels, which come back after a reload of the window. */
export const panelViewTypes = { diagnosis: 'smtp.diagnosis', guide: 'smtp.guide' } as const;

/** Registers everything and loads nothing: the features come with the first smtp.yaml or command. */
export function activate(context: ExtensionContext): void {
  let loading: Promise<Features> | undefined;
  const features = () => {
    loading ??= import('./language.bundle').then(({ startFeatures }) => startFeatures(context));
    return loading;
  };
  const lensesChanged = new EventEmitter<void>();
  const watch = (document: TextDocument) => {
    if (isSmtpFile(document.uri.path)) void features();
  };
  context.subscriptions.push(
    ...commandIds.map((id) =>
      commands.registerCommand(id, async (...args: unknown[]) => (await features()).run(id, args)),
    ),
    window.registerCustomEditorProvider(
      formViewType,
      {
        resolveCustomTextEditor: async (document: TextDocument, panel: WebviewPanel, _token: CancellationToken) =>
          (await features()).openForm(document, panel),
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
    ...Object.values(panelViewTypes).map((viewType) =>
      window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel: WebviewPanel) => (await features()).restore(panel),
      }),
    ),
    languages.registerCodeLensProvider(
      { pattern: `**/${smtpFileGlob}` },
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses: async (document) => (await features()).lenses(document),
      },
    ),
    lensesChanged,
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('smtp')) lensesChanged.fire();
    }),
    workspace.onDidOpenTextDocument(watch),
  );
  workspace.textDocuments.forEach(watch);
}
