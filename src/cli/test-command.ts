import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { TestMode } from '../core/account/account';
import { findingText } from '../core/account/finding';
import {
  type AccountPorts,
  type Destination,
  defaultAccount,
  isLoopback,
  readAccount,
} from '../core/account/read-account';
import { parseSmtpDocument, type SmtpDocument } from '../core/account/smtp-document';
import { validateSmtpDocument } from '../core/account/validate-smtp-document';
import type { Data } from '../core/data';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { probe } from '../core/probe/probe';
import { jsonReport } from '../core/report/json-report';
import { reportOf } from '../core/report/test-report';
import { textReport } from '../core/report/text-report';
import { exitCodes } from './exit-codes';
import { type CliOptions, choice } from './run';

const modes: readonly TestMode[] = ['connect', 'login', 'envelope', 'send', 'simulate'];

/** `test [FILE]`: runs the tests, prints the results, resolves to the exit code. */
export async function testCommand(
  positionals: string[],
  options: CliOptions,
  data: Data,
  t: Translator,
): Promise<number> {
  const format = choice('--format', options.format, ['text', 'json'] as const, t) ?? 'text';
  const mode = choice('--mode', options.mode, modes, t);
  const file = positionals[0] ?? 'smtp.yaml';
  const document = await readDocument(file);
  if (!reportFindings(document, file, t)) return exitCodes.usage;
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  const knowledge = data.knowledge();
  const results: Record<string, unknown>[] = [];
  let code: number = exitCodes.passed;
  try {
    for (const name of accountsToTest(document, options)) {
      const account = await readAccount(document, name, knowledge.providers, terminalPorts(file, options, t), {
        ...(mode ? { mode } : {}),
        ...(options.to ? { to: options.to } : {}),
      });
      const result = await probe(account, {
        signal: controller.signal,
        onStage: (event) => {
          if (process.stderr.isTTY && event.state === 'started')
            process.stderr.write(`\r\u001b[K${t(`stage.${event.stage}`)}…`);
        },
      });
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      const report = reportOf(result, account, knowledge);
      results.push(jsonReport(report));
      if (format === 'text') process.stdout.write(`${textReport(report, data, t, !account.tls.verify)}\n`);
      if (result.outcome === 'cancelled') {
        code = exitCodes.cancelled;
        break;
      }
      if (result.outcome === 'failed') code = exitCodes.failed;
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
  if (format === 'json') process.stdout.write(`${JSON.stringify({ version: 1, results }, null, 2)}\n`);
  return code;
}

async function readDocument(file: string): Promise<SmtpDocument> {
  try {
    return parseSmtpDocument(await readFile(file, 'utf8'));
  } catch {
    throw new DoctorError('file-unreadable', { file });
  }
}

/** Prints what is wrong with the file, with its places; false when it cannot be used. */
function reportFindings(document: SmtpDocument, file: string, t: Translator): boolean {
  if (document.kind === 'foreign' || document.kind === 'empty') throw new DoctorError('not-ours');
  const findings = validateSmtpDocument(document);
  for (const finding of findings) {
    const { line, column } = document.position(finding.range.start);
    const message = findingText(t, finding);
    process.stderr.write(`${t('errors:at', { file, line, column, message })}\n`);
  }
  return findings.every(({ severity }) => severity !== 'error');
}

function accountsToTest(document: SmtpDocument, options: CliOptions): string[] {
  if (options.all) return document.accountNames;
  if (options.account) return options.account;
  const name = defaultAccount(document);
  if (name === undefined) throw new DoctorError('account-not-named', { accounts: document.accountNames.join(', ') });
  return [name];
}

/** Files beside smtp.yaml, secrets from the environment, questions on the terminal. */
function terminalPorts(file: string, options: CliOptions, t: Translator): AccountPorts {
  const folder = dirname(resolve(file));
  return {
    files: { readText: (path) => readFile(resolve(folder, path), 'utf8') },
    environment: { get: (name) => process.env[name] },
    secrets: {
      get: async ({ name }) => {
        const variable = `SMTP_DOCTOR_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
        const value = process.env[variable];
        if (value === undefined) process.stderr.write(`${t('cli:secretHint', { variable })}\n`);
        return value;
      },
    },
    prompt: { ask: (account) => askHidden(t('cli:askPrompt', { account })) },
    agree: (destination) => agree(destination, options, t),
  };
}

async function agree(destination: Destination, options: CliOptions, t: Translator): Promise<boolean> {
  const { host, account, port, user } = destination;
  const allowed = options['allow-host']?.some((entry) => entry.toLowerCase() === host.toLowerCase());
  if (isLoopback(host) || allowed) return true;
  if (!process.stdin.isTTY) {
    process.stderr.write(`${t('cli:allowHostHint', { host })}\n`);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(t('cli:agree', { account, host, port, user }));
  terminal.close();
  return /^y/i.test(answer);
}

/** Reads a line without showing it; undefined without a terminal. */
async function askHidden(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  process.stdin.setRawMode(true);
  let typed = '';
  try {
    // stdin stays open: another account may have a question, too
    for await (const chunk of process.stdin.iterator({ destroyOnReturn: false })) {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return typed;
        if (character === '\u0003') return undefined;
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character;
      }
    }
    return undefined;
  } finally {
    process.stdin.setRawMode(false);
    process.stdin.pause();
    process.stderr.write('\n');
  }
}
