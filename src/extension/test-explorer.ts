import {
  type CancellationToken,
  Location,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  type TestRunRequest,
  type TextDocument,
  tests,
  type Uri,
  workspace,
} from 'vscode';
import type { TestMode } from '../core/account/account';
import { placeOf } from '../core/account/place-of';
import { blamedSetting } from '../core/diagnosis/blamed-setting';
import type { Stage } from '../core/probe/probe-result';
import { causeSentence, headline, unknownSentence } from '../core/report/test-report';
import { transcriptLines } from '../core/report/transcript-lines';
import type { HostContext } from './host-context';
import { parsedDocument, toRange } from './parsed-document';
import { runTest } from './run-test';
import type { Run, Runs } from './runs';
import { isSmtpFile, smtpFileGlob } from './smtp-file-name';

/** Accounts tested at once. */
const sideBySide = 4;

/** Milliseconds without a keystroke before the list follows the text. */
const quietMs = 300;

/** Every account of the workspace in the Test Explorer: two ways to run it, its stages below it. */
export function startTestExplorer(host: HostContext, runs: Runs): void {
  const controller = tests.createTestController('smtp', host.translator()('editor:explorerTitle'));
  const timers = new Map<string, NodeJS.Timeout>();

  const update = (document: TextDocument) => {
    const parsed = parsedDocument(document);
    const id = document.uri.toString();
    if (parsed.kind === 'foreign' || parsed.kind === 'empty') return controller.items.delete(id);
    // while the text is half-typed the list stays as it was
    if (parsed.kind === 'invalid') return;
    const file = controller.items.get(id) ?? addFile(document.uri);
    for (const [name] of file.children) if (!parsed.accountNames.includes(nameOf(name))) file.children.delete(name);
    for (const name of parsed.accountNames) {
      const item = file.children.get(idOf(name)) ?? controller.createTestItem(idOf(name), name, document.uri);
      const key = parsed.nodeAt(['accounts', name])?.key;
      if (key) item.range = toRange(document, key);
      file.children.add(item);
    }
  };
  const addFile = (uri: Uri): TestItem => {
    const item = controller.createTestItem(uri.toString(), workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    controller.items.add(item);
    return item;
  };
  const discover = async (item: TestItem | undefined): Promise<void> => {
    const found = item?.uri ? [item.uri] : await workspace.findFiles(`**/${smtpFileGlob}`, '**/node_modules/**', 200);
    for (const uri of found) update(await workspace.openTextDocument(uri));
  };
  const forget = (uri: Uri) => {
    clearTimeout(timers.get(uri.toString()));
    timers.delete(uri.toString());
  };
  controller.resolveHandler = (item) => discover(item);
  controller.refreshHandler = () => discover(undefined);
  const profile = (mode: TestMode, isDefault: boolean) =>
    controller.createRunProfile(
      host.translator()(`mode.${mode}`),
      TestRunProfileKind.Run,
      (request, token) => runRequest(request, mode, token),
      isDefault,
    );
  const profiles = { login: profile('login', true), send: profile('send', false) };

  const runRequest = async (request: TestRunRequest, mode: TestMode, token: CancellationToken): Promise<void> => {
    const run = controller.createTestRun(request);
    const queue = accountsOf(request, controller.items);
    for (const item of queue) run.enqueued(item);
    const worker = async (): Promise<void> => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        if (token.isCancellationRequested) run.skipped(item);
        else await testAccount(run, item, mode, token);
      }
    };
    try {
      await Promise.all(Array.from({ length: sideBySide }, worker));
    } finally {
      run.end();
    }
  };

  const testAccount = async (run: TestRun, item: TestItem, mode: TestMode, token: CancellationToken): Promise<void> => {
    const { uri } = item;
    if (uri === undefined) return;
    const document = await workspace.openTextDocument(uri);
    const name = nameOf(item.id);
    item.children.replace([]);
    run.started(item);
    const stages = followStages(run, item);
    const follow = runs.onDidChange((changed) => {
      if (changed.account === name && changed.uri.toString() === uri.toString()) stages(changed);
    });
    let reason = host.translator()('editor:notRun');
    try {
      const done = await runTest(host, runs, document, name, {
        mode,
        token,
        quiet: true,
        refused: (message) => {
          reason = message;
        },
      });
      if (done?.report === undefined) {
        if (token.isCancellationRequested) run.skipped(item);
        else run.errored(item, new TestMessage(reason));
        return;
      }
      finish(run, item, document, done);
    } finally {
      follow.dispose();
    }
  };

  /** Makes an item of every stage as it begins and marks it as it ends. */
  const followStages = (run: TestRun, parent: TestItem) => {
    let seen = 0;
    const turns = new Map<Stage, number>();
    return ({ events }: Run) => {
      for (; seen < events.length; seen += 1) {
        const event = events[seen];
        if (event === undefined) continue;
        if (event.state === 'started') turns.set(event.stage, (turns.get(event.stage) ?? 0) + 1);
        const label = host.translator()(`stage.${event.stage}`);
        const id = `${event.stage} ${turns.get(event.stage) ?? 1}`;
        const known = parent.children.get(id);
        const item = known ?? controller.createTestItem(id, label, parent.uri);
        if (known === undefined) item.sortText = String(parent.children.size).padStart(2, '0');
        if (parent.range) item.range = parent.range;
        parent.children.add(item);
        if (event.state === 'started') run.started(item);
        if (event.state !== 'ended') continue;
        const { outcome, ms, detail } = event.result;
        if (outcome === 'passed') run.passed(item, ms);
        else if (outcome === 'failed' || outcome === 'silent')
          run.failed(item, new TestMessage(detail ?? host.translator()(`state.${outcome}`)), ms);
        else run.skipped(item);
      }
    };
  };

  const finish = (run: TestRun, item: TestItem, document: TextDocument, { account, report }: Run): void => {
    if (report === undefined) return;
    const t = host.translator();
    const { result, diagnoses, facts = {} } = report;
    const output = [headline(t, report), ...transcriptLines(result), ''].join('\n').replace(/\r?\n/g, '\r\n');
    run.appendOutput(output, undefined, item);
    if (result.outcome === 'passed') return run.passed(item, result.ms);
    if (result.outcome === 'cancelled') return run.skipped(item);
    const cause = diagnoses[0];
    const text = cause ? causeSentence(t, cause, facts, host.data.knowledge()) : unknownSentence(t, facts);
    const message = new TestMessage(facts.text ? `${text}\n\n${facts.text}` : text);
    const place = placeOf(parsedDocument(document), blamedSetting(account, cause));
    message.location = new Location(document.uri, toRange(document, place));
    run.failed(item, message, result.ms);
  };

  host.extension.subscriptions.push(
    controller,
    profiles.login,
    profiles.send,
    workspace.onDidOpenTextDocument((document) => {
      if (isSmtpFile(document.uri.path)) update(document);
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!isSmtpFile(document.uri.path)) return;
      forget(document.uri);
      const later = setTimeout(() => {
        forget(document.uri);
        if (!document.isClosed) update(document);
      }, quietMs);
      timers.set(document.uri.toString(), later);
    }),
    workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) controller.items.delete(uri.toString());
    }),
    host.onDidChangeLanguage.event(() => {
      const t = host.translator();
      controller.label = t('editor:explorerTitle');
      profiles.login.label = t('mode.login');
      profiles.send.label = t('mode.send');
    }),
    { dispose: () => [...timers.values()].forEach(clearTimeout) },
  );
  for (const document of workspace.textDocuments) if (isSmtpFile(document.uri.path)) update(document);
}

const accountPrefix = 'account ';

function idOf(account: string): string {
  return accountPrefix + account;
}

function nameOf(id: string): string {
  return id.slice(accountPrefix.length);
}

/** The accounts that are asked for: named themselves, by their file, or by a stage of theirs. */
function accountsOf({ include, exclude = [] }: TestRunRequest, all: Iterable<[string, TestItem]>): TestItem[] {
  const found = new Set<TestItem>();
  const add = (item: TestItem): void => {
    if (exclude.includes(item)) return;
    if (item.parent === undefined) for (const [, account] of item.children) add(account);
    else if (item.id.startsWith(accountPrefix) && item.parent.parent === undefined) found.add(item);
    else add(item.parent);
  };
  for (const item of include ?? Array.from(all, ([, file]) => file)) add(item);
  return [...found];
}
