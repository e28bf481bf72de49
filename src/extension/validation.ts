import { Diagnostic, DiagnosticSeverity, languages, type TextDocument, workspace } from 'vscode';
import { findingText } from '../core/account/finding';
import { validateSmtpDocument } from '../core/account/validate-smtp-document';
import type { HostContext } from './host-context';
import { knowledgeBeside, localRulesName } from './local-rules';
import { parsedDocument, toRange } from './parsed-document';
import { isSmtpFile } from './smtp-file-name';

/** Milliseconds without a keystroke before a document is validated again. */
const quietMs = 200;

/** Shows the findings of every open smtp.yaml in Problems, in the user's language. */
export function startValidation(host: HostContext): void {
  const problems = languages.createDiagnosticCollection('smtp');
  const timers = new Map<string, NodeJS.Timeout>();
  const validate = (document: TextDocument) => {
    if (document.isClosed) return;
    const t = host.translator();
    problems.set(
      document.uri,
      validateSmtpDocument(parsedDocument(document)).map((finding) => {
        const severity = finding.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        const message = findingText(t, finding);
        const diagnostic = new Diagnostic(toRange(document, finding.range), message, severity);
        diagnostic.source = 'SMTP Doctor';
        diagnostic.code = finding.id;
        return diagnostic;
      }),
    );
  };
  const forget = (uri: string) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  };
  const validateAll = () => {
    for (const document of workspace.textDocuments) if (isSmtpFile(document.uri.path)) validate(document);
  };
  host.extension.subscriptions.push(
    problems,
    workspace.onDidOpenTextDocument((document) => {
      if (isSmtpFile(document.uri.path)) validate(document);
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
    workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.path.endsWith(`/${localRulesName}`)) void knowledgeBeside(host, uri);
    }),
    host.onDidChangeLanguage.event(validateAll),
    { dispose: () => [...timers.keys()].forEach(forget) },
  );
  validateAll();
}
