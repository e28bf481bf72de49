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
      await panel.getByText('Outlook.com non accetta').first().waitFor();
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
      await press(form.getByRole('button', { name: 'Invia una prova' }).first());
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
    'accounts are copied, renamed and deleted in the form, and undo brings the text back byte for byte',
    async ({ page, folder }) => {
      const file = join(folder, 'smtp.yaml');
      const before = readFileSync(file, 'utf8');
      const form = await webview(page, 'form');
      await form.locator('.account-item').filter({ hasText: 'outlook-like' }).click();
      await form.getByRole('button', { name: 'Duplica', exact: true }).click();
      await form.locator('.account-name').filter({ hasText: 'outlook-like-2' }).waitFor();
      await form.getByRole('button', { name: 'Rinomina', exact: true }).click();
      await form.getByRole('textbox', { name: "Nome dell'account" }).fill('fatture');
      await page.keyboard.press('Enter');
      await form.locator('.account-name').filter({ hasText: 'fatture' }).waitFor();
      await runCommand(page, 'File: Save');
      await eventually(
        async () => assert.match(readFileSync(file, 'utf8'), /\n {2}fatture:\n {4}provider: outlook\n/),
        'the copy',
      );
      await form.getByRole('button', { name: 'Elimina', exact: true }).click();
      await form.getByText('“fatture” è stato eliminato').waitFor();
      await form.getByRole('button', { name: "Annulla l'eliminazione" }).click();
      await form.locator('.account-item').filter({ hasText: 'fatture' }).waitFor();
      await runCommand(page, 'Undo');
      await runCommand(page, 'Undo');
      await form.locator('.account-item').filter({ hasText: 'fatture' }).waitFor({ state: 'detached' });
      await runCommand(page, 'File: Save');
      await eventually(async () => assert.equal(readFileSync(file, 'utf8'), before), 'the text as it was');
    },
  ],
  [
    'Test all shows accounts by stages, and sends nothing',
    async ({ page, mails }) => {
      const form = await webview(page, 'form');
      const sent = mails.length;
      await form.getByRole('button', { name: 'Testa tutti' }).click();
      await form.locator('.matrix h3').filter({ hasText: 'Test conclusi' }).waitFor();
      assert.match((await form.locator('.matrix h3').textContent()) ?? '', /Superati: 2 su 5; non riusciti: 3/);
      assert.equal(await form.locator('.matrix tbody tr').count(), 5);
      assert.equal(mails.length, sent);
      await form.getByRole('button', { name: 'Chiudi la tabella' }).click();
    },
  ],
  [
    'two forms on one file stay in step, and typing in one leaves the other in peace',
    async ({ page }) => {
      await runCommand(page, 'View: Split Editor Right');
      const forms = await eventuallyTwo(page);
      const [first, second] = forms;
      for (const form of forms) await form.locator('.account-picker').waitFor();
      const subject = (/** @type {import('playwright-core').Locator} */ form) =>
        form.getByRole('textbox', { name: 'Oggetto' });
      await subject(first).fill('Prova');
      await eventually(async () => assert.equal(await subject(second).inputValue(), 'Prova'), 'the other form');
      await subject(second).fill('');
      await subject(second).press('Enter');
      await eventually(async () => assert.equal(await subject(first).inputValue(), ''), 'and back');
      await runCommand(page, 'View: Close Editors in Other Groups');
      await runCommand(page, 'File: Revert File');
    },
  ],
  [
    'the form is as it was after it was hidden, and what was just typed is not lost',
    async ({ page }) => {
      const form = await webview(page, 'form');
      await form.locator('.account-item').filter({ hasText: 'yahoo-like' }).click();
      await form.locator('.account-name').filter({ hasText: 'yahoo-like' }).waitFor();
      await form.locator('.advanced summary').click();
      await form.getByRole('textbox', { name: 'Limite di tempo' }).pressSequentially('20s');
      // no hand is faster from here to the other tab
      await page.mouse.move(100, 300);
      await new Promise((resolve) => setTimeout(resolve, 150));
      await openFile(page, 'ca.pem');
      await page.locator('.tab').filter({ hasText: 'smtp.yaml' }).first().click();
      const again = await webview(page, 'form');
      await again.locator('.account-name').filter({ hasText: 'yahoo-like' }).waitFor();
      await eventually(
        async () => assert.equal(await again.getByRole('textbox', { name: 'Limite di tempo' }).inputValue(), '20s'),
        'what was typed',
      );
      assert.equal(await again.getByRole('textbox', { name: 'Limite di tempo' }).isVisible(), true);
      await runCommand(page, 'File: Revert File');
    },
  ],
  [
    'Test, then save saves only what passed',
    async ({ page, folder }) => {
      const file = join(folder, 'smtp.yaml');
      const before = readFileSync(file, 'utf8');
      const form = await webview(page, 'form');
      await form.locator('.account-item').filter({ hasText: 'works' }).first().click();
      await form.locator('.account-name').filter({ hasText: 'works' }).waitFor();
      const port = form.getByRole('textbox', { name: 'Porta' });
      const right = await port.inputValue();
      await port.fill('1');
      await port.press('Enter');
      await press(form.getByRole('button', { name: 'Testa, poi salva' }));
      await form.locator('.outcome[data-state="failed"]').waitFor();
      assert.equal(readFileSync(file, 'utf8'), before);
      await port.fill(right);
      await port.press('Enter');
      const subject = form.getByRole('textbox', { name: 'Oggetto' });
      await subject.fill('Prova');
      await subject.press('Enter');
      await press(form.getByRole('button', { name: 'Testa, poi salva' }));
      await eventually(async () => assert.match(readFileSync(file, 'utf8'), /subject: Prova/), 'the saved file');
      await form.locator('.outcome[data-state="passed"]').waitFor();
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
    'by keyboard alone from an empty file to a passed test',
    async ({ page, folder, mails }) => {
      const { port } = serverOf(folder, 'wrong-tls');
      writeFileSync(join(folder, 'empty.smtp.yaml'), '');
      await openFile(page, 'empty.smtp.yaml');
      await runCommand(page, 'SMTP: Apri modulo');
      const form = await webview(page, 'form');
      await form.getByRole('textbox', { name: 'Indirizzo email' }).waitFor();
      const { keyboard } = page;
      await tabTo(page, form, 'Indirizzo email');
      await keyboard.type('negozio@bottega.example');
      await keyboard.press('Enter');
      await form.getByText('Chiedere al DNS').waitFor();
      await tabTo(page, form, 'Non chiedere');
      await keyboard.press('Enter');
      await form.getByText('Nessun provider trovato').waitFor();
      await tabTo(page, form, 'Inserisci il resto a mano');
      await keyboard.press('Enter');
      await form.locator('.account-name').filter({ hasText: 'notifications' }).waitFor();
      await tabTo(page, form, 'Nome host');
      await keyboard.type('127.0.0.1');
      await tabTo(page, form, 'Porta');
      await keyboard.type(String(port));
      await tabTo(page, form, 'Imposta password');
      await keyboard.press('Enter');
      await keyboard.type('sample-password');
      await keyboard.press('Enter');
      await form.getByText('Impostata per 127.0.0.1').first().waitFor();
      await tabTo(page, form, 'Avanzate');
      await keyboard.press('Enter');
      await tabTo(page, form, 'Autorità di certificazione');
      await keyboard.type('./ca.pem');
      await tabTo(page, form, 'Invia una prova', 'Shift+Tab');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const before = mails.length;
      await keyboard.press('Enter');
      await notificationButton(page, 'Invia');
      await form.locator('.outcome[data-state="passed"]').waitFor();
      assert.equal(mails.length, before + 1);
      await runCommand(page, 'File: Save');
      const start =
        /^version: 1\ndefault: notifications\naccounts:\n {2}notifications:\n[\s\S]*\$\{secret:notifications\}/;
      const file = join(folder, 'empty.smtp.yaml');
      await eventually(async () => assert.match(readFileSync(file, 'utf8'), start), 'the text');
      await runCommand(page, 'View: Close All Editors');
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

/**
 * Presses Tab until the control with this label has the focus.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} form
 * @param {string} label
 * @param {'Tab' | 'Shift+Tab'} [key]
 */
async function tabTo(page, form, label, key = 'Tab') {
  const focused = () =>
    form.evaluate(() => {
      const element = document.activeElement;
      const group = element?.closest('[role="radiogroup"]');
      return (group ?? element)?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
  for (let presses = 0; presses < 80; presses += 1) {
    if ((await focused()) === label) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The keyboard does not reach “${label}”; it is at “${await focused()}”.`);
}

/** Both forms of a split editor. @param {import('playwright-core').Page} page */
async function eventuallyTwo(page) {
  /** @type {import('playwright-core').Locator[]} */
  let forms = [];
  await eventually(async () => {
    forms = [];
    for (const frame of page.frames()) {
      const body = frame.locator('body[data-view="form"]');
      if (await body.isVisible().catch(() => false)) forms.push(body);
    }
    assert.equal(forms.length, 2);
  }, 'two forms');
  return forms;
}

/** Where an account of the sample file connects to. @param {string} folder @param {string} account */
function serverOf(folder, account) {
  const text = readFileSync(join(folder, 'smtp.yaml'), 'utf8');
  return { port: Number(text.split(`  ${account}:`)[1]?.match(/port: (\d+)/)?.[1]) };
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
