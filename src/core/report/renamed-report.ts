import type { TestReport } from './test-report';

/** The report of an account that has another name now: the fixes lead to it, and not to an account that is gone. */
export function renamedReport(report: TestReport, from: string, to: string): TestReport {
  const { result, facts, diagnoses } = report;
  const renamed = (path: string[]) =>
    path[0] === 'accounts' && path[1] === from ? ['accounts', to, ...path.slice(2)] : path;
  return {
    ...report,
    result: { ...result, account: to },
    ...(facts?.account === from ? { facts: { ...facts, account: to } } : {}),
    diagnoses: diagnoses.map((diagnosis) => ({
      ...diagnosis,
      fixes: diagnosis.fixes.map((fix) => ({
        ...fix,
        edits: fix.edits.map((edit) => ({ ...edit, path: renamed(edit.path) })),
      })),
    })),
  };
}
