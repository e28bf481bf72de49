import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Compiles the host tests into `test/host/out/tests`: every `*.test.ts` of `test/host/tests`, and the mocha entry beside them.
 * Returns the path of the entry, which is what VS Code is given as `extensionTestsPath`.
 * @returns {Promise<string>}
 */
export async function buildHostTests() {
  const testsFolder = join(here, 'tests');
  const outFolder = join(here, 'out', 'tests');
  const { build } = await import('esbuild');
  await rm(outFolder, { recursive: true, force: true });
  await mkdir(outFolder, { recursive: true });
  const names = (await readdir(testsFolder, { recursive: true })).filter((name) => name.endsWith('.test.ts'));
  const tests = names.map((name) => ({ in: join(testsFolder, name), out: name.replace(/\.ts$/, '') }));
  await build({
    entryPoints: [{ in: join(here, 'index.ts'), out: 'index' }, ...tests],
    outdir: outFolder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(outFolder, 'index.js');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildHostTests());
}
