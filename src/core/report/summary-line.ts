import type { Translator } from '../i18n/create-translator';
import type { TestReport } from './test-report';

/** How many tests passed and failed, and how many were not run: the account could not be read, or the test was cancelled. */
export function summaryLine(reports: readonly Pick<TestReport, 'result'>[], t: Translator): string {
  const passed = reports.filter(({ result }) => result.outcome === 'passed').length;
  const failed = reports.filter(
    ({ result }) => result.outcome === 'failed' && result.fault?.kind !== 'settings',
  ).length;
  return t('cli:summary', { passed, failed, notRun: reports.length - passed - failed });
}
