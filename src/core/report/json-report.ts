import type { TestReport } from './test-report';

/** The object that `test --format json` prints for one account: a fixed shape, to which fields may be added. */
export function jsonReport({ result, diagnoses }: TestReport): Record<string, unknown> {
  const {
    account,
    mode,
    outcome,
    failedStage,
    ms,
    stages,
    tls,
    capabilities,
    accepted,
    messageId,
    startedAt,
    runFrom,
    transcript,
  } = result;
  return {
    account,
    mode,
    outcome,
    ...(failedStage ? { failedStage } : {}),
    ms,
    startedAt,
    runFrom,
    stages,
    ...(tls ? { tls } : {}),
    capabilities,
    alternatives: [],
    ...(accepted ? { accepted } : {}),
    ...(messageId ? { messageId } : {}),
    diagnoses,
    transcript,
  };
}
