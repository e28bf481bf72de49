// Checks the harness itself with a stub extension: node test/host/harness.selftest.mjs [newest|minimum]…
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildHostTests } from './build-host-tests.mjs';
import { onProcessEnd } from './processes.mjs';
import { runHostTests } from './run-host-tests.mjs';
import { vscodeChannels } from './vscode-server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, 'out', `selftest-${process.pid}`);
const extension = join(folder, 'extension');
const workspace = join(folder, 'workspace');
const named = process.argv.slice(2).filter((argument) => vscodeChannels.includes(argument));

const manifest = {
  name: 'stub',
  publisher: 'selftest',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
  main: './main.js',
  activationEvents: [],
  capabilities: { untrustedWorkspaces: { supported: true } },
  contributes: {
    commands: [
      { command: 'stub.say', title: '%say%' },
      { command: 'stub.panel', title: 'Stub: Panel' },
    ],
  },
};

const main = `
const vscode = require('vscode');
exports.activate = (context) => {
  const channel = vscode.window.createOutputChannel('Stub', 'log');
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand('stub.say', (text) => { channel.appendLine(text); channel.show(); }),
    vscode.commands.registerCommand('stub.panel', () => new Promise((resolve) => {
      const panel = vscode.window.createWebviewPanel('stub', 'Stub', vscode.ViewColumn.One, { enableScripts: true });
      panel.webview.onDidReceiveMessage(resolve);
      panel.webview.html = '<button onclick="acquireVsCodeApi().postMessage(\\'clicked\\')">Press</button>';
    })),
  );
  return { stub: true };
};
`;

const passing = `
import * as assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import * as vscode from 'vscode';
import { sendSignal, waitForSignal, isDriven } from '../../../signals';

const until = async <T>(what: string, probe: () => T | undefined): Promise<T> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const value = probe();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('waited in vain for ' + what);
};

describe('stub', () => {
  it('is loaded and active', async () => {
    const extension = vscode.extensions.getExtension('selftest.stub');
    assert.ok(extension);
    assert.deepEqual(await extension.activate(), { stub: true });
    assert.equal(extension.extensionKind, vscode.ExtensionKind.Workspace);
  });
  it('sees the version of the channel', () => {
    assert.match(vscode.version, new RegExp(process.env['SELFTEST_VERSION'] ?? '-'));
  });
  it('sees the language, the trust and the settings', () => {
    assert.equal(vscode.env.language, 'it');
    const { title } = vscode.extensions.getExtension('selftest.stub')?.packageJSON.contributes.commands[0];
    assert.equal(title.value ?? title, 'Dillo');
    assert.equal(vscode.workspace.isTrusted, process.env['SELFTEST_TRUSTED'] !== 'no');
    assert.equal(vscode.workspace.getConfiguration('workbench').get('startupEditor'), 'none');
    assert.equal(vscode.window.activeColorTheme.kind, vscode.ColorThemeKind.HighContrastLight);
  });
  it('reads an output channel back', async () => {
    await vscode.commands.executeCommand('stub.say', 'canary-4711');
    const text = await until('the output', () => {
      const all = vscode.workspace.textDocuments.filter((document) => document.uri.scheme === 'output').map((document) => document.getText());
      return all.find((one) => one.includes('canary-4711'));
    });
    assert.equal(text, 'canary-4711\\n');
  });
  it('finds files by their names', async () => {
    const files = await vscode.workspace.findFiles('**/smtp.yaml');
    assert.equal(files.length, 1);
  });
  it('hears of files that change on the disk', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.yaml');
    let seen: string | undefined;
    watcher.onDidCreate((uri) => { seen = uri.path; });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    require('node:fs').writeFileSync(folder.fsPath + '/late.yaml', 'a: 1');
    assert.match(await until('the new file', () => seen), /late.yaml$/);
    watcher.dispose();
  });
  it('meets the driver in a webview', async () => {
    assert.ok(isDriven());
    const clicked = vscode.commands.executeCommand('stub.panel');
    sendSignal('panel-open');
    assert.equal(await clicked, 'clicked');
    assert.equal(await waitForSignal('goodbye'), 'ciao');
  });
  it.skip('is left out', () => {});
});
`;

const failing = `
describe('stub', () => {
  it('passes', () => {});
  it('fails', () => { throw new Error('on purpose'); });
});
`;

const hanging = `
describe('stub', () => {
  it('hangs', function () { this.timeout(0); return new Promise(() => {}); });
});
`;

const suites = { passing, failing, hanging, empty: '' };
const versions = { newest: '^1\\.139\\.', minimum: '^1\\.100\\.' };

const mark = 'SMTP_DOCTOR_SELFTEST';

const compiled = /** @type {Record<keyof typeof suites, string>} */ ({});

before(async () => {
  mkdirSync(extension, { recursive: true });
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, 'smtp.yaml'), 'version: 1\n');
  writeFileSync(join(extension, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(extension, 'package.nls.json'), JSON.stringify({ say: 'Say' }));
  writeFileSync(join(extension, 'package.nls.it.json'), JSON.stringify({ say: 'Dillo' }));
  writeFileSync(join(extension, 'main.js'), main);
  for (const [name, text] of Object.entries(suites)) {
    const testsFolder = join(folder, name);
    mkdirSync(testsFolder);
    if (text !== '') {
      writeFileSync(join(testsFolder, 'stub.test.ts'), text);
    }
    compiled[name] = await buildHostTests({ testsFolder, outFolder: join(folder, `${name}-compiled`) });
  }
  // Only now: esbuild's service started above, and it stays.
  process.env[mark] = String(process.pid);
});

onProcessEnd(() => rmSync(folder, { recursive: true, force: true }));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const channel of named.length > 0 ? named : vscodeChannels) {
  describe(channel, () => {
    it('passes what passes, and drives the page meanwhile', async () => {
      const result = await run(channel, 'passing', {
        onPage: async (page, { signals }) => {
          await signals.waitFor('panel-open');
          const frame = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
          await frame.getByRole('button', { name: 'Press' }).click();
          signals.send('goodbye', 'ciao');
          await page.screenshot({ path: join(here, 'out', `selftest-${channel}.png`) });
        },
      });
      assert.deepEqual(counts(result), { passed: 7, failed: 0, pending: 1 }, explain(result));
    });

    it('opens the workspace in Restricted Mode', async () => {
      const result = await run(channel, 'passing', {
        trusted: false,
        grep: 'the trust',
        env: { SELFTEST_TRUSTED: 'no' },
      });
      assert.deepEqual(counts(result), { passed: 1, failed: 0, pending: 0 }, explain(result));
    });

    it('counts a failure', async () => {
      const result = await run(channel, 'failing');
      assert.deepEqual(counts(result), { passed: 1, failed: 1, pending: 0 }, explain(result));
      assert.match(result.failures[0]?.error ?? '', /on purpose/);
    });

    it('counts a suite without tests as a failure', async () => {
      assert.deepEqual(counts(await run(channel, 'empty')), { passed: 0, failed: 1, pending: 0 });
    });

    it('ends a suite that hangs', async () => {
      const result = await run(channel, 'hanging', { timeoutMs: 40_000 });
      assert.deepEqual(counts(result), { passed: 0, failed: 1, pending: 0 });
      assert.equal(result.failures[0]?.title, 'stub hangs');
    });
  });
}

async function run(channel, suite, options = {}) {
  const result = await runHostTests({
    channel,
    workspace,
    extensionPath: extension,
    testsPath: compiled[suite],
    language: 'it',
    theme: 'hc-light',
    log: console.log,
    ...options,
    env: { SELFTEST_VERSION: versions[channel], ...options.env },
  });
  console.log(`  ${channel}, ${suite}: ${result.ms} ms`);
  assert.deepEqual(leftProcesses(), [], 'processes were left');
  return result;
}

function counts({ passed, failed, pending }) {
  return { passed, failed, pending };
}

function explain(result) {
  return [...result.failures.map(({ title, error }) => `${title}: ${error}`), ...result.log.slice(-60)].join('\n');
}

/** Programs of this test that still run, told by a variable of their environment. Looks on Linux only. */
function leftProcesses() {
  if (process.platform !== 'linux') {
    return [];
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`${mark}=${process.pid}`))
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 200)}`);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
