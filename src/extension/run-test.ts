import {
  type CancellationToken,
  env,
  type Progress,
  ProgressLocation,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import type { Account, TestMode } from '../core/account/account';
import { isLoopback } from '../core/account/is-loopback';
import { type PlannedAccount, planAccount, readAccount } from '../core/account/read-account';
import { valueAt } from '../core/account/smtp-document';
import { DoctorError } from '../core/errors';
import type { ProbeResult, RunFrom } from '../core/probe/probe-result';
import { renamedReport } from '../core/report/renamed-report';
import { historyEntry, settingsOf } from '../core/report/test-history';
import { transcriptLines } from '../core/report/transcript-lines';
import { portsOf } from './account-ports';
import { allowsClearTextLogin } from './allows-clear-text-login';
import type { HostContext } from './host-context';
import { isVirtual } from './is-virtual';
import { knowledgeBeside } from './local-rules';
import { parsedDocument } from './parsed-document';
import type { Run, Runs } from './runs';
import { setPassword } from './set-password';
import { setClientSecret, signIn } from './sign-in';

/** How a test is run. */
export interface TestOptions {
  /** How far it goes; left out: as the file says. A file that simulates is never overruled. */
  mode?: TestMode;
  /** Its progress is shown elsewhere, so that no notification has to. */
  quiet?: boolean;
  /** Cancels the test. */
  token?: CancellationToken;
  /** Told why nothing was run; the user has been told already. */
  refused?: (message: string) => void;
  /** Called when all questions are answered; a dialog takes the focus and does not give it back to a webview. */
  asked?: () => void;
}

/**
 * Tests one account of the document as it stands. Resolves to the run when it ended, or to undefined when there was nothing to
 * run; what was missing has been said then.
 */
export async function runTest(
  host: HostContext,
  runs: Runs,
  document: TextDocument,
  name: string,
  options: TestOptions = {},
): Promise<Run | undefined> {
  const t = host.translator();
  const refuse = (message: string): undefined => {
    options.refused?.(message);
    void window.showErrorMessage(message);
  };
  if (!workspace.isTrusted) return refuse(t('errors:untrusted'));
  if (isVirtual(document.uri)) return refuse(t('editor:virtual'));
  if (isRunning(runs.get(document.uri, name))) return undefined;
  const read = await accountOf(host, document, name, options);
  if (read === undefined) return undefined;
  const { account } = read;
  const confirmed = await confirmedMode(host, document, account);
  const mode = confirmed && (await unlockedMode(host, runs, account, confirmed));
  options.asked?.();
  // while the questions were open, somebody else may have begun
  if (mode === undefined || isRunning(runs.get(document.uri, name))) return undefined;
  account.test.mode = mode;

  const job = newJob(document, read);
  const { run, controller } = job;
  runs.update(run);
  const title = t('extension:testing', { account: name });
  const location = options.quiet ? ProgressLocation.Window : ProgressLocation.Notification;
  await window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    for (const source of [token, options.token]) source?.onCancellationRequested(() => controller.abort());
    try {
      const { probe } = await import('./engine.bundle');
      const result = await probe(account, {
        signal: controller.signal,
        runFrom: runFrom(),
        allowClearTextLogin: allowsClearTextLogin(),
        onStage: (event) => {
          run.events.push(event);
          const stage = t('run.runningStage', { stage: t(`stage.${event.stage}`) });
          if (event.state === 'started') report(progress, stage);
          if (event.state === 'slow') report(progress, `${stage} (${t('webview:slow')})`);
          runs.update(run);
        },
      });
      await endRun(host, runs, job, result);
    } finally {
      runs.dropUnended(run);
    }
  });
  return run;
}

/**
 * Tests all accounts side by side, without a question but where a secret would go for the first time. Nothing is sent: a test that
 * would send a mail ends after the login, and a login that was just refused is not repeated. `explain` gets what keeps an account
 * from being tested.
 */
export async function runAllTests(
  host: HostContext,
  runs: Runs,
  document: TextDocument,
  explain: (account: string, message: string) => void,
): Promise<void> {
  const t = host.translator();
  const jobs: Job[] = [];
  const parsed = parsedDocument(document);
  for (const name of parsed.accountNames) {
    if (isRunning(runs.get(document.uri, name))) continue;
    try {
      const { providers } = host.data.knowledge();
      const plan = planAccount(parsed, name, providers);
      const account = await readAccount(parsed, name, providers, portsOf(host, document));
      if (account.test.mode === 'send') account.test.mode = 'login';
      if (isGuarded(account, account.test.mode) && runs.loginGuard.wait(account) > 0) account.test.mode = 'connect';
      if (!isRunning(runs.get(document.uri, name))) jobs.push(newJob(document, { account, plan }));
    } catch (error) {
      if (!(error instanceof DoctorError)) throw error;
      explain(name, t(`errors:${error.code}`, error.details));
    }
  }
  for (const { run } of jobs) runs.update(run);
  const ends: Promise<void>[] = [];
  try {
    const { probeAll } = await import('./engine.bundle');
    await probeAll(
      jobs.map(({ account }) => account),
      {
        optionsFor: (_account, index) => ({
          runFrom: runFrom(),
          allowClearTextLogin: allowsClearTextLogin(),
          ...(jobs[index] ? { signal: jobs[index].controller.signal } : {}),
          onStage: (event) => {
            const run = jobs[index]?.run;
            run?.events.push(event);
            if (run) runs.update(run);
          },
        }),
        onResult: (result, index) => {
          const job = jobs[index];
          if (job) ends.push(endRun(host, runs, job, result));
        },
      },
    );
  } finally {
    await Promise.allSettled(ends);
    for (const { run } of jobs) runs.dropUnended(run);
  }
  await Promise.all(ends);
}

/** An account as it stood when its test was asked for. */
interface ReadAccount {
  account: Account;
  plan: PlannedAccount;
}

/** A test that begins. Nothing of it is read from the document again, which may be another one when it ends. */
interface Job extends ReadAccount {
  run: Run;
  controller: AbortController;
}

function newJob(document: TextDocument, { account, plan }: ReadAccount): Job {
  const controller = new AbortController();
  const run: Run = {
    uri: document.uri,
    account: account.name,
    host: account.host,
    mode: account.test.mode,
    encryption: account.encryption,
    auth: account.auth,
    unverified: !account.tls.verify,
    settings: settingsOf(plan),
    events: [],
    cancel: () => controller.abort(),
  };
  return { account, plan, run, controller };
}

async function endRun(host: HostContext, runs: Runs, { run, account, plan }: Job, result: ProbeResult): Promise<void> {
  const { reportOf } = await import('./engine.bundle');
  runs.loginGuard.remember(account, result);
  const ended = reportOf(result, account, await knowledgeBeside(host, run.uri), plan.settings);
  run.report = run.account === account.name ? ended : renamedReport(ended, account.name, run.account);
  const kept = runs.history.add(run.uri, run.account, historyEntry(ended, run.settings));
  writeTranscript(host, result);
  runs.update(run);
  await kept;
}

function isRunning(run: Run | undefined): boolean {
  return run !== undefined && run.report === undefined;
}

/** How far a test goes when that differs from what the file says. */
function modeFor(document: TextDocument, wanted: TestOptions['mode']): TestMode | undefined {
  return valueAt(parsedDocument(document), ['test', 'mode']) === 'simulate' ? undefined : wanted;
}

function report(progress: Progress<{ message?: string }>, message: string): void {
  progress.report({ message });
}

/** The account with everything resolved; what is missing is said, with the button that mends it. */
async function accountOf(
  host: HostContext,
  document: TextDocument,
  name: string,
  options: TestOptions,
): Promise<ReadAccount | undefined> {
  const t = host.translator();
  const mode = modeFor(document, options.mode);
  const overrides = mode ? { mode } : {};
  const { providers } = host.data.knowledge();
  try {
    const parsed = parsedDocument(document);
    const plan = planAccount(parsed, name, providers);
    return { plan, account: await readAccount(parsed, name, providers, portsOf(host, document), overrides) };
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error;
    const message = t(`errors:${error.code}`, error.details);
    if (
      error.code === 'environment-missing' &&
      (await host.envFiles.offer(host, document.uri, String(error.details.name)))
    )
      return accountOf(host, document, name, options);
    options.refused?.(message);
    if (error.code === 'oauth2-not-signed-in' || error.code === 'oauth2-sign-in-again') {
      const button = t('credentials:signIn');
      if ((await window.showErrorMessage(message, button)) !== button) return undefined;
      return (await signIn(host, document, name)) ? accountOf(host, document, name, options) : undefined;
    }
    if (error.code === 'secret-missing' && error.details.key === 'clientSecret')
      return (await setClientSecret(host, error.details)) ? accountOf(host, document, name, options) : undefined;
    if (error.code !== 'secret-missing' || error.details.name === 'ask') {
      void window.showErrorMessage(message);
      return undefined;
    }
    const button = t('extension:setPassword');
    if ((await window.showErrorMessage(message, button)) !== button) return undefined;
    return (await setPassword(host, document, name)) ? accountOf(host, document, name, options) : undefined;
  }
}

/** Where the recipients are kept that were named to the user in this workspace. */
const namedRecipients = 'smtp.namedRecipients';

/** Before mail goes out for the first time, its recipients are named; the user can check the login only. */
async function confirmedMode(
  host: HostContext,
  document: TextDocument,
  account: Account,
): Promise<TestMode | undefined> {
  const { mode, to } = account.test;
  if (mode !== 'send') return mode;
  const key = JSON.stringify([document.uri.toString(), account.name, to]);
  const named = () => host.extension.workspaceState.get<string[]>(namedRecipients, []);
  if (named().includes(key)) return mode;
  const t = host.translator();
  const send = t('extension:send');
  const login = t('extension:checkLoginOnly');
  // a notification would be gone after ten seconds, and the test would wait for it
  const question = t('extension:confirmSend', { account: account.name, to: to.join(', ') });
  const answer = await window.showInformationMessage(question, { modal: true }, send, login);
  if (answer === login) return 'login';
  if (answer !== send) return undefined;
  await host.extension.workspaceState.update(namedRecipients, [...named(), key]);
  return mode;
}

/** True when the test logs in somewhere where that can be locked. */
function isGuarded({ auth, host }: Account, mode: TestMode): boolean {
  return mode !== 'connect' && mode !== 'simulate' && auth !== 'none' && !isLoopback(host);
}

/** A login that was just refused is not repeated without a question: that can lock the account. Our own machine has no such locks. */
async function unlockedMode(
  host: HostContext,
  { loginGuard }: Runs,
  account: Account,
  mode: TestMode,
): Promise<TestMode | undefined> {
  if (!isGuarded(account, mode)) return mode;
  const wait = loginGuard.wait(account);
  if (wait === 0) return mode;
  const t = host.translator();
  const anyway = t('extension:testAnyway');
  const connect = t('extension:connectOnly');
  const seconds = Math.ceil(wait / 1000);
  const question = t('extension:loginRefused', { host: account.host, account: account.name, seconds });
  const answer = await window.showWarningMessage(question, { modal: true }, anyway, connect);
  if (answer === connect) return 'connect';
  return answer === anyway ? mode : undefined;
}

function runFrom(): RunFrom {
  const remote = env.remoteName;
  if (remote === undefined) return 'this-machine';
  if (remote === 'wsl') return 'wsl';
  return remote === 'dev-container' || remote === 'attached-container' ? 'container' : 'remote';
}

function writeTranscript({ output, translator }: HostContext, result: ProbeResult): void {
  const t = translator();
  const time = new Intl.DateTimeFormat(t.language, { dateStyle: 'short', timeStyle: 'medium' }).format(
    new Date(result.startedAt),
  );
  const { account, host, port } = result;
  output.appendLine(t('extension:channelHeader', { time, account, host, port, mode: t(`mode.${result.mode}`) }));
  for (const line of transcriptLines(result)) output.appendLine(line);
  for (const { stage, outcome, ms, detail } of result.stages) {
    const shown = outcome === 'failed' && detail ? `: ${detail.split('\n').join(' ')}` : '';
    output.appendLine(`  ${t(`stage.${stage}`)} ${t(`state.${outcome}`)}, ${ms} ms${shown}`);
  }
  output.appendLine('');
}
