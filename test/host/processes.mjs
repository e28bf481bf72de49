import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {Set<() => void>} */
const cleanups = new Set();
let watching = false;

const exitCodes = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });

/**
 * Runs `cleanup` when this process ends, be it by itself or by SIGINT, SIGTERM or SIGHUP; the latest registered runs first.
 * The cleanup must be synchronous. Returns the function that takes the registration back.
 * @param {() => void} cleanup
 * @returns {() => void}
 */
export function onProcessEnd(cleanup) {
  if (!watching) {
    watching = true;
    process.on('exit', runCleanups);
    for (const [signal, code] of Object.entries(exitCodes)) {
      process.on(signal, () => process.exit(code));
    }
  }
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

function runCleanups() {
  for (const cleanup of [...cleanups].reverse()) {
    cleanups.delete(cleanup);
    try {
      cleanup();
    } catch {
      // The others must still run.
    }
  }
}

/**
 * Ends this process when the one that started it goes away. A SIGTERM to npm reaches the shell that npm runs a script in, and not
 * the script: without this the script would live on.
 * @returns {void}
 */
export function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      process.exit(exitCodes.SIGTERM);
    }
  }, 500).unref();
}

/**
 * Makes a temporary folder that is removed by `remove()`, at the latest when this process ends.
 * @param {string} name
 * @returns {{ path: string, remove: () => void }}
 */
export function makeTemporaryFolder(name) {
  const path = mkdtempSync(join(tmpdir(), `smtp-doctor-${name}-`));
  const removeNow = () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  const forget = onProcessEnd(removeNow);
  return {
    path,
    remove: () => {
      forget();
      removeNow();
    },
  };
}

/**
 * Starts a program in a process group of its own. `kill()` ends the whole group with SIGKILL and waits for it; it also
 * happens when this process ends.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {{ child: import('node:child_process').ChildProcess, ended: Promise<number | null>, kill: () => Promise<void> }}
 */
export function startProcessGroup(command, args, options) {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  const killNow = () => killGroup(child);
  const forget = onProcessEnd(killNow);
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code));
  });
  return {
    child,
    ended,
    kill: async () => {
      killNow();
      await ended;
      forget();
    },
  };
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  if (child.pid === undefined) {
    return;
  }
  try {
    // The group outlives its leader, so it is signalled even when the leader has gone.
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    } else {
      process.kill(-child.pid, 'SIGKILL');
    }
  } catch {
    // Already gone.
  }
}

/**
 * Runs a program to its end with its output on this terminal's stderr, so that progress is seen and stdout stays clean.
 * Rejects when it cannot be started or ends with another code than 0.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, quiet?: boolean }} [options]
 * @returns {Promise<void>}
 */
export async function runToEnd(command, args, { quiet = false, ...options } = {}) {
  /** @type {Buffer[]} */
  const output = [];
  const group = startProcessGroup(command, args, {
    ...options,
    stdio: ['ignore', quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
  });
  group.child.stdout?.on('data', (chunk) => output.push(chunk));
  group.child.stderr?.on('data', (chunk) => output.push(chunk));
  /** @type {Error | undefined} */
  let notStarted;
  group.child.once('error', (error) => {
    notStarted = error;
  });
  const code = await group.ended;
  await group.kill();
  if (notStarted !== undefined) {
    throw new Error(`${command} could not be started: ${notStarted.message}`);
  }
  if (code !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with code ${code}.\n${Buffer.concat(output).toString()}`.trimEnd(),
    );
  }
}

/**
 * Runs npm with the given arguments in a folder, without the variables that an outer `npm run` leaves behind for npm itself.
 * @param {string} folder
 * @param {string[]} args
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<void>}
 */
export function runNpm(folder, args, { quiet = false } = {}) {
  const env = environmentWithout(/^npm_(config_local_prefix|config_prefix|package_|lifecycle_|command)/);
  const cli = process.env.npm_execpath;
  if (cli !== undefined && /npm-cli\.c?js$/.test(cli)) {
    return runToEnd(process.execPath, [cli, ...args], { cwd: folder, env, quiet });
  }
  return runToEnd('npm', args, { cwd: folder, env, quiet, shell: process.platform === 'win32' });
}

/**
 * This process's environment without the variables whose names match.
 * @param {RegExp} names
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentWithout(names) {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.test(name)));
}
