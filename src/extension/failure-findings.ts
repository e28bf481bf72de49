import { Diagnostic, DiagnosticSeverity, languages, type TextDocument, Uri, workspace } from 'vscode';
import { blamedSetting } from '../core/diagnosis/blamed-setting';
import type { Diagnosis, Facts } from '../core/diagnosis/diagnosis';
import { causeSentence, unknownSentence } from '../core/report/test-report';
import { showGuideCommand } from './activate';
import type { HostContext } from './host-context';
import { parsedDocument, toRange } from './parsed-document';
import type { Run, Runs } from './runs';

/** Opens the diagnosis of the last test of an account; the code of a finding whose cause has no guide links to it. */
export const showDiagnosisCommand = 'smtp.showDiagnosis';

/** Puts the cause of a failed test on the line of smtp.yaml that is to blame; it goes with the next test or when that line is edited. */
export function startFailureFindings(host: HostContext, runs: Runs): void {
  const collection = languages.createDiagnosticCollection('smtp-failures');
  const set = (uri: Uri, keep: (diagnostic: Diagnostic) => boolean, added: Diagnostic[] = []) =>
    collection.set(uri, [...(collection.get(uri) ?? []).filter(keep), ...added]);
  const show = (run: Run) => {
    // an account that was renamed is another one
    const others = (diagnostic: Diagnostic) => {
      const account = accountOfFailure(diagnostic) ?? '';
      return account !== run.account && runs.get(run.uri, account) !== undefined;
    };
    const document = workspace.textDocuments.find(({ uri }) => uri.toString() === run.uri.toString());
    if (run.report?.facts === undefined || document === undefined) return set(run.uri, others);
    set(run.uri, others, [toDiagnostic(host, document, run)]);
  };
  host.extension.subscriptions.push(
    collection,
    runs.onDidChange(show),
    workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const diagnostics = collection.get(document.uri);
      if (diagnostics === undefined || diagnostics.length === 0) return;
      const touched = (diagnostic: Diagnostic) =>
        contentChanges.some(({ range }) => range.intersection(diagnostic.range));
      if (diagnostics.some(touched)) set(document.uri, (diagnostic) => !touched(diagnostic));
    }),
  );
}

function toDiagnostic(host: HostContext, document: TextDocument, run: Run): Diagnostic {
  const t = host.translator();
  const report = run.report;
  const cause = report?.diagnoses[0];
  const facts = report?.facts ?? {};
  const parsed = parsedDocument(document);
  const path = blamedSetting(run.account, cause);
  const exact = parsed.nodeAt(path);
  const account = parsed.nodeAt(['accounts', run.account]);
  const range = exact && path.length > 2 ? exact.value : (account?.key ?? account?.value ?? { start: 0, end: 1 });
  const message = cause ? sentenceOf(host, cause, facts) : unknownSentence(t, facts);
  const diagnostic = new Diagnostic(toRange(document, range), message, DiagnosticSeverity.Error);
  diagnostic.source = sourceOf(run.account);
  const target = cause?.guide
    ? commandUri(showGuideCommand, cause.guide, ...(cause.provider ? [cause.provider] : []))
    : commandUri(showDiagnosisCommand, document.uri.toString(), run.account);
  diagnostic.code = { value: cause?.id ?? 'unknown', target };
  return diagnostic;
}

function commandUri(command: string, ...args: string[]): Uri {
  return Uri.parse(`command:${command}?${encodeURIComponent(JSON.stringify(args))}`);
}

/** The cause's sentence, with where its rule comes from when it is the workspace's own. */
function sentenceOf(host: HostContext, cause: Diagnosis, facts: Facts): string {
  const t = host.translator();
  const sentence = causeSentence(t, cause, facts, host.data.knowledge());
  return cause.local ? `${sentence} (${t('webview:localRule')})` : sentence;
}

const sourcePrefix = 'SMTP: Test, ';

function sourceOf(account: string): string {
  return sourcePrefix + account;
}

/** The account whose failed test a finding tells; undefined for any other finding. */
export function accountOfFailure({ source }: Diagnostic): string | undefined {
  return source?.startsWith(sourcePrefix) ? source.slice(sourcePrefix.length) : undefined;
}
