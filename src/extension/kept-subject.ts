import { Uri } from 'vscode';
import { isRecord } from '../core/account/smtp-document';
import type { TextFinding } from './diagnose-text';
import type { HostContext } from './host-context';
import type { Run } from './runs';

/** What the diagnosis panel shows: a test, or a text with its causes. */
export type Subject = { kind: 'run'; run: Run } | { kind: 'text'; finding: TextFinding };

/** What is kept of it; a test with the address of its file as text. */
type Kept = { kind: 'run'; run: Omit<Run, 'uri' | 'cancel'> & { uri: string } } | Exclude<Subject, { kind: 'run' }>;

/** Where it is kept, for a reload of the window. */
const stateKey = 'smtp.shownDiagnosis';

/** Keeps what is shown in this workspace's state. Holds no secret: they were taken out when transcript and text were made. */
export function keepSubject(host: HostContext, subject: Subject): void {
  let kept: Kept;
  if (subject.kind === 'text') kept = subject;
  else {
    const { cancel: _cancel, uri, ...run } = subject.run;
    kept = { kind: 'run', run: { ...run, uri: uri.toString() } };
  }
  void host.extension.workspaceState.update(stateKey, { version: versionOf(host), subject: kept });
}

/** What was kept by this version of the extension; undefined when there is nothing, since another one may write it differently. */
export function keptSubject(host: HostContext): Subject | undefined {
  const state = host.extension.workspaceState.get<unknown>(stateKey);
  if (!isRecord(state) || state.version !== versionOf(host)) return undefined;
  const kept = state.subject as Kept;
  if (kept.kind === 'text') return kept;
  return { kind: 'run', run: { ...kept.run, uri: Uri.parse(kept.run.uri), cancel: () => undefined } };
}

function versionOf({ extension }: HostContext): string {
  return String((extension.extension.packageJSON as { version?: unknown }).version);
}
