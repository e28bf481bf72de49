import { dirname } from 'node:path';
import { type Account, type TestMode, testModes } from '../core/account/account';
import { findingText } from '../core/account/finding';
import { defaultAccount, planAccount, readAccount } from '../core/account/read-account';
import { isRecord, type SmtpDocument } from '../core/account/smtp-document';
import { validateSmtpDocument } from '../core/account/validate-smtp-document';
import type { Data } from '../core/data';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { probeAll } from '../core/probe/probe-all';
import type { StageEvent } from '../core/probe/probe-result';
import { settingsFailure } from '../core/probe/settings-failure';
import { jsonReport } from '../core/report/json-report';
import { junitReport } from '../core/report/junit-report';
import { portsTable } from '../core/report/ports-table';
import { reportOf, type TestReport } from '../core/report/test-report';
import { textReport } from '../core/report/text-report';
import { exitCodes } from './exit-codes';
import { knowledgeIn } from './local-rules';
import { type CliOptions, choice } from './run';
import { readDocument } from './smtp-file';
import { terminalPorts } from './terminal-ports';
import { errorLine, terminalText } from './terminal-text';

/** `test [FILE]`: runs the tests, prints the results, resolves to the exit code. */
export async function testCommand(
  positionals: string[],
  options: CliOptions,
  data: Data,
  t: Translator,
): Promise<number> {
  const format = choice('--format', options.format, ['text', 'json', 'junit'] as const, t) ?? 'text';
  const mode = choice('--mode', options.mode, testModes, t);
  const file = positionals[0] ?? 'smtp.yaml';
  const document = readDocument(file);
  if (!reportFindings(document, file, t)) return exitCodes.usage;
  const names = accountsToTest(document, options, file);
  for (const value of options.to ?? []) {
    if (!/^[^\s@<>]+@[^\s@<>]+$/.test(value))
      throw new DoctorError('usage', { message: t('cli:notAddress', { option: '--to', value }) });
  }
  const knowledge = data.knowledge();
  const withOwnRules = await knowledgeIn(dirname(file), knowledge, t);
  const english = data.translator('en');
  const jobs: Job[] = [];
  const ports = await terminalPorts(file, options, names.length, t);
  // one after the other: each may have a question
  for (const name of names) {
    try {
      const overrides = { ...(mode ? { mode } : {}), ...(options.to ? { to: options.to } : {}) };
      jobs.push({ name, account: await readAccount(document, name, knowledge.providers, ports, overrides) });
    } catch (error) {
      if (!(error instanceof DoctorError)) throw error;
      process.stderr.write(`${errorLine(t, error)}\n`);
      const message = english(`errors:${error.code}`, error.details);
      const result = settingsFailure(name, mode ?? modeOf(document), error, message);
      jobs.push({ name, report: { result, diagnoses: [] } });
    }
  }
  const several = jobs.length > 1;
  const print = printerInOrder(jobs, ({ report, account }) => {
    if (report === undefined || format !== 'text' || (account === undefined && !several)) return;
    process.stdout.write(`${terminalText(textReport(report, data, t, account?.tls.verify === false))}\n`);
    const { host, alternatives = [] } = report.result;
    if (options['all-ports']) process.stdout.write(`${terminalText(portsTable(host, alternatives, t))}\n\n`);
  });
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  const ready = jobs.filter((job): job is Job & { account: Account } => job.account !== undefined);
  const progress = process.stderr.isTTY && !several;
  try {
    await probeAll(
      ready.map(({ account }) => account),
      {
        optionsFor: () => ({
          signal: controller.signal,
          alternatives: options['all-ports'] ? 'all' : 'after-failure',
          ...(progress ? { onStage: (event) => showProgress(event, t) } : {}),
        }),
        onResult: (result, index) => {
          const job = ready[index];
          if (job === undefined) return;
          if (progress) process.stderr.write('\r\u001b[K');
          const written = planAccount(document, job.name, knowledge.providers).settings;
          job.report = reportOf(result, job.account, withOwnRules, written);
          print();
        },
      },
    );
  } finally {
    process.off('SIGINT', interrupt);
  }
  print();
  const reports = jobs.flatMap(({ report }) => report ?? []);
  if (format === 'junit') process.stdout.write(junitReport(file, reports, knowledge, t));
  if (format === 'json') {
    const results = reports.map(jsonReport);
    process.stdout.write(`${JSON.stringify({ version: 1, results }, null, 2)}\n`);
  }
  if (controller.signal.aborted) return exitCodes.cancelled;
  if (ready.length < jobs.length) return exitCodes.usage;
  return jobs.some(({ report }) => report?.result.outcome !== 'passed') ? exitCodes.failed : exitCodes.passed;
}

/** One account to test: readable, or with the result that says why it is not. */
interface Job {
  name: string;
  account?: Account;
  report?: TestReport;
}

/** Prints what is ready, in the order of the jobs, each once. */
function printerInOrder(jobs: readonly Job[], printJob: (job: Job) => void): () => void {
  let printed = 0;
  return () => {
    for (let job = jobs[printed]; job?.report !== undefined; job = jobs[printed]) {
      printed += 1;
      printJob(job);
    }
  };
}

function showProgress(event: StageEvent, t: Translator): void {
  const stage = t(`stage.${event.stage}`);
  if (event.state === 'started') process.stderr.write(`\r\u001b[K${stage}…`);
  if (event.state === 'slow') process.stderr.write(`\r\u001b[K${stage}… (${t('webview:slow')})`);
}

/** The mode of the file, for accounts that cannot be read. */
function modeOf(document: SmtpDocument): TestMode {
  const test = isRecord(document.value) && isRecord(document.value.test) ? document.value.test : {};
  return testModes.find((mode) => mode === test.mode) ?? 'login';
}

/** Prints what is wrong with the file, with its places; false when it cannot be used. */
function reportFindings(document: SmtpDocument, file: string, t: Translator): boolean {
  if (document.kind === 'foreign' || document.kind === 'empty') throw new DoctorError('not-ours');
  const findings = validateSmtpDocument(document);
  for (const finding of findings) {
    const { line, column } = document.position(finding.range.start);
    const message = findingText(t, finding);
    process.stderr.write(`${terminalText(t('errors:at', { file, line, column, message }))}\n`);
  }
  return findings.every(({ severity }) => severity !== 'error');
}

function accountsToTest(document: SmtpDocument, options: CliOptions, file: string): string[] {
  if (document.accountNames.length === 0) throw new DoctorError('accounts-missing', { file });
  if (options.all) return document.accountNames;
  if (options.account) return [...new Set(options.account)];
  const name = defaultAccount(document);
  if (name === undefined) throw new DoctorError('account-not-named', { accounts: document.accountNames.join(', ') });
  return [name];
}
