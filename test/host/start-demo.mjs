import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endWithParent, makeTemporaryFolder, onProcessEnd, runNpm, startProcessGroup } from './processes.mjs';
import { openSample } from './sample-workspace.mjs';
import { installVscodeServer, quietSettings, startVscodeServer } from './vscode-server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

const usage = `npm start [-- OPTIONS]

Builds SMTP Doctor and opens it in VS Code, in the browser, on a copy of the sample workspace whose mail servers run here.

  --desktop         opens the desktop VS Code ("code" on the PATH) instead of the browser
  --no-open         prints the address and opens no browser
  --no-build        uses the build that is there
  --build-only      installs the packages and builds, and opens nothing
  --workspace-only  prepares test/host/out/workspace and runs its mail servers until Ctrl-C (for F5)
  --help            prints this`;

/**
 * What `npm start` does. Resolves with the exit code when the work is done or the editor was closed; while a server runs it does
 * not settle, and Ctrl-C ends the process with all that it started.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function startDemo(args) {
  const options = readOptions(args);
  if (options === undefined) {
    console.error(usage);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  if (process.env.npm_lifecycle_event !== undefined) {
    endWithParent();
  }
  try {
    if (!options['no-build']) {
      await prepareBuild();
    }
    if (options['build-only']) {
      return 0;
    }
    if (options['workspace-only']) {
      return await serveWorkspace();
    }
    const sample = await openSample();
    if (!options.desktop && process.platform !== 'win32') {
      try {
        return await openInBrowser(sample.folder, !options['no-open']);
      } catch (error) {
        say(`The VS Code server cannot run here (${firstLine(error)}): trying the desktop VS Code.`);
      }
    }
    const code = await openOnDesktop(sample.folder);
    await sample.close();
    return code;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/**
 * Puts a folder with the extension in it where a VS Code server finds its installed extensions.
 * @param {string} extensionsDir
 * @param {string} extensionPath
 * @returns {void}
 */
export function linkExtension(extensionsDir, extensionPath) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(extensionPath, 'package.json'), 'utf8'));
  mkdirSync(extensionsDir, { recursive: true });
  symlinkSync(extensionPath, join(extensionsDir, `${publisher}.${name}-${version}`), 'junction');
}

/**
 * Whether node_modules holds what package-lock.json asks for. Optional packages may be missing.
 * @param {string} folder
 * @returns {boolean}
 */
function dependenciesAreCurrent(folder) {
  const installedFile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) {
    return false;
  }
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.devOptional || entry.link || installed[path]?.version === entry.version,
  );
}

/** @param {string[]} args */
function readOptions(args) {
  try {
    return parseArgs({
      args,
      options: {
        desktop: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        'no-build': { type: 'boolean' },
        'build-only': { type: 'boolean' },
        'workspace-only': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    say(firstLine(error));
    return undefined;
  }
}

async function prepareBuild() {
  if (!dependenciesAreCurrent(root)) {
    say('Installing the packages (npm ci) …');
    await runNpm(root, ['ci', '--no-audit', '--no-fund']);
  }
  say('Building …');
  await runNpm(root, ['run', 'build']);
}

async function serveWorkspace() {
  const folder = join(here, 'out', 'workspace');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  onProcessEnd(() => rmSync(folder, { recursive: true, force: true }));
  console.log('preparing the sample workspace');
  await openSample({ folder });
  console.log('ready');
  return untilKilled();
}

/**
 * @param {string} folder
 * @param {boolean} open
 */
async function openInBrowser(folder, open) {
  await installVscodeServer('newest', { log: say });
  const extensions = makeTemporaryFolder('extensions');
  linkExtension(extensions.path, root);
  const connectionToken = randomBytes(16).toString('hex');
  const server = await startVscodeServer({
    channel: 'newest',
    extensionsDir: extensions.path,
    connectionToken,
    settings: quietSettings,
  });
  const address = `${server.url}/?${new URLSearchParams({ tkn: connectionToken, folder })}`;
  say('SMTP Doctor runs in VS Code at this address; Ctrl-C stops it and its mail servers.\n');
  console.log(address);
  if (open) {
    openAddress(address);
  }
  return untilKilled();
}

/** @param {string} folder */
async function openOnDesktop(folder) {
  const code = findOnPath(process.platform === 'win32' ? ['code.cmd', 'code.exe'] : ['code']);
  if (code === undefined) {
    say('The desktop VS Code was not found: its command "code" is not on the PATH (https://code.visualstudio.com).');
    return 1;
  }
  const profile = makeTemporaryFolder('desktop');
  mkdirSync(join(profile.path, 'User'));
  writeFileSync(join(profile.path, 'User', 'settings.json'), JSON.stringify(quietSettings, undefined, 2));
  say('SMTP Doctor opens in the desktop VS Code; close its window to stop the mail servers.');
  const viaShell = process.platform === 'win32';
  const quote = (/** @type {string} */ text) => (viaShell ? `"${text}"` : text);
  const args = [
    '--new-window',
    '--wait',
    '--disable-workspace-trust',
    `--user-data-dir=${profile.path}`,
    `--extensionDevelopmentPath=${root}`,
    folder,
  ];
  const group = startProcessGroup(quote(code), args.map(quote), { stdio: ['ignore', 2, 2], shell: viaShell });
  const exitCode = await group.ended;
  await group.kill();
  profile.remove();
  return exitCode ?? 1;
}

/** @param {string} address */
function openAddress(address) {
  const opener =
    process.platform === 'darwin'
      ? 'open'
      : process.env.DISPLAY || process.env.WAYLAND_DISPLAY
        ? findOnPath(['xdg-open'])
        : undefined;
  if (opener !== undefined) {
    const child = spawn(opener, [address], { stdio: 'ignore', detached: true });
    child.once('error', () => {});
    child.unref();
  }
}

/** @param {string[]} names */
function findOnPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
}

/** @returns {Promise<never>} */
function untilKilled() {
  setInterval(() => {}, 2 ** 30);
  return new Promise(() => {});
}

/** @param {unknown} error */
function firstLine(error) {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}

/** @param {string} line */
function say(line) {
  console.error(line);
}
