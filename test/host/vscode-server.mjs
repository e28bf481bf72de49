import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environmentWithout, makeTemporaryFolder, onProcessEnd, runNpm, startProcessGroup } from './processes.mjs';

/** @typedef {'newest' | 'minimum'} VscodeChannel */

/**
 * @typedef {object} VscodeServer
 * @property {string} url `http://127.0.0.1:PORT`
 * @property {number} port
 * @property {string} logsFolder where the server and the extension host write their logs, output channels included
 * @property {() => string} output what the server printed so far
 * @property {() => Promise<void>} stop kills the server with all it started and removes its folders
 */

const here = dirname(fileURLToPath(import.meta.url));
const standIn = join(here, 'vscode', 'spdlog-stand-in.cjs');
/** To be raised when `installVscodeServer` puts other things in place. */
const installationVersion = 1;
const startTimeoutMs = 60_000;
const lockTimeoutMs = 10 * 60_000;

/**
 * The two VS Code versions that the host tests run in.
 * @type {readonly VscodeChannel[]}
 */
export const vscodeChannels = ['newest', 'minimum'];

/**
 * User settings that keep first-run pages, tips and the AI panels away, so that tests and screenshots show the extension.
 * @type {Readonly<Record<string, unknown>>}
 */
export const quietSettings = Object.freeze({
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code's own placeholders
  'window.title': '${dirty}${activeEditorShort}${separator}${rootName}',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
});

/**
 * Installs the VS Code server of a channel into `vscode/CHANNEL/node_modules`, unless it is there already. Two processes may
 * call it at once: the second waits for the first.
 * @param {VscodeChannel} channel
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<void>}
 */
export async function installVscodeServer(channel, { log = () => {} } = {}) {
  const folder = channelFolder(channel);
  const wanted = installationKey(folder);
  const isInstalled = () => readIfThere(stampFile(folder)) === wanted;
  if (isInstalled()) {
    return;
  }
  const unlock = await lock(join(folder, '.install-lock'), log);
  try {
    if (isInstalled()) {
      return;
    }
    const started = performance.now();
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
    log(`Installing the ${channel} VS Code server (once; 300 to 800 MB on disk) …`);
    await runNpm(folder, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { quiet: true });
    log(`  its packages: done after ${seconds()}`);
    await runNpm(serverRoot(folder), ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], {
      quiet: true,
    });
    putNativePartsInPlace(folder);
    writeFileSync(stampFile(folder), wanted);
    log(`  the server: done after ${seconds()}`);
  } finally {
    unlock();
  }
}

/**
 * Starts an installed VS Code server on a free loopback port, with data folders of its own. `connectionToken` is for servers
 * that a person opens; without it nothing but the port protects the server. The test driver is what makes a browser page obey
 * `extensionDevelopmentPath`. `settings` become the user's settings. Rejects when the server does not answer within a minute.
 * @param {object} options
 * @param {VscodeChannel} options.channel
 * @param {string} [options.extensionsDir] installed extensions; an empty folder by default
 * @param {string} [options.connectionToken]
 * @param {boolean} [options.smokeTestDriver]
 * @param {boolean} [options.workspaceTrust] true asks for trust as VS Code does; false (the default) trusts every folder
 * @param {Record<string, unknown>} [options.settings]
 * @param {Record<string, string>} [options.env] added to the environment of the server and of the extension host
 * @returns {Promise<VscodeServer>}
 */
export async function startVscodeServer({
  channel,
  extensionsDir,
  connectionToken,
  smokeTestDriver = false,
  workspaceTrust = false,
  settings = {},
  env = {},
}) {
  const folder = channelFolder(channel);
  const data = makeTemporaryFolder('vscode');
  const userData = join(data.path, 'user');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settings, undefined, '\t'));
  const serverData = join(data.path, 'server');
  const group = startProcessGroup(
    nodeBinary(folder),
    [
      join(serverRoot(folder), 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms', '--disable-telemetry'],
      ...['--server-data-dir', serverData, '--user-data-dir', userData],
      ...['--extensions-dir', extensionsDir ?? join(data.path, 'extensions')],
      ...(connectionToken === undefined ? ['--without-connection-token'] : ['--connection-token', connectionToken]),
      ...(smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    ],
    {
      cwd: data.path,
      env: {
        ...environmentWithout(/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|NODE_TEST_)/),
        // No extension gallery: the server has nothing to ask the network for.
        EXTENSIONS_GALLERY: '{}',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const stop = async () => {
    await group.kill();
    data.remove();
  };
  try {
    const port = await new Promise((resolve, reject) => {
      const read = (/** @type {Buffer} */ chunk) => {
        output = (output + chunk.toString()).slice(-200_000);
        const found = /Extension host agent listening on (\d+)/.exec(output);
        if (found !== null) {
          resolve(Number(found[1]));
        }
      };
      group.child.stdout?.on('data', read);
      group.child.stderr?.on('data', read);
      group.child.once('error', reject);
      group.child.once('exit', (code) => reject(new Error(`The VS Code server ended with code ${code}.\n${output}`)));
      const timer = setTimeout(() => reject(new Error(`The VS Code server did not start.\n${output}`)), startTimeoutMs);
      timer.unref();
    });
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      logsFolder: join(userData, 'logs'),
      output: () => output,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The folder of a channel, with its package.json and lock file.
 * @param {VscodeChannel} channel
 * @returns {string}
 */
function channelFolder(channel) {
  if (!vscodeChannels.includes(channel)) {
    throw new Error(`There is no VS Code channel "${channel}", only ${vscodeChannels.join(' and ')}.`);
  }
  return join(here, 'vscode', channel);
}

/** @param {string} folder */
function serverRoot(folder) {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

/** @param {string} folder */
function stampFile(folder) {
  return join(folder, 'node_modules', '.smtp-doctor-installed');
}

/** @param {string} folder */
function installationKey(folder) {
  const hash = createHash('sha256').update(`${installationVersion} ${process.platform} ${process.arch}`);
  for (const file of [join(folder, 'package-lock.json'), standIn]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * Scripts are not run at installation, so what native parts they would bring is put there by hand: a JavaScript logger, and
 * the ripgrep that `findFiles` needs (the newest server carries it by itself).
 * @param {string} folder
 */
function putNativePartsInPlace(folder) {
  const modules = join(serverRoot(folder), 'node_modules', '@vscode');
  copyFileSync(standIn, join(modules, 'spdlog', 'index.js'));
  const ripgrep = join(folder, 'node_modules', '@vscode', `ripgrep-${process.platform}-${process.arch}`, 'bin', 'rg');
  if (existsSync(ripgrep) && existsSync(join(modules, 'ripgrep'))) {
    mkdirSync(join(modules, 'ripgrep', 'bin'), { recursive: true });
    copyFileSync(ripgrep, join(modules, 'ripgrep', 'bin', 'rg'));
    chmodSync(join(modules, 'ripgrep', 'bin', 'rg'), 0o755);
  }
}

/**
 * The Node that the channel's server runs on: the one its package.json brings, else this process's own.
 * @param {string} folder
 */
function nodeBinary(folder) {
  for (const name of [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]) {
    const binary = join(folder, 'node_modules', name, 'bin', 'node');
    if (existsSync(binary)) {
      return binary;
    }
  }
  return process.execPath;
}

/**
 * @param {string} file
 * @param {(line: string) => void} log
 * @returns {Promise<() => void>}
 */
async function lock(file, log) {
  const deadline = Date.now() + lockTimeoutMs;
  for (let told = false; ; told = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      const forget = onProcessEnd(() => rmSync(file, { force: true }));
      return () => {
        forget();
        rmSync(file, { force: true });
      };
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') {
        throw error;
      }
    }
    const holder = Number(readIfThere(file));
    if (holder > 0 && !isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error(`Another process holds ${file} for too long. Remove the file and try again.`);
    }
    if (!told) {
      log('Another process is installing the VS Code server: waiting for it …');
    }
    await sleep(250);
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
