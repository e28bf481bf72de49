import type { TestMode } from '../account/account';
import { shownProxy } from '../account/proxy-address';
import type { PlannedAccount } from '../account/read-account';
import { parseReference } from '../account/reference';
import { isRecord } from '../account/smtp-document';
import type { ProbeResult, Stage } from '../probe/probe-result';
import type { TestReport } from './test-report';

/** What is kept of one test. Holds no secret. */
export interface HistoryEntry {
  /** ISO 8601. */
  at: string;
  mode: TestMode;
  outcome: ProbeResult['outcome'];
  failedStage?: Stage;
  /** Id of the first cause. */
  cause?: string;
  ms: number;
  /** The settings that it ran with, by path below the account; no password, no secret of OAuth 2. */
  settings: Readonly<Record<string, string>>;
}

/** A setting that is not what it was; empty where it was or is left out. */
export interface SettingChange {
  name: string;
  before: string;
  now: string;
}

/** Tests kept of one account. */
const kept = 10;

/** The entry of a test that ended. */
export function historyEntry(report: TestReport, settings: HistoryEntry['settings']): HistoryEntry {
  const { result, diagnoses } = report;
  return {
    at: result.startedAt,
    mode: result.mode,
    outcome: result.outcome,
    ...(result.failedStage ? { failedStage: result.failedStage } : {}),
    ...(diagnoses[0] ? { cause: diagnoses[0].id } : {}),
    ms: result.ms,
    settings,
  };
}

/** The list with the new entry in front, and not longer than is kept. */
export function withEntry(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  return [entry, ...history].slice(0, kept);
}

/** The settings of an account as they can be kept: with what a provider fills in, without anything secret. */
export function settingsOf(plan: PlannedAccount): Record<string, string> {
  const { settings, host, port, encryption, auth } = plan;
  const flat: Record<string, string> = { host, port: String(port), encryption, auth };
  const add = (value: unknown, path: string): void => {
    if (isRecord(value)) {
      for (const [key, inner] of Object.entries(value)) add(inner, path === '' ? key : `${path}.${key}`);
    } else if (path === 'proxy') flat[path] = shownProxy(String(value));
    else if (!isSecret(path) || isReference(value)) flat[path] ??= String(value);
  };
  add(settings, '');
  return flat;
}

/** A value is secret unless it only says where the secret is. */
function isSecret(path: string): boolean {
  return path === 'password' || path === 'oauth2.clientSecret' || path.startsWith('x-');
}

function isReference(value: unknown): boolean {
  const { kind } = parseReference(String(value));
  return kind === 'env' || kind === 'secret' || kind === 'ask';
}

/** The last test of that history that passed, in any mode but a simulation. */
export function lastPassed(history: readonly HistoryEntry[]): HistoryEntry | undefined {
  return history.find(({ outcome, mode }) => outcome === 'passed' && mode !== 'simulate');
}

/** What is not as it was then. */
export function settingChanges(before: HistoryEntry['settings'], now: HistoryEntry['settings']): SettingChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names
    .map((name) => ({ name, before: before[name] ?? '', now: now[name] ?? '' }))
    .filter((change) => change.before !== change.now);
}

/** Reads a history that was kept; what has another shape is left out. */
export function parseHistory(value: unknown): HistoryEntry[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (entry): entry is HistoryEntry =>
      isRecord(entry) &&
      typeof entry.at === 'string' &&
      typeof entry.mode === 'string' &&
      typeof entry.outcome === 'string' &&
      typeof entry.ms === 'number' &&
      isRecord(entry.settings),
  );
}
