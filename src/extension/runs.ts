import { EventEmitter, type Uri } from 'vscode';
import type { TestMode } from '../core/account/account';
import type { PlannedAccount } from '../core/account/read-account';
import { LoginGuard } from '../core/probe/login-guard';
import type { StageEvent } from '../core/probe/probe-result';
import { renamedReport } from '../core/report/renamed-report';
import type { HistoryEntry } from '../core/report/test-history';
import type { TestReport } from '../core/report/test-report';
import type { TestHistory } from './history';

/** The last test of one account, running or ended. */
export interface Run {
  uri: Uri;
  account: string;
  host: string;
  mode: TestMode;
  encryption: PlannedAccount['encryption'];
  auth: PlannedAccount['auth'];
  /** True when the certificate was not checked. */
  unverified: boolean;
  /** What it runs with, without secrets. */
  settings: HistoryEntry['settings'];
  /** What has happened so far, in order. */
  events: StageEvent[];
  /** Missing while the test runs. */
  report?: TestReport;
  cancel(): void;
}

/** The last run of every account, in memory only; what is kept of those before is the history. */
export class Runs {
  private readonly runs = new Map<string, Run>();
  private readonly changed = new EventEmitter<Run>();
  /** A run began, went on, or ended. */
  readonly onDidChange = this.changed.event;
  /** Logins that were refused a moment ago. */
  readonly loginGuard = new LoginGuard();

  constructor(readonly history: TestHistory) {}

  get(uri: Uri, account: string): Run | undefined {
    return this.runs.get(keyOf(uri, account));
  }

  /** The run that changed last. */
  last: Run | undefined;

  update(run: Run): void {
    this.last = run;
    this.runs.set(keyOf(run.uri, run.account), run);
    this.changed.fire(run);
  }

  /** A test that ended without a result, by a fault of ours, must not count as running for ever. */
  dropUnended(run: Run): void {
    if (run.report || this.get(run.uri, run.account) !== run) return;
    this.runs.delete(keyOf(run.uri, run.account));
    this.changed.fire(run);
  }

  /** An account has got another name; its past goes with it, and a test that still runs. */
  async rename(uri: Uri, account: string, to: string): Promise<void> {
    const run = this.get(uri, account);
    this.runs.delete(keyOf(uri, account));
    const renamed = this.history.rename(uri, account, to);
    if (run) {
      run.account = to;
      if (run.report) run.report = renamedReport(run.report, account, to);
      this.runs.set(keyOf(uri, to), run);
      this.changed.fire(run);
    }
    await renamed;
  }

  /** Ends everything that still runs. */
  dispose(): void {
    for (const run of this.runs.values()) if (run.report === undefined) run.cancel();
    this.changed.dispose();
  }
}

function keyOf(uri: Uri, account: string): string {
  return JSON.stringify([uri.toString(), account]);
}
