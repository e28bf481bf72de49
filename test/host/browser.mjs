import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runToEnd } from './processes.mjs';

/**
 * The flags that headless Chromium is started with: it makes no connection of its own.
 * @type {readonly string[]}
 */
const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The Chromium or Chrome of this machine: `CHROME_PATH`, else the usual places. Throws an error that says how to get one.
 * @returns {string}
 */
function findChromium() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`CHROME_PATH names ${named}, and there is no such file.`);
    }
    return named;
  }
  const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome'];
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')];
  const applications = [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const found = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...applications].find(
    existsSync,
  );
  if (found === undefined) {
    throw new Error(
      'No Chromium or Chrome was found: install one ("apt-get install chromium", "brew install --cask chromium") or name it in CHROME_PATH.',
    );
  }
  return found;
}

/**
 * Makes sure that there is a Chromium: finds it, or installs Debian's where this process is root and has apt-get. Returns its path.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<string>}
 */
export async function installChromium({ log = () => {} } = {}) {
  try {
    return findChromium();
  } catch (error) {
    if (process.env.CHROME_PATH || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
      throw error;
    }
  }
  log('Installing Chromium with apt-get …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runToEnd('apt-get', ['update', '-q'], { env, quiet: true });
  await runToEnd('apt-get', ['install', '-y', '-q', 'chromium'], { env, quiet: true });
  return findChromium();
}

/**
 * Starts Chromium under Playwright. It is closed with this process at the latest.
 * @param {{ headless?: boolean }} [options]
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchBrowser({ headless = true } = {}) {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: findChromium(),
    headless,
    args: [...chromiumFlags],
    // Signals are handled in processes.mjs; Playwright kills the browser when this process exits.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
