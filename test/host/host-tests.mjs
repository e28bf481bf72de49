import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHostTests } from './build-host-tests.mjs';
import { journeys, restrictedJourneys, runJourneys } from './journeys.mjs';
import { runHostTests } from './run-host-tests.mjs';
import { vscodeChannels } from './vscode-server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** The parts of `npm test` that need a real VS Code: the mocha tests in its extension host, and what a person does in it. */
export const hostTests = vscodeChannels.flatMap((channel) => [
  {
    name: `extension host, ${channel}`,
    work: async () => {
      const testsPath = await buildHostTests();
      return runHostTests({ channel, workspace: join(root, 'test/workspace'), extensionPath: root, testsPath, log });
    },
  },
  { name: `journeys, ${channel}`, work: () => runJourneys(channel, journeys) },
  { name: `restricted mode, ${channel}`, work: () => runJourneys(channel, restrictedJourneys, { trusted: false }) },
]);
