// What a person does in VS Code, click by click, in a real VS Code with the extension as it is installed.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';
import {
  everythingOnPage,
  notification,
  notificationButton,
  openFile,
  openWorkbench,
  pick,
  runCommand,
  webview,
} from './drive.mjs';
import { makeTemporaryFolder } from './processes.mjs';
import { openSample } from './sample-workspace.mjs';
import { linkExtension } from './start-demo.mjs';
import { installVscodeServer, quietSettings, startVscodeServer } from './vscode-server.mjs';

/**
 * @typedef {object} Stage what every journey gets
 * @property {import('playwright-core').Page} page
 * @property {string} folder
 * @property {{ from: string, to: string[], source: string }[]} mails
 * @property {string} logsFolder
 */

const here = dirname(fileURLToPath(import.meta.url));
const canary = 'Kanarėlė-9f!Q"z';

/** @typedef {[title: string, journey: (stage: Stage) => Promise<void>]} Journey */

/** A rule of the workspace's own, and a text that only it explains. */
const localRule = `- id: shop-closed
  cause: server-unavailable
  when: { text: [shop is closed today] }
  confidence: 0.9
  source: our own server
  matches: [{ text: The shop is closed today }]
  nearMisses: [{ text: The shop is open }]
`;
const localText = '550 The shop is closed today';

/** @type {Journey[]} */
export const restrictedJourneys = [
  [
    'in Restricted Mode the rules of the workspace are not read',
    async ({ page, folder }) => {
      writeFileSync(join(folder, 'smtp-rules.yaml'), localRule);
      await openFile(page, 'smtp.yaml');
      await page.locator('.codelens-decoration').first().waitFor();
      await page.evaluate((value) => navigator.clipboard.writeText(value), localText);
      await runCommand(page, 'SMTP: Diagnostica un testo…');
      await pick(page, 'appunti');
      await (await webview(page, 'panel')).getByText('550').first().waitFor();
      assert.ok(!(await everythingOnPage(page)).includes('da smtp-rules.yaml'), 'a rule of the workspace was read');
      await runCommand(page, 'View: Close All Editors');
    },
  ],
  [
    'in Restricted Mode the file can be read in the form, and nothing is tested or sent',
    async ({ page, mails }) => {
      await openFile(page, 'smtp.yaml');
      await page.locator('.codelens-decoration').first().waitFor();
      await page.locator('.codelens-decoration a').filter({ hasText: 'SMTP: Test' }).first().click();
      await notification(page, 'non è attendibile').waitFor();
      await closeNotifications(page);
      await page.locator('.editor-actions .codicon-preview').first().click();
      const form = await webview(page, 'form');
      await form.getByText('non è attendibile').first().waitFor();
      assert.equal(await form.getByRole('textbox', { name: 'Nome host' }).first().inputValue(), '127.0.0.1');
      assert.equal(mails.length, 0);
    },
  ],
];

/** @type {Journey[]} */
export const journeys = [
  [
    'with no smtp.yaml open, SMTP: Test offers those of the workspace and a new one',
    async ({ page }) => {
      await runCommand(page, 'SMTP: Test');
      await page.locator('.quick-input-widget input[placeholder="Quale smtp.yaml?"]').waitFor();
      const rows = page.locator('.quick-input-list .monaco-list-row');
      await eventually(async () => assert.equal(await rows.count(), 2), 'the file and a new one');
      await page.keyboard.press('Escape');
    },
  ],
  [
    'SMTP: Test on the Gmail-like account opens the diagnosis in the display language',
    async ({ page }) => {
      await openFile(page, 'smtp.yaml');
      await page.locator('.codelens-decoration').first().waitFor();
      await runCommand(page, 'SMTP: Test');
      await pick(page, 'gmail-like');
      await notificationButton(page, 'Invia');
      const panel = await webview(page, 'panel');
      await panel.getByText('Gmail richiede').first().waitFor();
      await panel.getByText('Application-specific password required').first().waitFor();
      const link = panel.locator('a[href="https://myaccount.google.com/apppasswords"]').first();
      await link.waitFor();
    },
  ],
  [
    'the failure stands in Problems at the line that is to blame, and the report for support holds no password',
    async ({ page }) => {
      await runCommand(page, 'Problems: Focus on Problems View');
      const row = page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'Gmail richiede' });
      await row.waitFor();
      assert.match((await row.textContent()) ?? '', /app-password-required.*Ln 25/);
      await row.getByText('app-password-required').click({ modifiers: ['Control'] });
      const guide = await webview(page, 'guide');
      await guide.getByRole('heading', { level: 1 }).filter({ hasText: 'Gmail' }).waitFor();
      await runCommand(page, 'View: Close Editor');
      await runCommand(page, 'View: Toggle Panel Visibility');
      await runCommand(page, "SMTP: Copia il rapporto per l'assistenza");
      await notification(page, 'appunti').waitFor();
      const report = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(report, /534-5\.7\.9 Application-specific password required/);
      assert.match(report, /AUTH PLAIN \*\*\*/);
      assert.ok(!report.includes('sample-password'), 'the password is not in the report');
      await closeNotifications(page);
    },
  ],
  [
    'SMTP: Check Ports shows in the output what answers, without a login',
    async ({ page, logsFolder }) => {
      await runCommand(page, 'SMTP: Controlla le porte');
      await pick(page, 'works');
      await eventually(async () => assert.match(textOfFolder(logsFolder), /465 +SSL\/TLS/), 'the table');
      await runCommand(page, 'View: Toggle Panel Visibility');
    },
  ],
  [
    'SMTP: Diagnose Text explains what the clipboard holds, and shows none of its secrets',
    async ({ page }) => {
      const text =
        "Error: Invalid login: 535 5.7.139 Authentication unsuccessful, basic authentication is disabled.\\n  auth: { user: 'me@outlook.com', pass: 'hunter2-canary' }";
      await page.evaluate((value) => navigator.clipboard.writeText(value), text);
      await runCommand(page, 'SMTP: Diagnostica un testo…');
      await pick(page, 'appunti');
      const panel = await webview(page, 'panel');
      await panel.getByRole('heading', { name: 'Questo server non accetta' }).waitFor();
      await panel.getByRole('button', { name: 'Outlook.com' }).waitFor();
      assert.ok(!(await everythingOnPage(page)).includes('hunter2-canary'), 'the secret of the text shows');
      await page.locator('.codelens-decoration a').filter({ hasText: 'SMTP: Test' }).nth(1).click();
      await panel.getByText('Gmail richiede').first().waitFor();
    },
  ],
  [
    'a rule of the workspace explains its own replies, and the answer says where it comes from',
    async ({ page, folder }) => {
      writeFileSync(join(folder, 'smtp-rules.yaml'), localRule);
      await page.evaluate((value) => navigator.clipboard.writeText(value), localText);
      await runCommand(page, 'SMTP: Diagnostica un testo…');
      await pick(page, 'appunti');
      await (await webview(page, 'panel')).getByText('smtp-rules.yaml').first().waitFor();
      unlinkSync(join(folder, 'smtp-rules.yaml'));
      await page.locator('.codelens-decoration a').filter({ hasText: 'SMTP: Test' }).nth(1).click();
      await (await webview(page, 'panel')).getByText('Gmail richiede').first().waitFor();
    },
  ],
  [
    'the language switch of the panel turns all of it into Lithuanian, and back to the language of VS Code',
    async ({ page }) => {
      const panel = await webview(page, 'panel');
      await chooseLanguage(panel, 'Lietuvių');
      await panel.getByText('„Gmail“ reikia programos slaptažodžio').first().waitFor();
      await panel.getByText('Programų slaptažodžiai').first().waitFor();
      await chooseLanguage(panel, 'Italiano');
      await panel.getByText('Gmail richiede').first().waitFor();
    },
  ],
  [
    'a guide is found by its words, read in another language, answered, copied and saved',
    async ({ page, folder }) => {
      await runCommand(page, 'SMTP: Apri guida…');
      await page.locator('.quick-input-widget input[type="text"]').first().fill('16 lettere');
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Gmail' }).first().click();
      const guide = await webview(page, 'guide');
      await guide.getByRole('heading', { level: 1 }).filter({ hasText: 'Gmail' }).waitFor();
      await chooseLanguage(guide, 'Lietuvių');
      await guide.getByRole('combobox', { name: 'Vadovo kalba' }).waitFor();
      await guide.locator('.answer').first().click();
      await guide.getByRole('button', { name: 'Rodyti viską' }).waitFor();
      await guide.getByRole('button', { name: 'Kopijuoti veiksmus' }).click();
      const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
      await eventually(async () => assert.match(await clipboard(), /^# .*Gmail[\s\S]*Kam skirta/), 'the steps');
      assert.ok(!(await clipboard()).includes('127.0.0.1'), 'a host of the workspace is in the guide');
      await guide.getByRole('button', { name: 'Įrašyti kaip' }).click();
      await page.locator('.quick-input-widget .quick-input-action .monaco-button').first().click();
      const file = join(folder, 'gmail-app-password.lt.md');
      await eventually(async () => assert.equal(readFileSync(file, 'utf8'), await clipboard()), 'the file');
      unlinkSync(file);
      await runCommand(page, 'View: Close Editor');
    },
  ],
  [
    'the button in the panel tests again',
    async ({ page, logsFolder }) => {
      const panel = await webview(page, 'panel');
      const before = transcripts(logsFolder);
      await press(panel.getByRole('button', { name: 'Ripeti il test' }));
      await eventually(async () => assert.ok(transcripts(logsFolder) > before), 'a second transcript');
    },
  ],
  [
    'the account that works says so modestly, and the mail has arrived',
    async ({ page, mails }) => {
      const before = mails.length;
      await page.locator('.codelens-decoration a').filter({ hasText: 'SMTP: Test' }).first().click();
      await notificationButton(page, 'Invia');
      await notification(page, 'boss@example.com').waitFor();
      assert.equal(mails.length, before + 1);
      await closeNotifications(page);
    },
  ],
  [
    'the text is tested as it stands, not as it was saved',
    async ({ page, folder }) => {
      const saved = readFileSync(join(folder, 'smtp.yaml'), 'utf8');
      await replaceInText(page, saved.replace(/port: \d+/, 'port: 1 # unsaved'), 'unsaved');
      await page.locator('.codelens-decoration a').filter({ hasText: 'SMTP: Test' }).first().click();
      await (await webview(page, 'panel')).getByText('works', { exact: true }).first().waitFor();
      await (await webview(page, 'panel')).locator('.headline').filter({ hasText: 'TCP' }).waitFor();
      assert.equal(readFileSync(join(folder, 'smtp.yaml'), 'utf8'), saved);
      await page.locator('.tab').filter({ hasText: 'smtp.yaml' }).first().click();
      await runCommand(page, 'File: Revert File');
      await runCommand(page, 'View: Close Editors in Other Groups');
    },
  ],
  [
    'the button of the editor switches to the form, in the same tab',
    async ({ page }) => {
      await page.locator('.editor-actions .codicon-preview').first().click();
      await (await webview(page, 'form')).getByText('gmail-like').first().waitFor();
      assert.equal(await page.locator('.tab').filter({ hasText: 'smtp.yaml' }).count(), 1);
    },
  ],
  [
    'a value typed in the form is the smallest edit of the text, and undo takes it back',
    async ({ page, folder }) => {
      const file = join(folder, 'smtp.yaml');
      const before = readFileSync(file, 'utf8');
      const form = await webview(page, 'form');
      const field = form.getByRole('textbox', { name: 'Host' }).first();
      await field.fill('mail.example.com');
      await field.press('Tab');
      await page.locator('.tab.active.dirty').first().waitFor();
      await runCommand(page, 'File: Save');
      await eventually(
        async () => assert.equal(readFileSync(file, 'utf8'), before.replace('127.0.0.1', 'mail.example.com')),
        'the edit',
      );
      await runCommand(page, 'Undo');
      await eventually(async () => assert.equal(await field.inputValue(), '127.0.0.1'), 'undo in the form');
      await runCommand(page, 'File: Save');
      await eventually(async () => assert.equal(readFileSync(file, 'utf8'), before), 'undo in the file');
    },
  ],
  [
    'a password typed in the form goes to the secret storage and nowhere else',
    async ({ page, folder, mails, logsFolder }) => {
      const form = await webview(page, 'form');
      await form.getByRole('button', { name: 'Cambia' }).first().click();
      await form.locator('input[type="password"]').first().fill(canary);
      await form.getByRole('button', { name: 'Salva', exact: true }).first().click();
      await form.getByText('Impostata per 127.0.0.1').first().waitFor();
      await runCommand(page, 'File: Save');
      const file = join(folder, 'smtp.yaml');
      await eventually(
        async () => assert.match(readFileSync(file, 'utf8'), /password: \$\{secret:works\} # only/),
        'the reference',
      );
      const before = mails.length;
      await press(form.getByRole('button', { name: 'Ripeti il test' }).first());
      await form.getByText('boss@example.com').first().waitFor();
      await eventually(async () => assert.equal(mails.length, before + 1), 'the mail');
      const seen = await everythingShown(page, logsFolder, folder);
      assert.ok(seen.includes('→ AUTH PLAIN ***'), 'the transcript is among what was searched');
      assertNoSecret(seen);
      assert.throws(() =>
        assertNoSecret(`${seen}\n${Buffer.from(`\0shop@example.com\0${canary}`).toString('base64')}`),
      );
    },
  ],
  [
    'a failure in the form offers the fix, and applying it passes',
    async ({ page, folder }) => {
      const form = await webview(page, 'form');
      await form.getByText('wrong-tls').first().click();
      await press(form.getByRole('button', { name: 'Esegui test' }).first());
      await notificationButton(page, 'Invia');
      await form.getByText('SSL/TLS').first().waitFor();
      await press(form.getByRole('button', { name: 'Applica e ripeti il test' }).first());
      await form.getByText('boss@example.com').first().waitFor();
      await runCommand(page, 'File: Save');
      await eventually(
        async () =>
          assert.match(readFileSync(join(folder, 'smtp.yaml'), 'utf8'), /wrong-tls:[\s\S]*encryption: starttls/),
        'the fix',
      );
    },
  ],
  [
    'broken YAML shows what is wrong in the form, never an empty one, and the text is a click away',
    async ({ page, folder }) => {
      const file = join(folder, 'smtp.yaml');
      const saved = readFileSync(file, 'utf8');
      const form = await webview(page, 'form');
      // the watcher of VS Code misses a change now and then that comes right behind a save
      const change = (/** @type {string} */ text, /** @type {import('playwright-core').Locator} */ sign) =>
        eventually(async () => {
          writeFileSync(file, `${text}# ${Date.now()}\n`);
          await sign.waitFor({ timeout: 3000 });
        }, 'the change of the file');
      await change(`${saved}\n  broken: [1\n`, form.getByRole('button', { name: 'Apri il testo' }));
      await change(saved, form.getByText('gmail-like').first());
      await page.locator('.editor-actions .codicon-go-to-file').first().click();
      await page.locator('.codelens-decoration').first().waitFor();
    },
  ],
  [
    'wrong values show in Problems with their places, in the language that is set',
    async ({ page, folder }) => {
      writeFileSync(
        join(folder, 'wrong.smtp.yaml'),
        'accounts:\n  a:\n    host: mail.example.com\n    port: 70000\n    hots: x\n',
      );
      writeFileSync(join(folder, 'foreign.smtp.yaml'), 'image:\n  tag: 1\n  port: 70000\n');
      await openFile(page, 'foreign.smtp.yaml');
      await openFile(page, 'wrong.smtp.yaml');
      await runCommand(page, 'Problems: Focus on Problems View');
      const rows = page.locator('.markers-panel .monaco-list-row');
      await rows.filter({ hasText: 'hots' }).waitFor();
      assert.match((await rows.filter({ hasText: '65535' }).textContent()) ?? '', /\[?Ln 4, Col 11\]?/);
      assert.equal(await rows.filter({ hasText: 'foreign' }).count(), 0);
      await runCommand(page, 'View: Toggle Panel Visibility');
    },
  ],
  [
    'a server that stays silent can be cancelled from the notification',
    async ({ page, folder }) => {
      const silent = createServer(() => undefined);
      await new Promise((resolve) => silent.listen(0, '127.0.0.1', () => resolve(undefined)));
      const { port } = /** @type {import('node:net').AddressInfo} */ (silent.address());
      writeFileSync(
        join(folder, 'silent.smtp.yaml'),
        `accounts:\n  silent:\n    host: 127.0.0.1\n    port: ${port}\n    encryption: none\ntest: { mode: connect }\n`,
      );
      await openFile(page, 'silent.smtp.yaml');
      await runCommand(page, 'SMTP: Test');
      await notificationButton(page, /Annulla|Cancel/);
      await notification(page, 'silent').waitFor();
      silent.close();
      await closeNotifications(page);
    },
  ],
  [
    'SMTP: New smtp.yaml… fills in the provider of the address',
    async ({ page, folder }) => {
      unlinkSync(join(folder, 'smtp.yaml'));
      await runCommand(page, 'SMTP: Nuovo smtp.yaml…');
      const input = page.locator('.quick-input-widget input[type="text"]').first();
      await input.waitFor();
      await input.fill('bottega@gmail.com');
      await page.keyboard.press('Enter');
      const file = join(folder, 'smtp.yaml');
      await eventually(async () => assert.ok(existsSync(file)), 'the file');
      const text = readFileSync(file, 'utf8');
      assert.match(text, /provider: gmail/);
      assert.match(text, /password: \$\{secret:notifications\}/);
      assert.match(text, /mode: send/);
    },
  ],
];

/**
 * Runs journeys in one VS Code, one after the other; a journey that fails leaves a screenshot. The environment variable
 * JOURNEY runs only those whose titles contain it.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 * @param {Journey[]} list
 * @param {{ trusted?: boolean }} [options]
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runJourneys(channel, list, { trusted = true } = {}) {
  const only = process.env.JOURNEY;
  const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);
  await installVscodeServer(channel, { log });
  const sample = await openSample();
  const extensions = makeTemporaryFolder('extensions');
  linkExtension(extensions.path, join(here, '../..'));
  const server = await startVscodeServer({
    channel,
    extensionsDir: extensions.path,
    workspaceTrust: !trusted,
    settings: { ...quietSettings, 'files.autoSave': 'off' },
  });
  const browser = await launchBrowser();
  let passed = 0;
  let failed = 0;
  try {
    const page = await openWorkbench(browser, `${server.url}/?folder=${sample.folder}`, { language: 'it' });
    for (const [title, journey] of list) {
      if (only && !title.includes(only)) continue;
      const start = performance.now();
      try {
        await journey({ page, folder: sample.folder, mails: sample.mails, logsFolder: server.logsFolder });
        passed += 1;
        log(`  ✓ ${title} (${Math.round(performance.now() - start)} ms)`);
      } catch (error) {
        failed += 1;
        const shot = join(here, `out/failed-${channel}-${failed}.png`);
        await page.screenshot({ path: shot });
        log(`  ✗ ${title}\n${String(/** @type {Error} */ (error).stack).replace(/^/gm, '      ')}\n      ${shot}`);
        await page.keyboard.press('Escape');
      }
    }
  } finally {
    await browser.close();
    await server.stop();
    await sample.close();
    extensions.remove();
  }
  return { passed, failed };
}

/** @param {import('playwright-core').Locator} view @param {string} name */
async function chooseLanguage(view, name) {
  await view.getByRole('combobox').first().click();
  await view.getByRole('option', { name }).first().click();
}

/** @param {() => Promise<void>} check @param {string} what */
async function eventually(check, what) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${what}: ${error}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * Presses a test button once it has been there for a moment: it ignores presses right after its meaning has changed.
 * @param {import('playwright-core').Locator} button
 */
async function press(button) {
  await button.waitFor();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await button.click();
}

/** @param {import('playwright-core').Page} page */
async function closeNotifications(page) {
  await runCommand(page, 'Notifications: Clear All Notifications');
}

/**
 * Replaces the whole text of the editor in front, as a paste does, and waits until `sign` shows.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 * @param {string} sign
 */
async function replaceInText(page, text, sign) {
  await eventually(async () => {
    await page.locator('.monaco-editor .view-lines').first().click();
    await page.evaluate((value) => navigator.clipboard.writeText(value), text);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+V');
    await page.keyboard.press('Control+Home');
    await page.locator('.view-line').filter({ hasText: sign }).first().waitFor({ timeout: 2000 });
  }, 'the pasted text');
}

/**
 * All files of a folder as one text.
 * @param {string} folder
 */
function textOfFolder(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** How many transcripts the output channel holds; VS Code keeps its text in a file of the logs. @param {string} logsFolder */
function transcripts(logsFolder) {
  return textOfFolder(logsFolder).split('· gmail-like ·').length - 1;
}

/** Everything that could hold a secret: page, webviews, output channel, logs, data of VS Code, files of the workspace. */
async function everythingShown(page, logsFolder, folder) {
  return [await everythingOnPage(page), textOfFolder(join(logsFolder, '../..')), textOfFolder(folder)].join('\n');
}

/** @param {string} text */
function assertNoSecret(text) {
  const bytes = Buffer.from(canary);
  const forms = {
    plain: canary,
    base64: bytes.toString('base64').replace(/=+$/, ''),
    'base64 of PLAIN': Buffer.from(`\0shop@example.com\0${canary}`).toString('base64').replace(/=+$/, ''),
    hex: bytes.toString('hex'),
    'URL-encoded': encodeURIComponent(canary),
  };
  for (const [name, form] of Object.entries(forms)) assert.ok(!text.includes(form), `the password shows in ${name}`);
}
