import { cpSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installChromium, launchBrowser } from './browser.mjs';
import { buildHostTests } from './build-host-tests.mjs';
import { makeTemporaryFolder } from './processes.mjs';
import { openSample } from './sample-workspace.mjs';
import { installVscodeServer, quietSettings, startVscodeServer, vscodeChannels } from './vscode-server.mjs';

/**
 * @typedef {object} HostTestResult
 * @property {number} passed
 * @property {number} failed
 * @property {number} pending
 * @property {{ title: string, error: string }[]} failures
 * @property {number} ms
 * @property {string[]} log what the extension host and the page logged, the last lines
 */

/**
 * @typedef {object} HostTestOptions
 * @property {import('./vscode-server.mjs').VscodeChannel} channel
 * @property {string} workspace the folder to open
 * @property {boolean} [copyWorkspace] whether a fresh copy of it is opened (the default), or the folder itself
 * @property {string} extensionPath folder of the extension under test
 * @property {string} testsPath module with `run()`, from `buildHostTests()`
 * @property {string} [language] display language, such as `it`
 * @property {'dark' | 'light' | 'hc-dark' | 'hc-light' | string} [theme] one of these, or the id of a theme
 * @property {boolean} [trusted] false opens the workspace in Restricted Mode
 * @property {Record<string, unknown>} [settings] user settings beside the quiet ones
 * @property {Record<string, string>} [env] for the extension host
 * @property {string} [extensionsDir] extensions installed beside the one under test
 * @property {string} [grep] runs only the tests whose titles match
 * @property {number} [timeoutMs]
 * @property {(line: string) => void} [log] called with every result
 */

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const resultMark = 'SMTP_DOCTOR_TEST ';
const defaultTimeoutMs = 120_000;
const keptLogLines = 400;

/** Ids of the standard themes, which were renamed between the two versions. */
const themes = {
  newest: {
    dark: 'Dark Modern',
    light: 'Light Modern',
    'hc-dark': 'Default High Contrast',
    'hc-light': 'Default High Contrast Light',
  },
  minimum: {
    dark: 'Default Dark Modern',
    light: 'Default Light Modern',
    'hc-dark': 'Default High Contrast',
    'hc-light': 'Default High Contrast Light',
  },
};

/**
 * Runs compiled mocha tests in the extension host of a real VS Code server, opened in headless Chromium. A run that crashes,
 * hangs or finds no test counts as a failed test, never as a pass. Everything that was started is gone when it settles.
 * @param {HostTestOptions} options
 * @returns {Promise<HostTestResult>}
 */
export async function runHostTests(options) {
  const { channel, extensionPath, testsPath, timeoutMs = defaultTimeoutMs, log = () => {} } = options;
  const started = performance.now();
  await installVscodeServer(channel, { log });
  const results = collectResults(log);
  const temporary = makeTemporaryFolder('host-tests');
  const workspace = prepareWorkspace(options, temporary.path);
  /** @type {import('./vscode-server.mjs').VscodeServer | undefined} */
  let server;
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  try {
    server = await startVscodeServer({
      channel,
      smokeTestDriver: true,
      workspaceTrust: options.trusted === false,
      ...(options.extensionsDir === undefined ? {} : { extensionsDir: options.extensionsDir }),
      settings: { ...quietSettings, ...themeSettings(channel, options.theme), ...options.settings },
      env: {
        ...(options.grep === undefined ? {} : { SMTP_DOCTOR_TEST_GREP: options.grep }),
        ...options.env,
      },
    });
    browser = await launchBrowser();
    const context = await browser.newContext({
      permissions: ['clipboard-read', 'clipboard-write'],
      viewport: { width: 1280, height: 800 },
    });
    await setDisplayLanguage(context, options.language);
    const page = await context.newPage();
    /** @type {(code: number) => void} */
    let exit = () => {};
    const exited = new Promise((resolve) => {
      exit = resolve;
    });
    await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => exit(code));
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ level, /** @type {unknown} */ args) =>
      results.read(level, args),
    );
    page.on('pageerror', (error) => results.keep(`page error: ${error.message}`));
    page.on('crash', () => results.fail('the page', 'The page crashed.'));
    const deadline = after(timeoutMs);
    await page.goto(
      pageUrl(server, workspace, [
        ['extensionDevelopmentPath', remoteUri(server, extensionPath)],
        ['extensionTestsPath', remoteUri(server, testsPath.replace(/\.js$/, ''))],
        ['skipWelcome', 'true'],
      ]),
    );
    const outcome = await Promise.race([exited, deadline.promise]);
    if (outcome === timedOut) {
      results.fail(results.running() ?? 'the host tests', `No result after ${timeoutMs / 1000} s.`);
    } else {
      results.check(Number(outcome));
    }
    deadline.cancel();
  } catch (error) {
    results.fail('the host tests', String(/** @type {Error} */ (error)?.stack ?? error));
  } finally {
    await browser?.close().catch(() => {});
    await server?.stop();
    temporary.remove();
  }
  return results.result(performance.now() - started, server?.output() ?? '');
}

/**
 * Makes the pages of a browser context show VS Code in this language; call it before the page is opened. The names in
 * `package.nls.LANG.json` and `vscode.env.language` follow, VS Code's own menus stay English.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string | undefined} language
 * @returns {Promise<void>}
 */
export async function setDisplayLanguage(context, language) {
  if (language !== undefined && language !== 'en') {
    await context.addInitScript((value) => {
      Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: value });
    }, language);
  }
}

/**
 * The address that opens a folder in a VS Code server.
 * @param {{ url: string }} server
 * @param {string} folder
 * @param {[string, string][]} [payload] works with `smokeTestDriver` only
 * @param {string} [connectionToken]
 * @returns {string}
 */
function pageUrl(server, folder, payload, connectionToken) {
  const query = new URLSearchParams();
  if (connectionToken !== undefined) {
    query.set('tkn', connectionToken);
  }
  query.set('folder', folder);
  if (payload !== undefined) {
    query.set('payload', JSON.stringify(payload));
  }
  return `${server.url}/?${query}`;
}

/**
 * The address of a local file as the page of the server knows it.
 * @param {{ port: number }} server
 * @param {string} path
 * @returns {string}
 */
function remoteUri(server, path) {
  return `vscode-remote://127.0.0.1:${server.port}${encodeURI(path)}`;
}

/**
 * The user setting for a theme of `HostTestOptions`.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 * @param {string | undefined} theme
 * @returns {Record<string, unknown>}
 */
export function themeSettings(channel, theme) {
  const ids = /** @type {Record<string, string>} */ (themes[channel]);
  return theme === undefined ? {} : { 'workbench.colorTheme': ids[theme] ?? theme };
}

const timedOut = Symbol('timed out');

/** @param {number} ms */
function after(ms) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const promise = new Promise((resolve) => {
    timer = setTimeout(() => resolve(timedOut), ms);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

/**
 * @param {HostTestOptions} options
 * @param {string} folder
 */
function prepareWorkspace({ workspace, copyWorkspace = true }, folder) {
  if (!copyWorkspace) {
    return workspace;
  }
  const copy = join(folder, basename(workspace));
  cpSync(workspace, copy, { recursive: true });
  return copy;
}

/** @param {(line: string) => void} log */
function collectResults(log) {
  let passed = 0;
  let pending = 0;
  let ended = false;
  /** @type {string | undefined} */
  let running;
  /** @type {{ title: string, error: string }[]} */
  const failures = [];
  /** @type {string[]} */
  const lines = [];

  const keep = (/** @type {string} */ line) => {
    lines.push(line.slice(0, 2000));
    lines.splice(0, lines.length - keptLogLines);
  };
  const fail = (/** @type {string} */ title, /** @type {string} */ error) => {
    failures.push({ title, error });
    log(`  ✗ ${title}\n${error.replace(/^/gm, '      ')}`);
  };
  const take = (/** @type {any} */ event) => {
    if (event.event === 'start') {
      running = event.title;
    } else if (event.event === 'pass') {
      passed += 1;
      log(`  ✓ ${event.title} (${event.ms} ms)`);
    } else if (event.event === 'pending') {
      pending += 1;
      log(`  - ${event.title}`);
    } else if (event.event === 'fail') {
      fail(event.title, event.error);
    } else if (event.event === 'end') {
      ended = true;
    }
  };
  return {
    keep,
    fail,
    running: () => running,
    read: (/** @type {string} */ level, /** @type {unknown} */ args) => {
      const text = (Array.isArray(args) ? args : [args])
        .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
        .join(' ');
      const at = text.indexOf(resultMark);
      if (at === -1) {
        keep(`${level}: ${text}`);
        return;
      }
      try {
        take(JSON.parse(text.slice(at + resultMark.length, text.lastIndexOf('}') + 1)));
      } catch (error) {
        fail('the host tests', `A result could not be read (${error}): ${text}`);
      }
    },
    check: (/** @type {number} */ exitCode) => {
      if (!ended && failures.length === 0) {
        fail('the host tests', `VS Code ended with code ${exitCode} before the tests did.`);
      } else if (passed + failures.length === 0) {
        fail('the host tests', 'No test was found.');
      } else if (exitCode !== 0 && failures.length === 0) {
        fail('the host tests', `VS Code ended with code ${exitCode}.`);
      }
    },
    /** @returns {HostTestResult} */
    result: (/** @type {number} */ ms, /** @type {string} */ serverOutput) => ({
      passed,
      failed: failures.length,
      pending,
      failures,
      ms: Math.round(ms),
      log: [...lines, ...serverOutput.split('\n').slice(-100)],
    }),
  };
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      extension: { type: 'string', default: root },
      workspace: { type: 'string' },
      language: { type: 'string' },
      theme: { type: 'string' },
      grep: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const channels = positionals.length === 0 ? vscodeChannels : positionals;
  await installChromium({ log: console.log });
  const testsPath = await buildHostTests();
  const { name } = JSON.parse(await readFile(join(values.extension, 'package.json'), 'utf8'));
  let passed = 0;
  let failed = 0;
  for (const channel of /** @type {import('./vscode-server.mjs').VscodeChannel[]} */ (channels)) {
    console.log(`${name} in the ${channel} VS Code`);
    const sample = values.workspace === undefined ? await openSample() : undefined;
    const result = await runHostTests({
      channel,
      workspace: values.workspace ?? sample?.folder ?? '',
      copyWorkspace: sample === undefined,
      extensionPath: values.extension,
      testsPath,
      log: console.log,
      ...(values.language === undefined ? {} : { language: values.language }),
      ...(values.theme === undefined ? {} : { theme: values.theme }),
      ...(values.grep === undefined ? {} : { grep: values.grep }),
    });
    await sample?.close();
    if (values.verbose || result.failed > 0) {
      console.log(result.log.map((line) => `    | ${line}`).join('\n'));
    }
    console.log(`  ${result.ms} ms`);
    passed += result.passed;
    failed += result.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main();
}
