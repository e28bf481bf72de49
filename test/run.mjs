// npm test: installs what it needs, builds, checks and tests everything, and ends with one line "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const npx = (...args) => run(process.execPath, [join(root, 'node_modules', ...args[0].split('/')), ...args.slice(1)]);
const times = [];
let passed = 0;
let failed = 0;

/** Runs a command with its output shown; true when it ended well. */
function run(command, args) {
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

/**
 * Runs one part, counts it and remembers how long it took. A part gives true, false, or counts of its own, with a note where
 * there is something to say; preparing is no check.
 */
async function part(name, work, isCheck = true) {
  const start = performance.now();
  process.stdout.write(`\n== ${name}\n`);
  let outcome;
  try {
    outcome = await work();
  } catch (error) {
    process.stdout.write(`${error.stack}\n`);
    outcome = false;
  }
  const counts =
    typeof outcome === 'boolean' ? { passed: outcome && isCheck ? 1 : 0, failed: outcome ? 0 : 1 } : outcome;
  passed += counts.passed;
  failed += counts.failed;
  times.push(
    `${name.padEnd(48)} ${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s   ${counts.passed} passed, ${counts.failed} failed${counts.note ? `; ${counts.note}` : ''}`,
  );
  return counts.failed === 0;
}

/** The tests that vitest runs; a run without a result is a failure. */
async function vitest() {
  const report = join(root, 'dist/vitest.json');
  rmSync(report, { force: true });
  const ended = await npx(
    'vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.mts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  );
  if (!existsSync(report)) return false;
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const failures = numFailedTests > 0 ? numFailedTests : ended && numFailedTestSuites === 0 ? 0 : 1;
  return { passed: numPassedTests, failed: failures };
}

const installed = existsSync(join(root, 'node_modules/.package-lock.json'));
const ready =
  (installed || (await part('npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund']), false))) &&
  (await part('build', () => run(process.execPath, ['esbuild.mjs'])));
if (ready) {
  const log = (line) => process.stdout.write(`${line}\n`);
  const [{ installChromium }, { installMailServers }, { installVscodeServer, vscodeChannels }, { hostTests }] =
    await Promise.all([
      import('./host/browser.mjs'),
      import('./servers/install-mail-servers.mjs'),
      import('./host/vscode-server.mjs'),
      import('./host/host-tests.mjs'),
    ]);
  const check = async () => {
    await part('types', () => npx('typescript/bin/tsc', '-b'));
    await part('format and lint', () => npx('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '.'));
    await part('spelling', () =>
      npx('cspell/bin.mjs', 'lint', '--config', 'test/spelling/cspell.config.mjs', '--no-progress', '--quiet'),
    );
  };
  /** Installs what the tests need beside the packages. */
  const prepare = async () => {
    const installs = [
      ['Chromium', () => installChromium({ log })],
      ['mail servers', () => installMailServers({ log })],
      ...vscodeChannels.map((channel) => [`VS Code, ${channel}`, () => installVscodeServer(channel, { log })]),
    ];
    for (const [name, install] of installs) {
      const work = async () => {
        await install();
        return true;
      };
      await part(name, work, false);
    }
  };
  // it waits for the network, they do not
  await Promise.all([check(), prepare()]);
  await part('unit, sockets, form', vitest);
  const corpus = '../shared/corpus/dev.jsonl';
  await part('accuracy', () =>
    existsSync(join(root, corpus))
      ? run(process.execPath, ['test/accuracy/run.mjs'])
      : { passed: 0, failed: 0, note: `not measured: ${corpus} is not here` },
  );
  // one after the other: on two processors, two VS Codes side by side make their browsers miss a click
  for (const { name, work } of vscodeChannels.flatMap(hostTests)) await part(name, work);
}
process.stdout.write(`\n${times.join('\n')}\n\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
