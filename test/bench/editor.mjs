// What the editor costs: activation, and checking a large file beside yaml's own parser.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Loads the extension's own bundle with a `vscode` that does nothing, in a new process; milliseconds until `activate` has returned. */
function activation() {
  const script = `
    const Module = require('node:module');
    const nothing = new Proxy(function () {}, { get: (_target, key) => key === Symbol.toPrimitive ? () => '' : nothing, apply: () => nothing, construct: () => nothing });
    const load = Module._load;
    const vscode = { ...Object.fromEntries(['commands', 'languages', 'window'].map((key) => [key, nothing])), workspace: { textDocuments: [], onDidOpenTextDocument: () => nothing, onDidChangeConfiguration: () => nothing }, EventEmitter: class { dispose() {} } };
    Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));
    const start = performance.now();
    require(${JSON.stringify(join(root, 'dist/extension.js'))}).activate({ subscriptions: [] });
    process.stdout.write(String(performance.now() - start));`;
  const times = Array.from({ length: 15 }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  });
  return median(times);
}

/** `validate` and `lint` of a file of 500 accounts, and what yaml's parseDocument needs for it; medians of what was measured in turn. */
async function manyAccounts(folder) {
  const outfile = join(folder, 'editor.cjs');
  const contents = [
    'src/core/account/smtp-document',
    'src/core/lint/check-smtp-document',
    'src/core/data',
    'test/golden/many-accounts',
  ]
    .map((name) => `export * from ${JSON.stringify(join(root, `${name}.ts`))};`)
    .join('\n');
  await esbuild.build({
    stdin: { contents: `${contents}\nexport { parseDocument } from 'yaml';`, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  const engine = createRequire(import.meta.url)(outfile);
  const text = engine.manyAccounts(500);
  const { providers } = engine.openData(join(root, 'dist')).knowledge();
  const context = { providers, today: '2026-11-21', environment: { get: () => undefined }, isStored: () => true };
  const works = {
    parse: () => engine.parseDocument(text),
    check: () => engine.checkSmtpDocument(engine.parseSmtpDocument(text), context),
  };
  const times = { parse: [], check: [] };
  for (let round = -3; round < 21; round += 1) {
    for (const [name, work] of Object.entries(works)) {
      globalThis.gc?.();
      const start = performance.now();
      work();
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  return { lines: text.split('\n').length, parse: median(times.parse), check: median(times.check) };
}

/** Rows of the bench: what was measured, and the target. */
export async function editorRows(folder) {
  const { lines, parse, check } = await manyAccounts(folder);
  const milliseconds = (value) => `${value.toFixed(1)} ms`;
  return [
    ['activate, with reading its bundle (median of 15)', milliseconds(activation()), '5 ms'],
    [
      'its bundle, dist/extension.js',
      `${(statSync(join(root, 'dist/extension.js')).size / 1000).toFixed(1)} kB`,
      '60 kB',
    ],
    [`parseDocument of yaml, 500 accounts, ${lines} lines`, milliseconds(parse), ''],
    ['the same file parsed, validated and linted', milliseconds(check), ''],
    ['ratio', `${(check / parse).toFixed(2)} ×`, '1.50 ×'],
  ];
}
