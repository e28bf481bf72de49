import type { TestMode } from '../account/account';
import type { DoctorError } from '../errors';
import type { ProbeResult, RunFrom } from './probe-result';

/** The result of an account whose settings cannot be used: it fails at `settings`, and nothing was opened or sent. */
export function settingsFailure(
  account: string,
  mode: TestMode,
  { code, details }: Pick<DoctorError, 'details'> & { code: string },
  message: string,
  runFrom: RunFrom = 'this-machine',
): ProbeResult {
  return {
    account,
    mode,
    outcome: 'failed',
    failedStage: 'settings',
    ms: 0,
    host: String(details.host ?? ''),
    port: Number(details.port ?? 0) || 0,
    stages: [{ stage: 'settings', outcome: 'failed', ms: 0, detail: message }],
    fault: { kind: 'settings', code, message },
    capabilities: [],
    startedAt: new Date().toISOString(),
    runFrom,
    transcript: [],
  };
}
