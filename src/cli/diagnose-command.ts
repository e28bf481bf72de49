import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { encryptions } from '../core/account/account';
import { diagnoseText } from '../core/diagnosis/diagnose-text';
import type { TextHints } from '../core/diagnosis/extract-evidence';
import { summarizeLog } from '../core/diagnosis/summarize-log';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import type { Knowledge } from '../core/knowledge/knowledge';
import { columns } from '../core/report/columns';
import { diagnosisJson, diagnosisText } from '../core/report/diagnosis-report';
import { today } from '../core/today';
import type { Run } from './commands';
import { isText, utf8Of } from './decode-text';
import { exitCodes } from './exit-codes';
import { fileError } from './file-error';
import { knowledgeIn } from './local-rules';
import type { CliOptions } from './options';
import { readLines } from './read-lines';
import { terminalText } from './terminal-text';

/** What is kept of a text in memory, more than is read of it: its first and its last part, in bytes. */
const headBytes = 1024 * 1024;
const tailBytes = 256 * 1024;

/** The longest line of `--jsonl` and of a log, in bytes. */
const maximumLine = 4 * 1024 * 1024;
const maximumLogLine = 64 * 1024;

/** `diagnose [FILE|-]`, `diagnose --jsonl`, `diagnose --summary FILE…`: names causes without any network. Resolves to the exit code. */
export const diagnoseCommand: Run = async (positionals, options, data, t) => {
  const { format = 'text' } = options;
  const hints = hintsOf(options, t);
  const knowledge = await knowledgeIn('.', data.knowledge(), t);
  if (options.jsonl) return diagnoseLines(positionals, hints, knowledge);
  if (options.summary) return summarize(positionals, format, knowledge, t);
  const text = await readBounded(await open(positionals[0] ?? '-'), positionals[0] ?? '-');
  if (!isText(text)) {
    const refusal = { id: null, diagnoses: [], error: 'this is not text' };
    await write(`${format === 'json' ? JSON.stringify(refusal) : t('cli:notText')}\n`);
    return exitCodes.passed;
  }
  const result = diagnoseText(text, hints, knowledge.rules, knowledge.signs, knowledge.guides);
  if (result.cut) process.stderr.write(`${t('cli:textCut')}\n`);
  const json = () => `${JSON.stringify(diagnosisJson(result))}\n`;
  await write(format === 'json' ? json() : diagnosisText(result, data, t, today()));
  return exitCodes.passed;
};

function hintsOf(options: CliOptions, t: Translator): TextHints {
  const { host, port, encryption } = options;
  if (port !== undefined && !isPort(Number(port))) {
    throw new DoctorError('usage', {
      message: t('cli:badValue', { option: '--port', value: port, allowed: '1–65535' }),
    });
  }
  return { ...(host ? { host } : {}), ...(port ? { port: Number(port) } : {}), ...(encryption ? { encryption } : {}) };
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** One JSON object a line in, one out. A line that cannot be used gives no diagnoses and says why in `error`. */
async function diagnoseLines(positionals: string[], defaults: TextHints, knowledge: Knowledge): Promise<number> {
  const file = positionals[0] ?? '-';
  await guarded(file, async () => {
    for await (const lines of readLines(await open(file), maximumLine)) {
      let output = '';
      for (const { text, cut } of lines) {
        if (text.trim() === '') continue;
        output += `${JSON.stringify(diagnoseLine(text, cut, defaults, knowledge))}\n`;
      }
      await write(output);
    }
  });
  return exitCodes.passed;
}

function diagnoseLine(
  line: string,
  cut: boolean,
  defaults: TextHints,
  { rules, signs, guides }: Knowledge,
): Record<string, unknown> {
  const refuse = (error: string, id: unknown = null) => ({ id, diagnoses: [], error });
  if (cut) return refuse(`the line is longer than ${maximumLine} bytes`);
  let input: unknown;
  try {
    input = JSON.parse(line);
  } catch {
    return refuse('the line is not JSON');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return refuse('the line is not an object');
  const { id = null, text, host, port, encryption } = input as Record<string, unknown>;
  if (typeof text !== 'string') return refuse('text is missing, or is not a string', id);
  const known = encryptions.find((entry) => entry === encryption);
  const hints: TextHints = {
    ...defaults,
    ...(typeof host === 'string' && host !== '' ? { host } : {}),
    ...(isPort(Number(port)) ? { port: Number(port) } : {}),
    ...(known ? { encryption: known } : {}),
  };
  return diagnosisJson(diagnoseText(text, hints, rules, signs, guides), id);
}

/** Reads logs line by line and prints a table, or one JSON object. */
async function summarize(files: string[], format: string, { rules, signs }: Knowledge, t: Translator): Promise<number> {
  if (files.length === 0) throw new DoctorError('usage', { message: t('cli:summaryNeedsFile') });
  const summary = summarizeLog(rules, signs);
  for (const file of files) {
    await guarded(file, async () => {
      let begun = false;
      for await (const lines of readLines(await open(file), maximumLogLine)) {
        begun ||= isText(lines.map(({ text }) => text).join('\n'));
        if (!begun) {
          process.stderr.write(`${terminalText(file)}: ${t('cli:notText')}\n`);
          return;
        }
        for (const { text } of lines) summary.add(text);
      }
    });
  }
  const causes = summary.causes();
  if (format === 'json') {
    await write(`${JSON.stringify({ version: 1, lines: summary.lines, causes })}\n`);
    return exitCodes.passed;
  }
  if (causes.length === 0) {
    await write(`${t('cli:noFailure')}\n`);
    return exitCodes.passed;
  }
  const rows = [
    [
      t('cli:summaryCause'),
      t('cli:summaryCount'),
      t('cli:summaryFirst'),
      t('cli:summaryLast'),
      t('cli:summaryExample'),
    ],
    ...causes.map(({ cause, local, count, first, last, example }) => [
      local ? `${cause} (${t('webview:localRule')})` : cause,
      String(count),
      first,
      last,
      example.slice(0, 160),
    ]),
  ];
  await write(`${columns(rows, [1]).join('\n')}\n`);
  return exitCodes.passed;
}

/** A file, or standard input for `-`, as UTF-8. Throws file-missing and file-unreadable. */
async function open(file: string): Promise<AsyncIterable<Buffer>> {
  if (file === '-') return utf8Of(process.stdin);
  try {
    if ((await stat(file)).isDirectory()) throw new Error('a directory');
  } catch (error) {
    throw fileError(error, file);
  }
  return utf8Of(createReadStream(file, { highWaterMark: 1024 * 1024 }));
}

/** The beginning and the end of a stream as text; memory is bounded whatever the length. */
async function readBounded(stream: AsyncIterable<Buffer>, file: string): Promise<string> {
  const head: Buffer[] = [];
  let headLength = 0;
  let length = 0;
  let tail = Buffer.alloc(0);
  await guarded(file, async () => {
    for await (const block of stream) {
      length += block.length;
      const room = headBytes - headLength;
      if (room > 0) {
        head.push(block.subarray(0, room));
        headLength += Math.min(room, block.length);
      }
      if (block.length > room) {
        const late = block.subarray(Math.max(0, room));
        tail =
          late.length >= tailBytes
            ? Buffer.from(late.subarray(-tailBytes))
            : Buffer.concat([tail, late]).subarray(-tailBytes);
      }
    }
  });
  const isWhole = length <= headBytes + tailBytes;
  const parts = isWhole ? [Buffer.concat([...head, tail])] : [Buffer.concat(head), tail];
  return parts.map((part) => part.toString('utf8')).join('\n');
}

/** Runs a reading; an error of the file system names the file. */
async function guarded(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (caught) {
    if (caught instanceof DoctorError || !(caught instanceof Error) || !('code' in caught)) throw caught;
    throw fileError(caught, file);
  }
}

/** Writes and waits when the reader is slower; a reader that went away is no fault of ours. */
async function write(text: string): Promise<void> {
  if (text === '') return;
  await new Promise<void>((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
