import { copyFile, mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Two modules of the toolkit that are replaced. Its index exports every component twice, and the way over the list of
 * all of them keeps the unused ones in the bundle; without the list they fall out. And it finds out whether the
 * browser knows `:focus-visible` by way of an inline style, which our content security policy forbids.
 */
const replacements = {
  '@vscode/webview-ui-toolkit/dist/custom-elements.js': 'export {};',
  '@microsoft/fast-foundation/dist/esm/utilities/style/focus.js': "export const focusVisible = 'focus-visible';",
};

const replaceModules = {
  name: 'replace-modules',
  load(id) {
    const path = id.replaceAll('\\', '/');
    return Object.entries(replacements).find(([end]) => path.endsWith(end))?.[1] ?? null;
  },
};

/**
 * Bundles the page of the form and the diagnosis to `main.js` (a classic script), and puts its styles and codicons
 * beside it. Rollup does it because it drops the components of the toolkit that are not registered.
 *
 * @param {{ minify?: boolean, outDir?: string }} [options] `outDir` defaults to `dist/webview`.
 * @returns {Promise<{ bytes: number }>} the size of `main.js`
 */
export async function buildWebview({ minify = true, outDir = join(here, '../dist/webview') } = {}) {
  await mkdir(outDir, { recursive: true });
  const bundle = await rollup({
    input: join(here, 'main.ts'),
    plugins: [
      replaceModules,
      nodeResolve({ browser: true, extensions: ['.ts', '.mjs', '.js'] }),
      esbuild({ target: 'chrome132', minify, tsconfig: false }),
    ],
    onwarn(warning, warn) {
      if (warning.code !== 'THIS_IS_UNDEFINED') warn(warning);
    },
  });
  const file = join(outDir, 'main.js');
  await bundle.write({ file, format: 'iife', sourcemap: !minify });
  await bundle.close();
  await copyFile(join(here, 'styles.css'), join(outDir, 'styles.css'));
  const codicons = dirname(createRequire(import.meta.url).resolve('@vscode/codicons/dist/codicon.css'));
  for (const name of ['codicon.css', 'codicon.ttf']) await copyFile(join(codicons, name), join(outDir, name));
  return { bytes: (await stat(file)).size };
}
