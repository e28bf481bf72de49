import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Command,
  commands,
  type Diagnostic,
  languages,
  type Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import type { Finding } from '../core/account/finding';
import { type Fix, fixTitle } from '../core/account/fix';
import { misreadSecret } from '../core/account/misread-secret';
import { parseReference } from '../core/account/reference';
import { valueAt } from '../core/account/smtp-document';
import { textDifference } from '../core/account/text-difference';
import { editsOfFix, fixAll } from '../core/lint/fix-all';
import { type Suppressions, suppressions } from '../core/lint/suppressions';
import { fixLabel } from '../core/report/test-report';
import { applyFix } from './apply-fix';
import { documentFindings, findingSource, learnAbout, lintContext } from './document-findings';
import { accountOfFailure } from './failure-findings';
import type { HostContext } from './host-context';
import { openDocument } from './open-document';
import { parsedDocument, toRange } from './parsed-document';
import type { Runs } from './runs';
import { setPassword, storePassword } from './set-password';
import { storeClientSecret } from './sign-in';
import { smtpFileSelector } from './smtp-file-name';
import { tellErrors } from './tell-errors';
import { workspaceEdit } from './workspace-edit';

/** Findings that are looked at when much of the file is selected: every fix is tried before it is offered, and nobody reads more. */
const maxTouched = 5;

const fixAllKind = CodeActionKind.SourceFixAll.append('smtp');

/** Internal commands that the actions call; they are in no menu. */
const ids = {
  'set-password': 'smtp.fix.setPassword',
  'move-password': 'smtp.fix.movePassword',
  'move-client-secret': 'smtp.fix.moveClientSecret',
  test: 'smtp.fix.applyAndTest',
};

/** Quick fixes for findings and for the causes of a failed test, and all at once for the file. */
export function startCodeActions(
  host: HostContext,
  runs: Runs,
  test: (document: TextDocument, account: string) => Promise<unknown>,
): void {
  const provider: CodeActionProvider = {
    provideCodeActions: (document, range, { only, diagnostics }) => {
      const isWanted = only === undefined || only.contains(CodeActionKind.QuickFix);
      return [
        // without a finding nothing can be fixed, and this is asked at every move of the cursor
        ...(isWanted && diagnostics.length > 0
          ? [
              ...findingActions(host, document, range, diagnostics),
              ...failureActions(host, runs, document, diagnostics),
            ]
          : []),
        ...(only?.contains(fixAllKind) ? fixAllActions(host, document) : []),
      ];
    },
  };
  const handle = (id: string, work: (document: TextDocument, account: string, fix: string) => Promise<unknown>) =>
    commands.registerCommand(id, (uri: string, account: string, fix: string) =>
      tellErrors(host, async () => work(await openDocument(Uri.parse(uri)), account, fix)),
    );
  host.extension.subscriptions.push(
    languages.registerCodeActionsProvider(smtpFileSelector, provider, {
      providedCodeActionKinds: [CodeActionKind.QuickFix, fixAllKind],
    }),
    handle(ids['set-password'], async (document, account) => {
      if (await setPassword(host, document, account)) await learnAbout(host, document);
    }),
    handle(ids['move-password'], async (document, account) => {
      const password = literalAt(document, ['accounts', account, 'password']);
      if (password !== undefined) await storePassword(host, document, account, password);
    }),
    handle(ids['move-client-secret'], async (document, account) => {
      const secret = literalAt(document, ['accounts', account, 'oauth2', 'clientSecret']);
      if (secret !== undefined) await storeClientSecret(host, document, account, secret);
    }),
    handle(ids.test, async (document, account, fix) => {
      if (await applyFix(host, runs, document, account, fix)) await test(document, account);
    }),
  );
}

/** The secret that stands at a path of the file; undefined when there is none, or a reference. */
function literalAt(document: TextDocument, path: string[]): string | undefined {
  const parsed = parsedDocument(document);
  const written = misreadSecret(parsed, path)?.text ?? valueAt(parsed, path);
  const reference = typeof written === 'string' ? parseReference(written) : undefined;
  return reference?.kind === 'literal' && reference.value !== '' ? reference.value : undefined;
}

function findingActions(
  host: HostContext,
  document: TextDocument,
  range: Range,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const touched = documentFindings(host, document)
    .filter((finding) => toRange(document, finding.range).intersection(range))
    .slice(0, maxTouched);
  const suppressed = suppressions(parsedDocument(document));
  return touched.flatMap((finding) => {
    const shown = diagnostics.filter(
      ({ source, code, range: place }) =>
        source === findingSource && code === finding.id && place.isEqual(toRange(document, finding.range)),
    );
    const actions = (finding.fixes?.() ?? []).flatMap((fix) => fixAction(host, document, fix));
    const ignore = ignoreAction(host, document, finding, suppressed);
    for (const action of [...actions, ...ignore]) action.diagnostics = shown;
    return [...actions, ...ignore];
  });
}

/** Nothing where the file cannot be edited so. */
function fixAction(host: HostContext, document: TextDocument, fix: Fix): CodeAction[] {
  const t = host.translator();
  const action = new CodeAction(fixTitle(t, fix), CodeActionKind.QuickFix);
  if (fix.preferred) action.isPreferred = true;
  if (fix.action) {
    action.command = command(action.title, ids[fix.action], document, fix.account ?? '');
    if (!workspace.isTrusted) action.disabled = { reason: t('errors:untrusted') };
  } else {
    const edits = editsOfFix(parsedDocument(document), fix);
    if (edits.length === 0) return [];
    action.edit = workspaceEdit(document, edits);
  }
  return [action];
}

function ignoreAction(
  host: HostContext,
  document: TextDocument,
  finding: Finding,
  suppressed: Suppressions,
): CodeAction[] {
  const edit = suppressed.add(finding);
  if (edit === undefined) return [];
  const action = new CodeAction(host.translator()('lint:fix.ignore', { id: finding.id }), CodeActionKind.QuickFix);
  action.edit = workspaceEdit(document, [edit]);
  return [action];
}

/** What the last test found can be mended, and the test run again at once. */
function failureActions(
  host: HostContext,
  runs: Runs,
  document: TextDocument,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const t = host.translator();
  return diagnostics.flatMap((diagnostic) => {
    const account = accountOfFailure(diagnostic);
    const report = account === undefined ? undefined : runs.get(document.uri, account)?.report;
    return (report?.diagnoses[0]?.fixes ?? []).flatMap((fix) => {
      const label = fixLabel(t, fix);
      const again = new CodeAction(t('lint:fix.test-again', { fix: label }), CodeActionKind.QuickFix);
      again.command = command(again.title, ids.test, document, account ?? '', fix.id);
      again.diagnostics = [diagnostic];
      again.isPreferred = true;
      if (fix.edits.length === 0) return [again];
      const only = new CodeAction(label, CodeActionKind.QuickFix);
      only.edit = workspaceEdit(document, editsOfFix(parsedDocument(document), { id: fix.id, settings: fix.edits }));
      only.diagnostics = [diagnostic];
      return [again, only];
    });
  });
}

function fixAllActions(host: HostContext, document: TextDocument): CodeAction[] {
  const before = document.getText();
  const after = fixAll(parsedDocument(document), lintContext(host, document));
  if (after === before) return [];
  const action = new CodeAction(host.translator()('lint:fix.fix-all'), fixAllKind);
  action.edit = workspaceEdit(document, [textDifference(before, after)]);
  return [action];
}

function command(title: string, id: string, document: TextDocument, ...args: string[]): Command {
  return { title, command: id, arguments: [document.uri.toString(), ...args] };
}
