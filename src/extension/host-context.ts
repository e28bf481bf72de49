import {
  commands,
  type DiagnosticCollection,
  EventEmitter,
  type ExtensionContext,
  env,
  languages,
  type OutputChannel,
  window,
  workspace,
} from 'vscode';
import { type Data, openData } from '../core/data';
import type { Translator } from '../core/i18n/create-translator';
import { type Language, toLanguage } from '../core/i18n/languages';
import { showGuideCommand } from './activate';
import { Guides } from './guides';
import { SecretStore } from './secret-store';

/** What the parts of the extension share. */
export interface HostContext {
  extension: ExtensionContext;
  data: Data;
  secrets: SecretStore;
  output: OutputChannel;
  /** What is wrong with the workspace's own rules. */
  ruleProblems: DiagnosticCollection;
  /** The user's language now: the setting `smtp.language`, else that of VS Code. */
  language(): Language;
  translator(): Translator;
  /** Keeps the choice in the user's settings. */
  setLanguage(language: Language): Promise<void>;
  onDidChangeLanguage: EventEmitter<void>;
  guides: Guides;
}

/** Puts the shared parts together; everything is disposed with the extension. */
export function createHostContext(extension: ExtensionContext): HostContext {
  const data = openData(extension.asAbsolutePath('dist'));
  const output = window.createOutputChannel('SMTP Doctor');
  const ruleProblems = languages.createDiagnosticCollection('smtp-rules');
  const onDidChangeLanguage = new EventEmitter<void>();
  const language = () => {
    const setting = workspace.getConfiguration('smtp').get<string>('language', 'auto');
    return toLanguage(setting === 'auto' ? env.language : setting);
  };
  const guides = new Guides({
    data,
    language,
    open: (id, provider) => void commands.executeCommand(showGuideCommand, id, provider),
    memory: extension.globalState,
  });
  extension.subscriptions.push(
    output,
    ruleProblems,
    onDidChangeLanguage,
    onDidChangeLanguage.event(() => guides.followLanguage()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('smtp.language')) onDidChangeLanguage.fire();
    }),
  );
  return {
    extension,
    data,
    secrets: new SecretStore(extension.secrets, extension.globalState),
    output,
    ruleProblems,
    language,
    translator: () => data.translator(language()),
    setLanguage: async (choice) => {
      await workspace.getConfiguration('smtp').update('language', choice, true);
    },
    onDidChangeLanguage,
    guides,
  };
}
