import { Diagnostic, DiagnosticSeverity, extensions, languages, type TextDocument, workspace } from 'vscode';
import { type Finding, findingText } from '../core/account/finding';
import { documentFindings, findingSource, learnAbout, schemaIsElsewhere } from './document-findings';
import type { HostContext } from './host-context';
import { knowledgeBeside, localRulesName } from './local-rules';
import { toRange } from './parsed-document';
import { isSmtpFile } from './smtp-file-name';

/** Milliseconds without a keystroke before a document is validated again. */
const quietMs = 200;

const severities: Readonly<Record<Finding['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Shows the findings of every open smtp.yaml in Problems, in the user's language. */
export function startValidation(host: HostContext): void {
  const problems = languages.createDiagnosticCollection('smtp');
  const timers = new Map<string, NodeJS.Timeout>();
  const validate = (document: TextDocument) => {
    if (document.isClosed) return;
    const t = host.translator();
    problems.set(
      document.uri,
      documentFindings(host, document, schemaIsElsewhere()).map((finding) => {
        const range = toRange(document, finding.range);
        const diagnostic = new Diagnostic(range, findingText(t, finding), severities[finding.severity]);
        diagnostic.source = findingSource;
        diagnostic.code = finding.id;
        return diagnostic;
      }),
    );
  };
  /** What has to be asked for first comes in a moment later. */
  const learn = async (document: TextDocument) => {
    await learnAbout(host, document);
    validate(document);
  };
  const forget = (uri: string) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  };
  const open = () => workspace.textDocuments.filter(({ uri }) => isSmtpFile(uri.path));
  const validateAll = () => open().forEach(validate);
  const learnAll = () => {
    for (const document of open()) void learn(document);
  };
  host.extension.subscriptions.push(
    problems,
    workspace.onDidOpenTextDocument((document) => {
      if (!isSmtpFile(document.uri.path)) return;
      validate(document);
      void learn(document);
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!isSmtpFile(document.uri.path)) return;
      const key = document.uri.toString();
      forget(key);
      timers.set(
        key,
        setTimeout(() => {
          forget(key);
          validate(document);
        }, quietMs),
      );
    }),
    workspace.onDidCloseTextDocument((document) => {
      forget(document.uri.toString());
      problems.delete(document.uri);
    }),
    workspace.onDidSaveTextDocument((document) => {
      const { uri } = document;
      if (isSmtpFile(uri.path)) void learn(document);
      if (uri.path.endsWith(`/${localRulesName}`)) void knowledgeBeside(host, uri);
    }),
    host.onDidChangeLanguage.event(validateAll),
    host.extension.secrets.onDidChange(() => learnAll()),
    workspace.onDidGrantWorkspaceTrust(() => learnAll()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('smtp.lint')) validateAll();
    }),
    extensions.onDidChange(validateAll),
    { dispose: () => [...timers.keys()].forEach(forget) },
  );
  validateAll();
  learnAll();
}
