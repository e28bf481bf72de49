import { dirname } from 'node:path';
import { type Account, type TestMode, testModes } from '../core/account/account';
import { type Finding, findingText } from '../core/account/finding';
import { placeOf } from '../core/account/place-of';
import { type AccountPorts, defaultAccount, planAccount, readAccount } from '../core/account/read-account';
import { isRecord, type SmtpDocument, type SourceRange } from '../core/account/smtp-document';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import type { Knowledge } from '../core/knowledge/knowledge';
import { probeAll } from '../core/probe/probe-all';
import type { StageEvent } from '../core/probe/probe-result';
import { settingsFailure } from '../core/probe/settings-failure';
import { fixLines } from '../core/report/fix-lines';
import { jsonReport } from '../core/report/json-report';
import { junitReport } from '../core/report/junit-report';
import { portsTable } from '../core/report/ports-table';
import { summaryLine } from '../core/report/summary-line';
import { reportOf, type TestReport } from '../core/report/test-report';
import { textReport } from '../core/report/text-report';
import { today } from '../core/today';
import { accountProblems, fileProblems, schemaErrors } from './account-problems';
import type { Run } from './commands';
import { exitCodes } from './exit-codes';
import { knowledgeIn } from './local-rules';
import type { CliOptions } from './options';
import { readDocument } from './smtp-file';
import { terminalPorts } from './terminal-ports';
import { errorLine, lineText, terminalText } from './terminal-text';

/** `test [FILE]`: runs the tests, prints the results, resolves to the exit code. */
export const testCommand: Run = async (positionals, options, data, t) => {
  const { format = 'text', mode } = options;
  const file = positionals[0] ?? 'smtp.yaml';
  const document = readDocument(file);
  const knowledge = data.knowledge();
  const findings = await findingsOf(document, knowledge);
  const errors = schemaErrors(document);
  const unusable = fileProblems(errors, options.account || options.all ? ['test'] : ['test', 'default']);
  if (unusable.length > 0) {
    sayFindings(findings, unusable, [], document, file, t);
    return exitCodes.usage;
  }
  const names = accountsToTest(document, options, file);
  for (const value of options.to ?? []) {
    if (!/^[^\s@<>]+@[^\s@<>]+$/.test(value))
      throw new DoctorError('usage', { message: t('cli:notAddress', { option: '--to', value }) });
  }
  const problems = new Map(names.map((name) => [name, accountProblems(errors, name)]));
  sayFindings(findings, [...problems.values()].flat(), names, document, file, t);
  const withOwnRules = await knowledgeIn(dirname(file), knowledge, t);
  const english = data.translator('en');
  const jobs: Job[] = [];
  let ports: AccountPorts | undefined;
  // one after the other: each may have a question
  for (const name of names) {
    const [problem] = problems.get(name) ?? [];
    if (problem) {
      const { id, details } = findings.filter(isAbout(problem)).find(({ severity }) => severity === 'error') ?? problem;
      const message = findingText(english, { id, details });
      const result = settingsFailure(name, mode ?? modeOf(document), { code: id, details: {} }, message);
      jobs.push({ name, report: { result, diagnoses: [] } });
      continue;
    }
    ports ??= await terminalPorts(file, options, names.length, t);
    try {
      const overrides = { ...(mode ? { mode } : {}), ...(options.to ? { to: options.to } : {}) };
      jobs.push({ name, account: await readAccount(document, name, knowledge.providers, ports, overrides) });
    } catch (error) {
      if (!(error instanceof DoctorError)) throw error;
      process.stderr.write(`${placedError(error, document, file, t)}\n`);
      const message = english(`errors:${error.code}`, error.details);
      const result = settingsFailure(name, mode ?? modeOf(document), error, message);
      jobs.push({ name, report: { result, diagnoses: [] } });
    }
  }
  const several = jobs.length > 1;
  const print = printerInOrder(jobs, ({ report, account }) => {
    if (report === undefined || format !== 'text' || (account === undefined && !several)) return;
    process.stdout.write(`${terminalText(textReport(report, data, t, account?.tls.verify === false))}\n`);
    const fixes = fixLines(report, document, file, t);
    if (fixes.length > 0) process.stdout.write(`${terminalText(fixes.join('\n'))}\n\n`);
    const { host, alternatives = [] } = report.result;
    if (options['all-ports']) process.stdout.write(`${terminalText(portsTable(host, alternatives, t))}\n\n`);
  });
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  const ready = jobs.filter((job): job is Job & { account: Account } => job.account !== undefined);
  const progress = process.stderr.isTTY && !several;
  if (format === 'text') for (const { account } of ready) sayRecipients(account, t);
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
  if (format === 'text' && several) process.stdout.write(`${summaryLine(reports, t)}\n`);
  if (format === 'junit') process.stdout.write(junitReport(file, reports, knowledge, t));
  if (format === 'json') {
    const results = reports.map(jsonReport);
    process.stdout.write(`${JSON.stringify({ version: 1, results }, null, 2)}\n`);
  }
  if (controller.signal.aborted) return exitCodes.cancelled;
  if (ready.length < jobs.length) return exitCodes.usage;
  return jobs.some(({ report }) => report?.result.outcome !== 'passed') ? exitCodes.failed : exitCodes.passed;
};

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

/** What `validate` says about the file, but for hints. */
async function findingsOf(document: SmtpDocument, { providers }: Knowledge): Promise<Finding[]> {
  const { checkSmtpDocument } = await import('../core/lint/check-smtp-document');
  // a variable that is not set is said when the account is read
  return checkSmtpDocument(document, { providers, today: today() }).filter(({ severity }) => severity !== 'info');
}

/** Finds what is said of the same value. */
function isAbout({ path }: Finding): (other: Finding) => boolean {
  return (other) => JSON.stringify(other.path) === JSON.stringify(path);
}

/** Says the findings about the file and these accounts, and the problems that none of them tells (a comment may silence one). */
function sayFindings(
  findings: readonly Finding[],
  problems: readonly Finding[],
  accounts: readonly string[],
  document: SmtpDocument,
  file: string,
  t: Translator,
): void {
  const told = findings.filter(({ path: [top, name = ''] }) => top !== 'accounts' || accounts.includes(name));
  const untold = problems.filter((problem) => !told.some(isAbout(problem)));
  for (const finding of [...told, ...untold].sort((a, b) => a.range.start - b.range.start)) {
    process.stderr.write(`${placed(findingText(t, finding), finding.range, document, file, t)}\n`);
  }
}

/** The sentence of an error, with its place where it is about a value of the account. */
function placedError(error: DoctorError, document: SmtpDocument, file: string, t: Translator): string {
  const { account, key } = error.details;
  const said = errorLine(t, error);
  if (key === undefined) return said;
  const keys = key === 'clientSecret' ? ['oauth2', key] : String(key).split('.');
  const path = keys[0] === 'test' ? keys : ['accounts', String(account), ...keys];
  return placed(said, placeOf(document, path), document, file, t);
}

function placed(message: string, range: SourceRange, document: SmtpDocument, file: string, t: Translator): string {
  const { line, column } = document.position(range.start);
  return lineText(t('errors:at', { file, line, column, message }));
}

/** Names who gets a mail before it goes out. */
function sayRecipients({ name, test: { mode, to } }: Account, t: Translator): void {
  if (mode !== 'send' || to.length === 0) return;
  process.stderr.write(`${lineText(t('cli:sendsTo', { account: name, to: to.join(', ') }))}\n`);
}

function accountsToTest(document: SmtpDocument, options: CliOptions, file: string): string[] {
  if (document.accountNames.length === 0) throw new DoctorError('accounts-missing', { file });
  if (options.all) return document.accountNames;
  if (options.account) return [...new Set(options.account)];
  const name = defaultAccount(document);
  if (name === undefined) throw new DoctorError('account-not-named', { accounts: document.accountNames.join(', ') });
  return [name];
}
