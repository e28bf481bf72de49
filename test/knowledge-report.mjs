// npm run knowledge:report: the sources that are older than 12 months, by where they are used, and how old the facts of each
// provider are. `node test/knowledge-report.mjs 2027-06-01` asks for another day. It lists and never fails.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const knowledge = join(dirname(fileURLToPath(import.meta.url)), '../knowledge');
const today = process.argv[2] ?? new Date().toISOString().slice(0, 10);
const read = (/** @type {string} */ file) => parse(readFileSync(join(knowledge, file), 'utf8'));
const names = (/** @type {string} */ folder) => readdirSync(join(knowledge, folder)).sort();

/** Whole months from a day, a month or a year to today. */
function monthsOld(/** @type {string} */ date) {
  const [year = 0, month = 1, day = 1] = String(date).split('-').map(Number);
  const [thisYear = 0, thisMonth = 1, thisDay = 1] = today.split('-').map(Number);
  return (thisYear - year) * 12 + thisMonth - month - (thisDay < day ? 1 : 0);
}

/** A date is old when the program marks it: more than twelve months before today. */
function isOld(/** @type {string} */ date) {
  const limit = new Date(date);
  limit.setUTCMonth(limit.getUTCMonth() + 12);
  return limit < new Date(today);
}

const inFiles = (/** @type {string} */ folder) =>
  names(folder).map((name) => ({ id: basename(name, '.yaml'), ...read(`${folder}/${name}`) }));
const providers = inFiles('providers');
const applications = inFiles('applications');
const guides = names('guides')
  .filter((name) => !name.endsWith('.yaml'))
  .map((id) => ({ id, ...read(`guides/${id}/guide.yaml`) }));
const usersOf = (/** @type {string} */ key) =>
  guides.filter(({ sources = [] }) => sources.includes(key)).map(({ id }) => id);

const lists = [
  ...providers.map(({ id, sources }) => ({ id, sources })),
  ...applications.map(({ id, sources }) => ({ id: `applications/${id}`, sources })),
  { id: 'general', sources: read('sources.yaml') },
];
console.log(`Sources older than 12 months on ${today}:\n`);
let old = 0;
for (const { id, sources } of lists) {
  for (const [key, { title, date, standard }] of Object.entries(sources)) {
    if (standard || !isOld(date)) continue;
    old += 1;
    const users = usersOf(`${id}/${key}`);
    console.log(
      `${String(date).padEnd(10)}  ${id}/${key}: ${title}${users.length > 0 ? ` (guides: ${users.join(', ')})` : ''}`,
    );
  }
}
console.log(`\n${old} of ${lists.flatMap(({ sources }) => Object.keys(sources)).length} sources.\n`);

const stale = guides.filter(({ date }) => isOld(date));
console.log(
  `Guides checked more than 12 months ago: ${stale.map(({ id, date }) => `${id} (${date})`).join(', ') || 'none'}.\n`,
);

console.log('Facts of the providers: their state as of, age in months; sources: newest, oldest.\n');
for (const { id, state, asOf, sources } of providers) {
  const dates = Object.values(sources)
    .map(({ date }) => String(date))
    .sort();
  const cells = [id.padEnd(18), state.padEnd(11), String(asOf).padEnd(10), String(monthsOld(asOf)).padStart(3)];
  console.log(
    `${cells.join('  ')}   ${dates.at(-1) ?? '-'}, ${dates[0] ?? '-'}${isOld(asOf) ? '   possibly outdated' : ''}`,
  );
}
