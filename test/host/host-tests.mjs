import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHostTests } from './build-host-tests.mjs';
import { journeys, restrictedJourneys, runJourneys } from './journeys.mjs';
import { makeTemporaryFolder } from './processes.mjs';
import { runHostTests } from './run-host-tests.mjs';
import { vscodeChannels } from './vscode-server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/**
 * Runs a part again, whole and in a new VS Code, when it failed: a busy machine makes a browser miss a click. What fails twice
 * is a failure; what passes the second time says so in the log.
 * @param {() => Promise<{ passed: number, failed: number }>} work
 */
async function twiceAtMost(work) {
  const first = await work();
  if (first.failed === 0) return first;
  log(`  ${first.failed} failed: once more, in a new VS Code`);
  const second = await work();
  if (second.failed === 0) log('  passed the second time');
  return second;
}

/**
 * The tests of the language features again, somewhere else.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 * @param {Partial<import('./run-host-tests.mjs').HostTestOptions>} options
 */
async function languageTests(channel, options) {
  return runHostTests({
    channel,
    workspace: join(root, 'test/workspace'),
    extensionPath: root,
    testsPath: await buildHostTests(),
    grep: 'smtp.yaml in the editor',
    log,
    ...options,
  });
}

/**
 * Runs with an extension installed that has the id of the YAML extension.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 */
async function besideYamlExtension(channel) {
  const folder = makeTemporaryFolder('extensions');
  cpSync(join(root, 'test/host/stubs'), folder.path, { recursive: true });
  try {
    const env = { SMTP_DOCTOR_YAML_STUB: 'there' };
    return await languageTests(channel, { extensionsDir: folder.path, env });
  } finally {
    folder.remove();
  }
}

/** The parts of `npm test` that need a real VS Code: the mocha tests in its extension host, and what a person does in it. */
export const hostTests = vscodeChannels.flatMap((channel) => [
  {
    name: `extension host, ${channel}`,
    work: () =>
      twiceAtMost(async () => {
        const testsPath = await buildHostTests();
        return runHostTests({ channel, workspace: join(root, 'test/workspace'), extensionPath: root, testsPath, log });
      }),
  },
  {
    name: `extension host, restricted, in Italian, ${channel}`,
    work: () => twiceAtMost(() => languageTests(channel, { trusted: false, language: 'it' })),
  },
  {
    name: `extension host beside a YAML extension, ${channel}`,
    work: () => twiceAtMost(() => besideYamlExtension(channel)),
  },
  { name: `journeys, ${channel}`, work: () => twiceAtMost(() => runJourneys(channel, journeys)) },
  {
    name: `restricted mode, ${channel}`,
    work: () => twiceAtMost(() => runJourneys(channel, restrictedJourneys, { trusted: false })),
  },
]);
