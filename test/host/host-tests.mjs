import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHostTests } from './build-host-tests.mjs';
import { journeys, restrictedJourneys, runJourneys } from './journeys.mjs';
import { makeTemporaryFolder } from './processes.mjs';
import { runHostTests } from './run-host-tests.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** @typedef {{ passed: number, failed: number, note?: string }} Counts */

/** The tests, compiled once. @type {Promise<string> | undefined} */
let compiled;
const compiledTests = () => {
  compiled ??= buildHostTests();
  return compiled;
};

/** @param {string} line */
function log(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs the mocha tests again, all of them and in a new VS Code, when one failed: a busy machine makes a window miss an event.
 * What fails twice is a failure; what passed one of the two times is said in the log, and beside the counts.
 * @param {() => Promise<Counts & { failures: { title: string }[] }>} work
 * @returns {Promise<Counts>}
 */
async function twiceAtMost(work) {
  const first = await work();
  if (first.failed === 0) return first;
  const names = (/** @type {{ failures: { title: string }[] }} */ { failures }) =>
    failures.map(({ title }) => `“${title}”`);
  log(`  ${first.failed} failed: once more, in a new VS Code`);
  const second = await work();
  // where one of the two ended early, nobody knows what else would have failed
  const isWhole = first.passed + first.failed === second.passed + second.failed;
  const failedBefore = (/** @type {string} */ title) => first.failures.some((failure) => failure.title === title);
  const failures = second.failures.filter(({ title }) => !isWhole || failedBefore(title));
  const failed = failures.length;
  if (failed === 0) log('  nothing failed twice');
  const again = second.failed > 0 ? `; then ${names(second).join(', ')}` : '';
  const note = `ran twice; at first failed ${names(first).join(', ')}${again}`;
  return { passed: second.passed + second.failed - failed, failed, note };
}

/**
 * The mocha tests in the extension host.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 * @param {Partial<import('./run-host-tests.mjs').HostTestOptions>} [options]
 */
async function extensionTests(channel, options) {
  const testsPath = await compiledTests();
  const workspace = join(root, 'test/workspace');
  return twiceAtMost(() => runHostTests({ channel, workspace, extensionPath: root, testsPath, log, ...options }));
}

/** The tests that run again somewhere else. */
const language = { grep: 'smtp.yaml in the editor' };

/**
 * Runs with an extension installed that has the id of the YAML extension.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 */
async function besideYamlExtension(channel) {
  const folder = makeTemporaryFolder('extensions');
  cpSync(join(root, 'test/host/stubs'), folder.path, { recursive: true });
  try {
    const env = { SMTP_DOCTOR_YAML_STUB: 'there' };
    return await extensionTests(channel, { ...language, extensionsDir: folder.path, env });
  } finally {
    folder.remove();
  }
}

/**
 * The parts of `npm test` that need a real VS Code: the mocha tests in its extension host, and what a person does in it.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 * @returns {{ name: string, work: () => Promise<Counts> }[]}
 */
export function hostTests(channel) {
  /** @type {[name: string, work: () => Promise<Counts>][]} */
  const parts = [
    ['extension host', () => extensionTests(channel)],
    [
      'extension host, restricted, in Italian',
      () => extensionTests(channel, { ...language, trusted: false, language: 'it' }),
    ],
    ['extension host beside a YAML extension', () => besideYamlExtension(channel)],
    ['journeys', () => runJourneys(channel, journeys, { log })],
    ['restricted mode', () => runJourneys(channel, restrictedJourneys, { log, trusted: false })],
  ];
  return parts.map(([name, work]) => ({ name: `${name}, ${channel}`, work }));
}
