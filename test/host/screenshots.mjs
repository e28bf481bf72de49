// npm run screenshots: pictures of the form, the diagnosis and a guide in the real VS Code, in test/screenshots (not committed).
// With --readme it also renews the picture of the README.
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';
import { openFile, openWorkbench, runCommand, webview } from './drive.mjs';
import { makeTemporaryFolder } from './processes.mjs';
import { themeSettings } from './run-host-tests.mjs';
import { openSample } from './sample-workspace.mjs';
import { linkExtension } from './start-demo.mjs';
import { installVscodeServer, quietSettings, startVscodeServer } from './vscode-server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const out = join(root, 'test/screenshots');

/** What is photographed: one VS Code each. */
const shots = [
  { name: 'dark-en', theme: 'dark', language: 'en', width: 1280 },
  { name: 'light-lt', theme: 'light', language: 'lt', width: 1280 },
  { name: 'hc-dark-it', theme: 'hc-dark', language: 'it', width: 1280 },
  { name: 'hc-light-pl', theme: 'hc-light', language: 'pl', width: 1280 },
  { name: 'dark-lt-narrow', theme: 'dark', language: 'lt', width: 640 },
];

/** The account's number in the list of the sample workspace, by what is shown. */
const accounts = { gmail: 1, outlook: 2, yahoo: 3, 'wrong-tls': 4, works: 0 };

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);
await installVscodeServer('newest', { log });
mkdirSync(out, { recursive: true });
const browser = await launchBrowser();
for (const { name, theme, language, width } of shots) {
  const sample = await openSample();
  const extensions = makeTemporaryFolder('extensions');
  linkExtension(extensions.path, root);
  const server = await startVscodeServer({
    channel: 'newest',
    extensionsDir: extensions.path,
    settings: {
      ...quietSettings,
      ...themeSettings('newest', theme),
      'smtp.language': language,
      'breadcrumbs.enabled': false,
    },
  });
  const page = await openWorkbench(browser, `${server.url}/?folder=${sample.folder}`, {
    viewport: { width, height: 860 },
  });
  const take = async (/** @type {string} */ what) => {
    await page.mouse.move(0, 0);
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(out, `${name}-${what}.png`) });
    log(`${name}-${what}.png`);
  };
  await openFile(page, 'smtp.yaml');
  await page.locator('.codelens-decoration').first().waitFor();
  await page.locator('.codelens-decoration a').filter({ hasText: 'SMTP: Test' }).nth(1).click();
  await page.locator('.monaco-dialog-box .monaco-button:not(.secondary)').first().click();
  await (await webview(page, 'panel')).locator('ol').first().waitFor();
  if (width < 800) await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
  await take('panel');
  await runCommand(page, 'SMTP: Open Guide…');
  await page.locator('.quick-input-list .monaco-list-row').nth(2).waitFor();
  await take('guides');
  await page.keyboard.press('Enter');
  const guide = await webview(page, 'guide');
  await guide.locator('h1').waitFor();
  await take('guide');
  await guide.locator('.answer').first().click();
  await take('guide-answered');
  await guide.locator('.application').scrollIntoViewIfNeeded();
  await take('guide-end');
  await runCommand(page, 'View: Close Editor');
  await runCommand(page, 'View: Close Editors in Other Groups').catch(() => page.keyboard.press('Escape'));
  await page.locator('.tab').filter({ hasText: 'smtp.yaml' }).first().click();
  await page.locator('.editor-actions .codicon-preview').first().click();
  const form = await webview(page, 'form');
  for (const [what, index] of Object.entries(accounts)) {
    await select(form, index);
    await page.waitForTimeout(700);
    await form.locator('.account-head .actions doctor-button').last().click();
    await page
      .locator('.monaco-dialog-box .monaco-button:not(.secondary)')
      .first()
      .click({ timeout: 2500 })
      .catch(() => undefined);
    await form.locator('.headline').first().waitFor();
    await page.waitForTimeout(1200);
    await take(`form-${what}`);
  }
  await page.context().close();
  await server.stop();
  await sample.close();
  extensions.remove();
}
await browser.close();
if (process.argv.includes('--readme'))
  copyFileSync(join(out, 'dark-en-form-gmail.png'), join(root, 'webview/media/form.png'));

/** Selects an account of the form, in the list or, in a narrow form, in the drop-down. */
async function select(form, index) {
  const item = form.locator('.account-item').nth(index);
  if (await item.isVisible()) return item.click();
  await form.locator('.account-picker doctor-dropdown').first().click();
  await form.locator('.account-picker doctor-option').nth(index).click();
}
