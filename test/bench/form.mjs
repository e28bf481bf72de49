// What the form costs with many accounts, in Chromium: from its state to the painted form, and from a key to the next frame.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

/** Measures the form with `count` accounts; milliseconds. */
export async function measureForm(root, count) {
  const outfile = join(root, 'test/webview/.bench-stage.mjs');
  await esbuild.build({
    stdin: { contents: "export * from './page'; export * from './fixtures';", resolveDir: join(root, 'test/webview') },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    external: ['../../webview/build.mjs', '../host/browser.mjs'],
  });
  const { openStage, formState, account } = await import(`${pathToFileURL(outfile)}?${Date.now()}`);
  rmSync(outfile);
  const stage = await openStage();
  try {
    const accounts = Array.from({ length: count }, (_, at) => account({ name: `account-${at}`, isDefault: at === 0 }));
    const state = { ...formState({ accounts, selected: 'account-0' }) };
    const results = {};
    for (const [name, width] of [
      ['wide', 1200],
      ['narrow', 400],
    ]) {
      const firsts = [];
      const keys = [];
      for (let round = 0; round < 5; round += 1) {
        const { page } = await stage.open({ width });
        firsts.push(
          await page.evaluate(async (message) => {
            const start = performance.now();
            window.postMessage(message, '*');
            for (;;) {
              await new Promise((resolve) => requestAnimationFrame(resolve));
              if (document.querySelector('.field-host')) break;
            }
            await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
            return performance.now() - start;
          }, state),
        );
        // every key is answered by a new state, as in VS Code
        keys.push(
          ...(await page.evaluate(async (message) => {
            const times = [];
            const field = document.querySelector('#field-host');
            field.focus();
            for (let key = 0; key < 40; key += 1) {
              const start = performance.now();
              document.execCommand('insertText', false, 'x');
              const value = field.value;
              const account = { ...message.account, values: { ...message.account.values, host: value } };
              const next = new Promise((resolve) => window.addEventListener('message', resolve, { once: true }));
              window.postMessage({ ...message, version: key + 2, account }, '*');
              await next;
              void document.body.offsetHeight;
              times.push(performance.now() - start);
              await new Promise((resolve) => requestAnimationFrame(resolve));
            }
            return times;
          }, state)),
        );
      }
      results[name] = { first: median(firsts), key: median(keys), worst: Math.max(...keys) };
    }
    return results;
  } finally {
    await stage.close();
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
