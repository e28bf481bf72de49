import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHostTests } from './build-host-tests.mjs';
import { makeTemporaryFolder } from './processes.mjs';
import { openSample } from './sample-workspace.mjs';
import { quietSettings } from './vscode-server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * The oldest VS Code version that an extension's package.json allows, as three numbers.
 * @param {string} extensionPath
 * @returns {string}
 */
function minimumVscodeVersion(extensionPath) {
  const range = JSON.parse(readFileSync(join(extensionPath, 'package.json'), 'utf8')).engines?.vscode ?? '';
  const found = /^[\^~>=\s]*(\d+\.\d+\.\d+)/.exec(range);
  if (found?.[1] === undefined) {
    throw new Error(`engines.vscode in package.json has no version: "${range}"`);
  }
  return found[1];
}

/**
 * Runs the compiled host tests in a desktop VS Code, which is downloaded into `.vscode-test` the first time. Resolves with
 * whether they all passed.
 * @param {{ version: string, testsPath: string, extensionPath?: string }} options a version, or `stable`
 * @returns {Promise<boolean>}
 */
async function runElectronTests({ version, testsPath, extensionPath = root }) {
  const { runTests } = await import('@vscode/test-electron');
  const sample = await openSample();
  const profile = makeTemporaryFolder('electron');
  mkdirSync(join(profile.path, 'User'));
  writeFileSync(join(profile.path, 'User', 'settings.json'), JSON.stringify(quietSettings));
  try {
    await runTests({
      version,
      extensionDevelopmentPath: extensionPath,
      extensionTestsPath: testsPath,
      extensionTestsEnv: { SMTP_DOCTOR_TEST_REPORTER: 'spec' },
      launchArgs: [sample.folder, '--disable-extensions', `--user-data-dir=${profile.path}`],
    });
    return true;
  } catch (error) {
    console.error(`${version}: ${error instanceof Error ? error.message : error}`);
    return false;
  } finally {
    await sample.close();
    profile.remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const versions = process.argv.length > 2 ? process.argv.slice(2) : [minimumVscodeVersion(root), 'stable'];
  const testsPath = await buildHostTests();
  for (const version of versions) {
    console.log(`Desktop VS Code ${version}`);
    if (!(await runElectronTests({ version, testsPath }))) {
      process.exitCode = 1;
    }
  }
}
