// npm run accuracy: how often `diagnose --jsonl` names the right cause of the real failures in ../shared/corpus/dev.jsonl.
// Prints the figures by provider and by label, and every miss; fails when they are worse than figures.json.
// `--update` writes the figures. Only id, text, host and port of a case are given to the program.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const corpus = join(root, '../shared/corpus/dev.jsonl');
const figuresFile = join(here, 'figures.json');

/** Lines of JSON. */
const parseLines = (text) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

/** Runs the program over the cases; the answers in their order. */
function answersOf(cases) {
  const input = cases
    .map(({ id, raw, host, port }) =>
      JSON.stringify({ id, text: raw, ...(host ? { host } : {}), ...(port ? { port } : {}) }),
    )
    .join('\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'diagnose', '--jsonl'], {
    input: `${input}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`diagnose --jsonl ended with ${status}: ${stderr}`);
  return parseLines(stdout);
}

/** A share as a percentage with one digit. */
const percent = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

/** How many are right, by a key of the cases. */
function table(results, key) {
  const groups = new Map();
  for (const result of results) {
    const name = result.case[key] ?? '-';
    const group = groups.get(name) ?? { right: 0, all: 0 };
    group.all += 1;
    if (result.right) group.right += 1;
    groups.set(name, group);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.all - a.all)
    .map(([name, { right, all }]) => `  ${name.padEnd(30)} ${String(right).padStart(3)} / ${all}`)
    .join('\n');
}

if (!existsSync(corpus)) {
  process.stdout.write('accuracy: ../shared/corpus/dev.jsonl is not here, nothing was measured\n');
} else {
  const cases = parseLines(readFileSync(corpus, 'utf8'));
  const answers = answersOf(cases);
  const results = cases.map((entry, index) => {
    const { id, diagnoses } = answers[index] ?? { diagnoses: [] };
    if (id !== entry.id) throw new Error(`the answer to ${entry.id} is missing`);
    const accepted = new Set([entry.label, ...(entry.also ?? [])]);
    return {
      case: entry,
      diagnoses,
      right: accepted.has(diagnoses[0]?.id),
      rightIn3: diagnoses.slice(0, 3).some((diagnosis) => accepted.has(diagnosis.id)),
    };
  });
  const misses = results.filter(({ right }) => !right);
  const figures = {
    cases: cases.length,
    top1: results.length - misses.length,
    top3: results.filter(({ rightIn3 }) => rightIn3).length,
    wrongButConfident: misses.filter(({ diagnoses }) => (diagnoses[0]?.confidence ?? 0) >= 0.9).length,
    unknown: results.filter(({ diagnoses }) => diagnoses.length === 0).length,
  };
  process.stdout.write(
    `by provider\n${table(results, 'provider')}\n\nby label\n${table(results, 'label')}\n\nmisses\n`,
  );
  for (const { case: entry, diagnoses } of misses) {
    const given = diagnoses.slice(0, 3).map(({ id, rule, confidence }) => `${id} ${confidence} (${rule})`);
    process.stdout.write(`  ${entry.id}: ${entry.label}, not ${given.join(', ') || 'unknown'}\n`);
  }
  process.stdout.write(
    `\n${figures.cases} cases · top-1 ${percent(figures.top1, figures.cases)} · top-3 ${percent(figures.top3, figures.cases)} · wrong but confident ${figures.wrongButConfident} · unknown ${figures.unknown}\n`,
  );
  if (process.argv.includes('--update')) writeFileSync(figuresFile, `${JSON.stringify(figures, null, 2)}\n`);
  const before = JSON.parse(readFileSync(figuresFile, 'utf8'));
  const worse =
    figures.top1 / figures.cases < before.top1 / before.cases ||
    figures.top3 / figures.cases < before.top3 / before.cases ||
    figures.wrongButConfident > before.wrongButConfident;
  if (worse) {
    process.stdout.write(`accuracy: worse than ${JSON.stringify(before)}\n`);
    process.exitCode = 1;
  }
}
