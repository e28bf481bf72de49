import {
  type CancellationToken,
  Location,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  TestRunRequest,
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
import { isVirtual } from './is-virtual';
import { openDocument } from './open-document';
import { parsedDocument, toRange } from './parsed-document';
import { runTest } from './run-test';
import type { Run, Runs } from './runs';
import { isSmtpFile, smtpFileGlob } from './smtp-file-name';
import { tellErrors } from './tell-errors';

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
  const read = async (uri: Uri): Promise<void> => {
    // one that cannot be read hides none of the others
    const document = await openDocument(uri).catch(() => undefined);
    if (document) update(document);
  };
  const discover = async (item: TestItem | undefined): Promise<void> => {
    const found = item?.uri ? [item.uri] : await workspace.findFiles(`**/${smtpFileGlob}`, '**/node_modules/**', 200);
    for (const uri of found) await read(uri);
  };
  const forget = (uri: Uri) => {
    clearTimeout(timers.get(uri.toString()));
    timers.delete(uri.toString());
  };
  const files = workspace.createFileSystemWatcher(`**/${smtpFileGlob}`, false, true, false);
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
    let reason = host.translator()('editor:notRun');
    const refused = (message: string) => {
      reason = message;
    };
    asked.set(item, run);
    const done = await tellErrors(
      host,
      async () => runTest(host, runs, await openDocument(uri), nameOf(item.id), { mode, token, quiet: true, refused }),
      refused,
    );
    asked.delete(item);
    if (done?.report) return;
    if (token.isCancellationRequested) run.skipped(item);
    else run.errored(item, new TestMessage(reason));
  };

  /** Accounts whose test was asked for here, each with what it belongs to. */
  const asked = new Map<TestItem, TestRun>();
  /** The tests that run, wherever somebody began them. */
  const followed = new Map<Run, (test: Run) => void>();

  const follow = (test: Run): void => {
    const known = followed.get(test) ?? begin(test);
    if (known === undefined) return;
    followed.set(test, known);
    known(test);
    if (test.report || runs.get(test.uri, test.account) !== test) followed.delete(test);
  };

  const begin = (test: Run): ((test: Run) => void) | undefined => {
    const item = controller.items.get(test.uri.toString())?.children.get(idOf(test.account));
    if (item === undefined || test.report) return undefined;
    const own = asked.get(item);
    // begun elsewhere: it shows here, and takes nobody away from there
    const run =
      own ?? controller.createTestRun(new TestRunRequest([item], undefined, undefined, false, true), undefined, true);
    item.children.replace([]);
    run.started(item);
    const stages = followStages(run, item);
    return (now) => {
      stages(now);
      const dropped = runs.get(now.uri, now.account) !== now;
      if (now.report) finish(run, item, now);
      if (own === undefined && (now.report || dropped)) run.end();
    };
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

  const finish = (run: TestRun, item: TestItem, { uri, account, report }: Run): void => {
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
    const document = workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    if (document) {
      const place = placeOf(parsedDocument(document), blamedSetting(account, cause));
      message.location = new Location(uri, toRange(document, place));
    }
    run.failed(item, message, result.ms);
  };

  host.extension.subscriptions.push(
    controller,
    profiles.login,
    profiles.send,
    workspace.onDidOpenTextDocument((document) => {
      if (isListed(document)) update(document);
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!isListed(document)) return;
      forget(document.uri);
      const later = setTimeout(() => {
        forget(document.uri);
        if (!document.isClosed) update(document);
      }, quietMs);
      timers.set(document.uri.toString(), later);
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === 'untitled') controller.items.delete(uri.toString());
    }),
    files,
    files.onDidCreate(read),
    files.onDidDelete((uri) => controller.items.delete(uri.toString())),
    runs.onDidChange(follow),
    host.onDidChangeLanguage.event(() => {
      const t = host.translator();
      controller.label = t('editor:explorerTitle');
      profiles.login.label = t('mode.login');
      profiles.send.label = t('mode.send');
    }),
    { dispose: () => [...timers.values()].forEach(clearTimeout) },
  );
  for (const document of workspace.textDocuments) if (isListed(document)) update(document);
}

/** True for a file that can be tested; the old side of a comparison is another document of the same name. */
function isListed({ uri }: TextDocument): boolean {
  return isSmtpFile(uri.path) && !isVirtual(uri);
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
