import { notesOf, type TestReport } from './test-report';

/** The object that `test --format json` prints for one account: a fixed shape, to which fields may be added. */
export function jsonReport({ result, diagnoses }: TestReport): Record<string, unknown> {
  const {
    account,
    mode,
    outcome,
    failedStage,
    ms,
    stages,
    reply,
    fault,
    tls,
    addresses,
    auth,
    injectedPlaintext,
    simulated,
    recipients,
    alternatives = [],
    capabilities,
    accepted,
    messageId,
    startedAt,
    runFrom,
    transcript,
  } = result;
  const notes = notesOf(result);
  return {
    account,
    mode,
    ...(simulated ? { simulated } : {}),
    outcome,
    ...(failedStage ? { failedStage } : {}),
    ms,
    startedAt,
    runFrom,
    stages,
    ...(reply ? { reply } : {}),
    ...(fault ? { fault } : {}),
    ...(addresses ? { addresses } : {}),
    ...(tls ? { tls } : {}),
    capabilities,
    ...(auth ? { auth } : {}),
    ...(injectedPlaintext ? { injectedPlaintext } : {}),
    alternatives,
    ...(recipients ? { recipients } : {}),
    ...(accepted ? { accepted } : {}),
    ...(messageId ? { messageId } : {}),
    diagnoses,
    ...(notes.length > 0 ? { notes } : {}),
    transcript,
  };
}
