// What a person does in VS Code, click by click, in a real VS Code with the extension as it is installed.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { secretsIn } from '../canary.mjs';
import { clients, mailScope, startOAuthServer, startTokenMailServer } from '../servers/oauth-server.mjs';
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
      await toClipboard(page, localText);
      await runCommand(page, 'SMTP: Diagnostica un testo…');
      await pick(page, 'appunti');
      await shown(await webview(page, 'panel'), '550');
      assert.ok(!(await everythingOnPage(page)).includes('da smtp-rules.yaml'), 'a rule of the workspace was read');
    },
  ],
  [
    'in Restricted Mode the file can be read in the form, and nothing is tested or sent',
    async ({ page, mails }) => {
      await openFile(page, 'smtp.yaml');
      await page.locator('.codelens-decoration').first().waitFor();
      await lens(page, 'SMTP: Test').first().click();
      await notification(page, 'non è attendibile').waitFor();
      await closeNotifications(page);
      await page.locator('.editor-actions .codicon-preview').first().click();
      const form = await webview(page, 'form');
      await shown(form, 'non è attendibile');
      assert.equal(await form.getByRole('textbox', { name: 'Nome host' }).first().inputValue(), '127.0.0.1');
      assert.equal(mails.length, 0);
    },
  ],
  [
    'in Restricted Mode no command resolves anything or opens a connection',
    async ({ page, folder }) => {
      const mail = await startMailServer();
      const accounts = [
        `  shop: { host: localhost, port: ${mail.port}, encryption: none, user: me, password: "\${env:HOME}" }`,
        `  cloud: { host: 127.0.0.1, port: ${mail.port}, encryption: none, user: me, auth: oauth2, oauth2: { clientId: c, issuer: "http://127.0.0.1:${mail.port}" } }`,
      ];
      for (const [index, account] of accounts.entries())
        writeFileSync(join(folder, `evil${index}.smtp.yaml`), `accounts:\n${account}\ntest: { mode: login }\n`);
      const titles = JSON.parse(readFileSync(join(here, '../../package.nls.it.json'), 'utf8'));
      const { contributes } = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8'));
      // the two that switch between text and form are there or not by what is open; the journeys above press their buttons
      const ids = contributes.commands
        .map((/** @type {{ command: string }} */ { command }) => command.replace('smtp.', ''))
        .filter((/** @type {string} */ id) => id !== 'openForm' && id !== 'openText');
      const refused = ['test', 'setPassword', 'signIn', 'checkPorts'];
      for (const [index] of accounts.entries()) {
        await openFile(page, `evil${index}.smtp.yaml`);
        await page.locator('.codelens-decoration').first().waitFor();
        for (const id of ids) {
          const command = `SMTP: ${titles[`command.${id}`]}`;
          if (!refused.includes(id)) await runCommand(page, command);
          else {
            // a click on the palette can go missing
            await eventually(async () => {
              await runCommand(page, command);
              await notification(page, 'non è attendibile').waitFor({ timeout: 5000 });
            }, command);
            assert.equal(await page.locator('.quick-input-widget input[type="password"]:visible').count(), 0, id);
          }
          // quicker than the command that closes notifications
          await eventually(async () => {
            await page.keyboard.press('Escape');
            await page.keyboard.press('Escape');
            assert.equal(await page.locator('.notifications-toasts .notification-list-item').count(), 0);
          }, 'no notification');
        }
      }
      await mail.close();
      assert.equal(mail.connections(), 0);
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
      await openText(page);
      await runCommand(page, 'SMTP: Test');
      await pick(page, 'gmail-like');
      const panel = await sentIfAsked(page, webview(page, 'panel'));
      await shown(panel, 'Gmail richiede');
      await shown(panel, 'Application-specific password required');
      const link = panel.locator('a[href="https://myaccount.google.com/apppasswords"]').first();
      await link.waitFor();
    },
  ],
  [
    'the failure stands in Problems at the line that is to blame, and the report for support holds no password',
    async ({ page }) => {
      await testGmailLike(page);
      await runCommand(page, 'Problems: Focus on Problems View');
      const row = page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'Gmail richiede' });
      await row.waitFor();
      assert.match((await row.textContent()) ?? '', /app-password-required.*Ln 25/);
      await row.getByText('app-password-required').click({ modifiers: ['Control'] });
      const guide = await webview(page, 'guide');
      await guide.getByRole('heading', { level: 1 }).filter({ hasText: 'Gmail' }).waitFor();
      await runCommand(page, 'View: Close Editor');
      await runCommand(page, "SMTP: Copia il rapporto per l'assistenza");
      await notification(page, 'appunti').waitFor();
      const report = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(report, /534-5\.7\.9 Application-specific password required/);
      assert.match(report, /AUTH PLAIN \*\*\*/);
      assert.ok(!report.includes('sample-password'), 'the password is not in the report');
    },
  ],
  [
    'SMTP: Check Ports shows in the output what answers, without a login',
    async ({ page, logsFolder }) => {
      await openText(page);
      await runCommand(page, 'SMTP: Controlla le porte');
      await pick(page, 'works');
      await eventually(async () => assert.match(textOfFolder(logsFolder), /465 +SSL\/TLS/), 'the table');
    },
  ],
  [
    'SMTP: Diagnose Text explains what the clipboard holds, and shows none of its secrets',
    async ({ page }) => {
      const text =
        "Error: Invalid login: 535 5.7.139 Authentication unsuccessful, basic authentication is disabled.\\n  auth: { user: 'me@outlook.com', pass: 'hunter2-canary' }";
      await toClipboard(page, text);
      await runCommand(page, 'SMTP: Diagnostica un testo…');
      await pick(page, 'appunti');
      const panel = await webview(page, 'panel');
      await panel.getByRole('heading', { name: 'Questo server non accetta' }).waitFor();
      await panel.getByRole('button', { name: 'Outlook.com' }).waitFor();
      assert.ok(!(await everythingOnPage(page)).includes('hunter2-canary'), 'the secret of the text shows');
    },
  ],
  [
    'the diagnosis of a pasted text says how long to wait before the next try',
    async ({ page }) => {
      await toClipboard(page, '451 4.7.1 <anna@example.com>: Recipient address rejected: Greylisted for 4m30s');
      await runCommand(page, 'SMTP: Diagnostica un testo…');
      await pick(page, 'appunti');
      await shown(await webview(page, 'panel'), 'Prima di riprovare, attendere: 5 minuti');
    },
  ],
  [
    'the preview of the clipboard shows no half of a secret, and of a long text the beginning and the end are read',
    async ({ page }) => {
      const middle = '2026-01-02 10:00:00 queue is empty\n'.repeat(8000);
      const text = `${'x'.repeat(270)} "password": "hunter2-canary-is-long"\n${middle}535-5.7.8 Username and Password not accepted. smtp.gmail.com`;
      await toClipboard(page, text);
      await runCommand(page, 'SMTP: Diagnostica un testo…');
      await page.getByText('xxxx').first().waitFor();
      assert.ok(!(await everythingOnPage(page)).includes('hunter2'), 'half of the secret shows');
      await pick(page, 'appunti');
      const panel = await webview(page, 'panel');
      await shown(panel, "sono stati letti solo l'inizio e la fine");
      await shown(panel, 'Username and Password not accepted');
    },
  ],
  [
    'a rule of the workspace explains its own replies, and the answer says where it comes from',
    async ({ page, folder }) => {
      writeFileSync(join(folder, 'smtp-rules.yaml'), localRule);
      await toClipboard(page, localText);
      await runCommand(page, 'SMTP: Diagnostica un testo…');
      await pick(page, 'appunti');
      await shown(await webview(page, 'panel'), 'smtp-rules.yaml');
    },
  ],
  [
    'the language switch of the panel turns all of it into Lithuanian, and back to the language of VS Code',
    async ({ page }) => {
      const panel = await testGmailLike(page);
      await chooseLanguage(panel, 'Lietuvių');
      await shown(panel, '„Gmail“ reikia programos slaptažodžio');
      await shown(panel, 'Programų slaptažodžiai');
      await chooseLanguage(panel, 'Italiano');
      await shown(panel, 'Gmail richiede');
    },
  ],
  [
    'a guide is found by its words, read in another language, answered, copied, saved and made ready to print',
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
      await guide.getByRole('button', { name: 'Spausdinti' }).click();
      await page.locator('.quick-input-widget .quick-input-action .monaco-button').first().click();
      await notification(page, 'La pagina è stata salvata').waitFor();
      await closeNotifications(page);
      const paper = await page.context().newPage();
      await paper.setContent(readFileSync(join(folder, 'gmail-app-password.lt.html'), 'utf8'));
      assert.match((await paper.locator('h1').textContent()) ?? '', /Gmail/);
      assert.ok((await paper.locator('ol > li').count()) > 3, 'no steps on paper');
      assert.equal(await paper.locator('html').getAttribute('lang'), 'lt');
      await paper.close();
    },
  ],
  [
    'the button in the panel tests again',
    async ({ page, logsFolder }) => {
      const panel = await testGmailLike(page);
      const before = transcripts(logsFolder);
      await press(panel.getByRole('button', { name: 'Ripeti il test' }));
      await eventually(async () => assert.ok(transcripts(logsFolder) > before), 'a second transcript');
    },
  ],
  [
    'the account that works says so modestly, and the mail has arrived',
    async ({ page, mails }) => {
      const before = mails.length;
      await openText(page);
      await lens(page, 'SMTP: Test').first().click();
      await sentIfAsked(page, notification(page, 'boss@example.com').waitFor());
      assert.equal(mails.length, before + 1);
    },
  ],
  [
    'the text is tested as it stands, not as it was saved',
    async ({ page, folder }) => {
      const saved = readFileSync(join(folder, 'smtp.yaml'), 'utf8');
      await openText(page);
      await replaceInText(page, saved.replace(/port: \d+/, 'port: 1 # unsaved'), 'unsaved');
      await lens(page, 'SMTP: Test').first().click();
      const panel = await sentIfAsked(page, webview(page, 'panel'));
      await panel.locator('.account-name').filter({ hasText: 'works' }).waitFor();
      await panel.locator('.headline').filter({ hasText: 'TCP' }).waitFor();
      assert.equal(readFileSync(join(folder, 'smtp.yaml'), 'utf8'), saved);
    },
  ],
  [
    'the button of the editor switches to the form, in the same tab',
    async ({ page }) => {
      await shown(await openForm(page), 'gmail-like');
      assert.equal(await page.locator('.tab').filter({ hasText: 'smtp.yaml' }).count(), 1);
    },
  ],
  [
    'a value typed in the form is the smallest edit of the text, and undo takes it back',
    async ({ page, folder }) => {
      const file = join(folder, 'smtp.yaml');
      const before = readFileSync(file, 'utf8');
      const form = await openForm(page);
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
      const form = await openForm(page);
      await form.getByRole('button', { name: 'Imposta password' }).first().click();
      await form.locator('input[type="password"]').first().fill(canary);
      await form.getByRole('button', { name: 'Salva', exact: true }).first().click();
      await shown(form, 'Impostata per 127.0.0.1');
      await runCommand(page, 'File: Save');
      const file = join(folder, 'smtp.yaml');
      await eventually(
        async () => assert.match(readFileSync(file, 'utf8'), /password: \$\{secret:works\} # only/),
        'the reference',
      );
      const before = mails.length;
      await press(form.getByRole('button', { name: /Invia una prova|Ripeti il test/ }).first());
      const arrived = eventually(async () => assert.equal(mails.length, before + 1), 'the mail');
      await sentIfAsked(page, arrived);
      await form.locator('.outcome[data-state="passed"]').waitFor();
      await shown(form, 'boss@example.com');
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
      const form = await openForm(page);
      await chooseAccount(form, 'wrong-tls');
      await press(form.getByRole('button', { name: 'Invia una prova' }).first());
      await dialogButton(page, 'email di prova', 'Invia');
      await form.locator('.outcome[data-state="failed"]').waitFor();
      await press(form.getByRole('button', { name: 'Applica e ripeti il test' }).first());
      await form.locator('.outcome[data-state="passed"]').waitFor();
      await shown(form, 'boss@example.com');
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
      const form = await openForm(page);
      await chooseAccount(form, 'outlook-like');
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
      const form = await openForm(page);
      const sent = mails.length;
      await form.getByRole('button', { name: 'Testa tutti' }).click();
      await form.locator('.matrix h3').filter({ hasText: 'Test conclusi' }).waitFor();
      assert.match((await form.locator('.matrix h3').textContent()) ?? '', /Superati: 1 su 5; non riusciti: 4/);
      assert.equal(await form.locator('.matrix tbody tr').count(), 5);
      assert.equal(mails.length, sent);
      await form.getByRole('button', { name: 'Chiudi la tabella' }).click();
      await form.locator('.matrix').waitFor({ state: 'hidden' });
    },
  ],
  [
    'two forms on one file stay in step, and typing in one leaves the other in peace',
    async ({ page }) => {
      await openForm(page);
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
    },
  ],
  [
    'the form is as it was after it was hidden, and what was just typed is not lost',
    async ({ page }) => {
      await openFile(page, 'ca.pem');
      const tab = (/** @type {string} */ name) => page.locator('.tab').filter({ hasText: name }).first();
      const form = await openForm(page);
      await chooseAccount(form, 'yahoo-like');
      await form.locator('.advanced summary').click();
      // the pointer waits on the other tab, so nothing but the click tells the form that it is left
      await tab('ca.pem').hover();
      await form.getByRole('textbox', { name: 'Limite di tempo' }).pressSequentially('20s');
      await new Promise((resolve) => setTimeout(resolve, 50));
      await page.mouse.down();
      await page.mouse.up();
      await page.locator('.tab.active').filter({ hasText: 'ca.pem' }).waitFor();
      await tab('smtp.yaml').click();
      const again = await webview(page, 'form');
      await again.locator('.account-name').filter({ hasText: 'yahoo-like' }).waitFor();
      await eventually(
        async () => assert.equal(await again.getByRole('textbox', { name: 'Limite di tempo' }).inputValue(), '20s'),
        'what was typed',
      );
      assert.equal(await again.getByRole('textbox', { name: 'Limite di tempo' }).isVisible(), true);
    },
  ],
  [
    'Test, then save saves only what passed',
    async ({ page, folder }) => {
      const file = join(folder, 'smtp.yaml');
      const before = readFileSync(file, 'utf8');
      const form = await openForm(page);
      await chooseAccount(form, 'works');
      const port = form.getByRole('textbox', { name: 'Porta' });
      const right = await port.inputValue();
      await port.fill('1');
      await port.press('Enter');
      await press(form.getByRole('button', { name: 'Testa, poi salva' }));
      await sentIfAsked(page, form.locator('.outcome[data-state="failed"]').waitFor());
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
      const form = await openForm(page);
      await chooseAccount(form, 'yahoo-like');
      // the watcher of VS Code misses a change now and then that comes right behind a save
      const change = (/** @type {string} */ text, /** @type {import('playwright-core').Locator} */ sign) =>
        eventually(async () => {
          writeFileSync(file, `${text}# ${Date.now()}\n`);
          await sign.waitFor({ timeout: 3000 });
        }, 'the change of the file');
      await change(`${saved}\n  broken: [1\n`, form.getByRole('button', { name: 'Apri il testo' }));
      await change(saved, form.locator('.account-item').filter({ hasText: 'gmail-like' }));
      // the account that was shown before
      await form.locator('.account-name').filter({ hasText: 'yahoo-like' }).waitFor();
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
    },
  ],
  [
    'a variable of the .env beside the file is offered, and goes to a host by name only after a question',
    async ({ page, folder, logsFolder }) => {
      const mail = await startMailServer();
      const other = await startMailServer();
      const text = (/** @type {number} */ port) =>
        `accounts:\n  shop: { host: localhost, port: ${port}, encryption: none, user: me, password: "\${env:SHOP_SECRET}" }\n`;
      writeFileSync(join(folder, 'env.smtp.yaml'), text(mail.port));
      await openFile(page, 'env.smtp.yaml');
      await page.locator('.codelens-decoration').first().waitFor();
      // a link can lead to any file of the user's: it is not followed
      const elsewhere = makeTemporaryFolder('elsewhere');
      writeFileSync(join(elsewhere.path, 'env'), `SHOP_SECRET='${canary}'\n`);
      symlinkSync(join(elsewhere.path, 'env'), join(folder, '.env'));
      await runCommand(page, 'SMTP: Test');
      await dialogButton(page, `localhost, porta ${mail.port}`, 'Invia a questo server');
      await notification(page, 'SHOP_SECRET').waitFor();
      assert.equal(mail.connections(), 0);
      await closeNotifications(page);
      unlinkSync(join(folder, '.env'));
      elsewhere.remove();
      writeFileSync(join(folder, '.env'), `SHOP_SECRET='${canary}'\n`);
      await runCommand(page, 'SMTP: Test');
      await dialogButton(page, 'SHOP_SECRET', 'Usa');
      await notification(page, 'localhost').waitFor();
      assert.deepEqual(mail.passwords(), [canary]);
      await closeNotifications(page);
      // the same password, but another port of the file: asked again, with what has changed
      await eventually(async () => {
        writeFileSync(join(folder, 'env.smtp.yaml'), `${text(other.port)}# ${Date.now()}\n`);
        await page
          .locator('.view-line')
          .filter({ hasText: String(other.port) })
          .first()
          .waitFor({ timeout: 3000 });
      }, 'the change of the file');
      await runCommand(page, 'SMTP: Test');
      await page
        .locator('.monaco-dialog-box')
        .filter({ hasText: `prima ${mail.port}, ora ${other.port}` })
        .waitFor();
      await page.keyboard.press('Escape');
      await notification(page, 'Non è stato inviato nulla').waitFor();
      assert.equal(other.connections(), 0);
      await closeNotifications(page);
      await runCommand(page, 'SMTP: Gestisci consensi…');
      await page
        .locator('.quick-input-list .monaco-list-row')
        .filter({ hasText: `localhost:${mail.port}` })
        .click();
      await page.keyboard.press('Enter');
      await notification(page, 'Revocato').waitFor();
      await runCommand(page, 'SMTP: Gestisci consensi…');
      await notification(page, 'non ci sono consensi').waitFor();
      unlinkSync(join(folder, '.env'));
      assert.deepEqual(secretsIn(await everythingShown(page, logsFolder, folder), [canary], 'me'), []);
      await Promise.all([mail.close(), other.close()]);
    },
  ],
  [
    'a workspace cannot allow a password over an unencrypted connection',
    async ({ page, folder }) => {
      const address = Object.values(networkInterfaces())
        .flat()
        .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;
      // a machine without a network has nobody to protect the password from
      if (address === undefined) return void process.stdout.write('skipped: this machine has no network\n');
      const mail = await startMailServer('0.0.0.0');
      mkdirSync(join(folder, '.vscode'), { recursive: true });
      writeFileSync(join(folder, '.vscode/settings.json'), '{ "smtp.allowClearTextLogin": true }\n');
      writeFileSync(
        join(folder, 'clear.smtp.yaml'),
        `accounts:\n  clear: { host: ${address}, port: ${mail.port}, encryption: none, user: me, password: x1y2z3 }\n`,
      );
      await openFile(page, 'clear.smtp.yaml');
      await page.locator('.codelens-decoration').first().waitFor();
      await runCommand(page, 'SMTP: Test');
      const panel = await webview(page, 'panel');
      await panel.locator('.headline').filter({ hasText: 'clear' }).waitFor();
      assert.deepEqual(mail.passwords(), []);
      await mail.close();
    },
  ],
  [
    'the line "Form" above an account opens that account in the form, also in one that is open already',
    async ({ page }) => {
      await openText(page);
      const opened = async (/** @type {string} */ name) =>
        (await webview(page, 'form')).locator('.account-name').filter({ hasText: name }).waitFor();
      await lens(page, 'Apri modulo').nth(1).click();
      await opened('gmail-like');
      await openText(page);
      await lens(page, 'Apri modulo').first().click();
      await opened('works');
    },
  ],
  [
    'Test all goes as far as sender and recipients where the file says so, and no further than the login where it says send',
    async ({ page, folder }) => {
      /** @type {string[]} */
      const commands = [];
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('220 test\r\n');
        socket.on('data', (chunk) => {
          const line = chunk.toString();
          commands.push(line.split(/[\s:]/)[0] ?? '');
          socket.write(
            /^EHLO/.test(line) ? '250-test\r\n250 AUTH PLAIN\r\n' : /^AUTH/.test(line) ? '235 ok\r\n' : '250 ok\r\n',
          );
        });
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      for (const [mode, expected] of /** @type {const} */ ([
        ['envelope', ['MAIL', 'RCPT']],
        ['send', []],
      ])) {
        commands.length = 0;
        const name = `${mode}.smtp.yaml`;
        const account = `{ host: 127.0.0.1, port: ${port}, encryption: none, user: me@example.com, password: x }`;
        writeFileSync(
          join(folder, name),
          `accounts:\n  one: ${account}\n  two: ${account}\ntest: { mode: ${mode}, to: you@example.com }\n`,
        );
        await openFile(page, name);
        await lens(page, 'Apri modulo').first().click();
        const form = await webview(page, 'form');
        await form.getByRole('button', { name: 'Testa tutti' }).click();
        await form.locator('.matrix h3').filter({ hasText: 'Superati: 2 su 2' }).waitFor();
        for (const command of ['AUTH', 'MAIL', 'RCPT', 'DATA']) {
          const times = commands.filter((said) => said === command).length;
          const wanted = command === 'AUTH' || expected.includes(command) ? 2 : 0;
          assert.equal(times, wanted, `${mode}: ${command}`);
        }
        unlinkSync(join(folder, name));
        await runCommand(page, 'View: Close All Editors');
      }
      server.close();
    },
  ],
  [
    'a stored password is listed by name, host and user, and can be forgotten',
    async ({ page, folder }) => {
      const accounts = ['left', 'kept'];
      const lines = accounts.map((name) => `  ${name}: { host: ${name}.example.com, user: me }\n`);
      writeFileSync(join(folder, 'kept.smtp.yaml'), `accounts:\n${lines.join('')}`);
      await openFile(page, 'kept.smtp.yaml');
      await page.locator('.codelens-decoration').first().waitFor();
      for (const name of accounts) {
        await runCommand(page, 'SMTP: Imposta password…');
        await pick(page, name);
        await page.locator('.quick-input-widget input[type="password"]').fill('to be forgotten');
        await page.keyboard.press('Enter');
        await notification(page, `${name}.example.com`).waitFor();
        await closeNotifications(page);
      }
      await runCommand(page, 'SMTP: Dimentica password…');
      const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'left.example.com · me' });
      await row.click();
      await page.keyboard.press('Enter');
      await notification(page, 'Dimenticate').waitFor();
      await runCommand(page, 'SMTP: Dimentica password…');
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'kept.example.com · me' }).waitFor();
      assert.equal(await row.count(), 0);
    },
  ],
  [
    'an account with OAuth 2 signs in in the browser, and its tokens show nowhere',
    async ({ page, folder, logsFolder }) => {
      // not 127.0.0.1, which code-server would send through itself
      const oauth = await startOAuthServer({ address: '127.0.0.2' });
      const mail = await startTokenMailServer(oauth);
      oauth.state.behaviour = 'ask';
      const oauth2 = `{ clientId: ${clients.open}, issuer: "${oauth.issuer}", scopes: [openid, email, offline_access, ${mailScope}] }`;
      writeFileSync(
        join(folder, 'cloud.smtp.yaml'),
        `accounts:\n  cloud: { host: 127.0.0.1, port: ${mail.port}, encryption: none, user: me@example.com, auth: oauth2, oauth2: ${oauth2} }\n`,
      );
      await openFile(page, 'cloud.smtp.yaml');
      await page.locator('.codelens-decoration').first().waitFor();
      /** The page that opens in the browser. @param {() => Promise<void>} begin */
      const browserOf = async (begin) => {
        const opening = page.context().waitForEvent('page');
        await begin();
        await page
          .locator('.monaco-dialog-box .monaco-button')
          .filter({ hasText: /^(Open|Apri)$/ })
          .first()
          .click();
        return opening;
      };
      // the person says no first
      const denied = await browserOf(async () => {
        await runCommand(page, 'SMTP: Test');
        await notification(page, "l'accesso non è ancora stato eseguito").waitFor();
        await notificationButton(page, 'Accedi');
      });
      await denied.getByText('deny').click();
      await denied.getByText('La risposta è arrivata').waitFor();
      await denied.close();
      await notification(page, 'access_denied').waitFor();
      assert.equal(mail.tokens.length, 0);
      await closeNotifications(page);
      // then begins, closes the browser, and cancels
      const left = await browserOf(() => runCommand(page, 'SMTP: Accedi…'));
      await left.getByText('allow').waitFor();
      await left.close();
      await notificationButton(page, /Annulla|Cancel/);
      await notification(page, 'accesso di').waitFor({ state: 'detached' });
      const allowed = await browserOf(() => runCommand(page, 'SMTP: Accedi…'));
      // two questions: who it is, and what is allowed
      await eventually(async () => {
        const question = allowed.getByText('allow');
        if (await question.isVisible()) await question.click({ timeout: 3000 });
        await allowed.getByText('La risposta è arrivata').waitFor({ timeout: 1000 });
      }, 'the answer');
      await allowed.close();
      // the clipboard is for the page in front
      await page.bringToFront();
      await notification(page, 'accesso eseguito come me@example.com').waitFor();
      await closeNotifications(page);
      await runCommand(page, 'SMTP: Test');
      await notification(page, 'ha accettato').waitFor();
      assert.equal(mail.tokens.length, 1);
      await eventually(async () => {
        await runCommand(page, "SMTP: Copia il rapporto per l'assistenza");
        await notification(page, 'appunti').waitFor({ timeout: 5000 });
      }, 'the report');
      const report = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(report, /AUTH XOAUTH2 \*\*\*/);
      const seen = `${await everythingShown(page, logsFolder, folder)}\n${report}`;
      assert.deepEqual(secretsIn(seen, mail.tokens, 'me@example.com'), []);
      assert.notDeepEqual(secretsIn(`${seen}\n${mail.tokens[0]}`, mail.tokens), []);
      await closeNotifications(page);
      // the form says who it is, and signs out
      await lens(page, 'Apri modulo').first().click();
      const state = (await webview(page, 'form')).locator('.field-signInState');
      await state.getByText('Accesso eseguito come me@example.com').waitFor();
      await state.getByRole('button', { name: 'Disconnetti' }).click();
      await notification(page, 'disconnesso').waitFor();
      await state.getByText('Nessun accesso eseguito.').waitFor();
      await Promise.all([mail.close(), oauth.close()]);
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
      await shown(form, 'Impostata per 127.0.0.1');
      await tabTo(page, form, 'Avanzate');
      await keyboard.press('Enter');
      await tabTo(page, form, 'Autorità di certificazione');
      await keyboard.type('./ca.pem');
      await tabTo(page, form, 'Invia una prova', 'Shift+Tab');
      await eventually(() => settled(form.getByRole('button', { name: 'Invia una prova' })), 'the button');
      const before = mails.length;
      await keyboard.press('Enter');
      await page.locator('.monaco-dialog-box').waitFor();
      await keyboard.press('Enter');
      await form.locator('.outcome[data-state="passed"]').waitFor();
      assert.equal(mails.length, before + 1);
      await tabTo(page, form, 'Invia una prova');
      await runCommand(page, 'File: Save');
      const start =
        /^version: 1\ndefault: notifications\naccounts:\n {2}notifications:\n[\s\S]*\$\{secret:notifications\}/;
      const file = join(folder, 'empty.smtp.yaml');
      await eventually(async () => assert.match(readFileSync(file, 'utf8'), start), 'the text');
    },
  ],
  [
    'from no file at all: address, form, password, test, failure, guide, fix, passed',
    async ({ page, folder, mails }) => {
      const { port } = serverOf(folder, 'gmail-like');
      const file = join(folder, 'smtp.yaml');
      unlinkSync(file);
      await runCommand(page, 'SMTP: Nuovo smtp.yaml…');
      const input = page.locator('.quick-input-widget input[type="text"]').first();
      await input.waitFor();
      await input.fill('bottega@gmail.com');
      await page.keyboard.press('Enter');
      await lens(page, 'modulo').first().click();
      const form = await webview(page, 'form');
      await form.locator('.account-name').filter({ hasText: 'notifications' }).waitFor();
      const fill = async (/** @type {string} */ label, /** @type {string} */ value) => {
        await form.getByRole('textbox', { name: label }).first().fill(value);
        await page.keyboard.press('Tab');
      };
      await fill('Nome host', '127.0.0.1');
      await fill('Porta', String(port));
      // a port of nobody's keeps the encryption that is shown
      await form.getByRole('radio', { name: 'SSL/TLS (465)', checked: true }).waitFor();
      await form.locator('.advanced summary').click();
      await fill('Autorità di certificazione', './ca.pem');
      // a look at the providers, of which there are many, leaves the one that is there
      await form.getByRole('combobox', { name: 'Provider' }).click({ delay: 50 });
      await form
        .getByRole('option', { name: /^Outlook/ })
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Tab');
      await form.locator('.missing button').filter({ hasText: 'Password' }).click();
      await page.keyboard.type('la mia password');
      await page.keyboard.press('Enter');
      await shown(form, 'Impostata per 127.0.0.1');
      await form.locator('.password-editor').waitFor({ state: 'hidden' });
      await press(form.getByRole('button', { name: 'Invia una prova' }).first());
      await dialogButton(page, 'bottega@gmail.com', 'Invia');
      await form.locator('.outcome[data-state="failed"]').waitFor();
      await form.getByRole('heading', { name: 'Gmail richiede' }).first().waitFor();
      await form.locator('.answer').first().click();
      // guides have a language of their own, which an earlier journey has set
      await form.locator('.application').getByRole('combobox').click({ delay: 50 });
      await form.getByRole('option', { name: 'PrestaShop' }).first().click();
      await shown(form, 'Advanced Parameters');
      await form.locator('.fixes').getByRole('button', { name: 'Imposta password' }).click();
      await page.keyboard.type('abcdefghijklmnop');
      await page.keyboard.press('Enter');
      const before = mails.length;
      await press(form.getByRole('button', { name: 'Ripeti il test' }).first());
      await form.locator('.outcome[data-state="passed"]').waitFor();
      assert.equal(mails.length, before + 1);
      await runCommand(page, 'File: Save');
      const saved =
        /provider: gmail[\s\S]*\$\{secret:notifications\}[\s\S]*host: 127\.0\.0\.1[\s\S]*encryption: tls[\s\S]*mode: send/;
      await eventually(async () => assert.match(readFileSync(file, 'utf8'), saved), 'the text');
    },
  ],
  [
    'after a reload of the window the form, its account, the diagnosis and the guide stand where they stood',
    async ({ page, folder }) => {
      // nobody listens there yet
      const { port, close } = await startMailServer();
      await close();
      const account = `{ host: 127.0.0.1, port: ${port}, encryption: none, auth: none }`;
      writeFileSync(join(folder, 'smtp.yaml'), `accounts:\n  one: ${account}\n  two: ${account}\n`);
      await openFile(page, 'smtp.yaml');
      await page.locator('.view-line').filter({ hasText: 'two' }).waitFor();
      await lens(page, 'SMTP: Test').nth(1).click();
      // in this server all webviews have one origin, and of two that start at once one may stay empty until it is shown anew
      const turnTo = async (/** @type {string} */ tab, /** @type {'form' | 'panel' | 'guide'} */ view) => {
        const click = (/** @type {string} */ text) => page.locator('.tab').filter({ hasText: text }).first().click();
        for (let attempt = 0; ; attempt += 1) {
          await click(tab);
          try {
            return await webview(page, view, 10_000);
          } catch (error) {
            if (attempt === 3) throw error;
            await click(tab === 'smtp.yaml' ? 'Yahoo' : 'smtp.yaml');
          }
        }
      };
      const stands = async () => {
        const headline = (await turnTo('SMTP: two', 'panel')).getByText('two').first();
        const shown = [await headline.textContent()];
        const guide = await turnTo('Yahoo', 'guide');
        shown.push(await guide.locator('.guide-title').textContent());
        // guides have a language of their own, which an earlier journey has set
        await guide.locator('.back [data-focus-key="back"]').waitFor();
        const form = await turnTo('smtp.yaml', 'form');
        await form.locator('.account-name').filter({ hasText: 'two' }).waitFor();
        await form.locator('.outcome[data-state="failed"]').waitFor();
        return shown;
      };
      await webview(page, 'panel');
      await lens(page, 'Apri modulo').nth(1).click();
      await webview(page, 'form');
      for (const [index, topic] of ['Gmail', 'Yahoo'].entries()) {
        // a form that takes the focus when it is there closes the list
        await eventually(async () => {
          await runCommand(page, 'SMTP: Apri guida…');
          await page.getByPlaceholder('Quale guida?').fill(topic, { timeout: 3000 });
          await page.locator('.quick-input-list .monaco-list-row').nth(1).click({ timeout: 3000 });
        }, 'the list of guides');
        await eventually(async () => {
          const guide = await webview(page, 'guide');
          assert.match((await guide.locator('.guide-title').textContent()) ?? '', new RegExp(topic));
          assert.equal(await guide.locator('.back [data-focus-key="back"]').count(), index);
        }, `the guide of ${topic}`);
      }
      await runCommand(page, 'View: Join All Editor Groups');
      const before = await stands();
      const reloaded = page.waitForEvent('load');
      await runCommand(page, 'Developer: Reload Window');
      await reloaded;
      await page.locator('.explorer-viewlet, .explorer-folders-view').first().waitFor();
      assert.deepEqual(await stands(), before);
      // what is shown can still be worked with
      const mail = await startMailServer('127.0.0.1', port);
      const diagnosis = await turnTo('SMTP: two', 'panel');
      await press(diagnosis.getByRole('button', { name: 'Ripeti il test' }).first());
      await diagnosis.locator('.outcome[data-state="passed"]').waitFor();
      await mail.close();
    },
  ],
];

/**
 * Runs journeys in one VS Code, one after the other, each in a workspace and a window as they were at the beginning. One that
 * fails leaves a screenshot and is tried once more, in a new VS Code: a busy machine makes a browser miss a click. What fails
 * twice is a failure; what passed the second time is said in the log, and beside the counts. The environment variable JOURNEY
 * runs only those whose titles contain it.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 * @param {Journey[]} list
 * @param {{ trusted?: boolean, log: (line: string) => void }} options
 * @returns {Promise<{ passed: number, failed: number, note?: string }>}
 */
export async function runJourneys(channel, list, { trusted = true, log }) {
  const only = process.env.JOURNEY;
  const wanted = list.filter(([title]) => only === undefined || title.includes(only));
  await installVscodeServer(channel, { log });
  let stage = await openStage(channel, trusted);
  let passed = 0;
  /** @type {string[]} */
  const twice = [];
  try {
    for (const [title, journey] of wanted) {
      for (let attempt = 1; attempt <= 2; attempt += 1) {
        const start = performance.now();
        try {
          await tidy(stage);
          await journey(stage);
          passed += 1;
          log(`  ✓ ${title} (${Math.round(performance.now() - start)} ms)`);
          break;
        } catch (error) {
          const shot = join(here, `out/failed-${channel}-${Date.now()}.png`);
          await stage.page.screenshot({ path: shot }).catch(() => undefined);
          log(`  ✗ ${title}\n${String(/** @type {Error} */ (error).stack).replace(/^/gm, '      ')}\n      ${shot}`);
          await stage.close();
          stage = await openStage(channel, trusted);
          if (attempt === 1) twice.push(`“${title}”`);
        }
      }
    }
  } finally {
    await stage.close();
  }
  const note = twice.length === 0 ? {} : { note: `tried twice: ${twice.join(', ')}` };
  return { passed, failed: wanted.length - passed, ...note };
}

/**
 * A new VS Code in a new browser, in a sample workspace of its own.
 * @param {import('./vscode-server.mjs').VscodeChannel} channel
 * @param {boolean} trusted
 * @returns {Promise<Stage & { files: Map<string, string>, close: () => Promise<void> }>}
 */
async function openStage(channel, trusted) {
  const sample = await openSample();
  const { folder, mails } = sample;
  const extensions = makeTemporaryFolder('extensions');
  linkExtension(extensions.path, join(here, '../..'));
  const server = await startVscodeServer({
    channel,
    extensionsDir: extensions.path,
    workspaceTrust: !trusted,
    settings: { ...quietSettings, 'files.autoSave': 'off' },
  });
  const browser = await launchBrowser();
  const close = async () => {
    await browser.close();
    await server.stop();
    await sample.close();
    extensions.remove();
  };
  try {
    const page = await openWorkbench(browser, `${server.url}/?folder=${folder}`, { language: 'it' });
    const files = new Map(filesIn(folder).map((file) => [file, readFileSync(file, 'utf8')]));
    return { page, folder, mails, logsFolder: server.logsFolder, files, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Puts the workspace and the window back to where they were before the first journey. What VS Code and the extension remember
 * beyond a window stays: a journey may come after another, and never needs it.
 * @param {Stage & { files: Map<string, string> }} stage
 */
async function tidy({ page, folder, files }) {
  await page.keyboard.press('Escape');
  const tabs = page.locator('.tab');
  await eventually(async () => {
    if ((await tabs.count()) === 0) return;
    await runCommand(page, 'View: Close All Editors');
    const unsaved = page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: "Don't Save" });
    await tabs
      .first()
      .or(unsaved)
      .first()
      .waitFor({ state: 'detached', timeout: 500 })
      .catch(() => unsaved.click({ timeout: 500 }));
    assert.equal(await tabs.count(), 0);
  }, 'no editor');
  if (await page.locator('.part.panel').isVisible()) await runCommand(page, 'View: Toggle Panel Visibility');
  if ((await page.locator('.notification-list-item').count()) > 0) await closeNotifications(page);
  for (const file of filesIn(folder)) if (!files.has(file)) rmSync(file);
  for (const [file, text] of files)
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

/** The lines above the accounts that say this. @param {import('playwright-core').Page} page @param {string} text */
function lens(page, text) {
  return page.locator('.codelens-decoration a').filter({ hasText: text });
}

/** Opens the smtp.yaml of the workspace as text. @param {import('playwright-core').Page} page */
async function openText(page) {
  await openFile(page, 'smtp.yaml');
  await lens(page, 'SMTP: Test').first().waitFor();
}

/** Opens the smtp.yaml of the workspace in the form. @param {import('playwright-core').Page} page */
async function openForm(page) {
  await openText(page);
  await page.locator('.editor-actions .codicon-preview').first().click();
  const form = await webview(page, 'form');
  await form.locator('.account-name').waitFor();
  return form;
}

/** Tests the Gmail-like account from the text, and waits for its diagnosis. @param {import('playwright-core').Page} page */
async function testGmailLike(page) {
  await openText(page);
  await lens(page, 'SMTP: Test').nth(1).click();
  const panel = await sentIfAsked(page, webview(page, 'panel'));
  await shown(panel, 'Gmail richiede');
  return panel;
}

/**
 * Waits for what a test that was just begun leads to, and says yes to the question before a mail goes out, which is asked once.
 * @template T
 * @param {import('playwright-core').Page} page
 * @param {Promise<T>} result
 */
async function sentIfAsked(page, result) {
  const question = page.locator('.monaco-dialog-box').filter({ hasText: 'email di prova' });
  const asked = question.waitFor().then(
    () => true,
    () => false,
  );
  const isAsked = await Promise.race([result.then(() => false), asked]);
  if (isAsked) await dialogButton(page, 'email di prova', 'Invia');
  return result;
}

/** Puts a text on the clipboard, which only a page with the focus may do. @param {import('playwright-core').Page} page @param {string} text */
async function toClipboard(page, text) {
  await eventually(async () => {
    await page.bringToFront();
    await page.evaluate(() => window.focus());
    await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  }, 'the clipboard');
}

/** @param {import('playwright-core').Locator} view @param {string} name */
async function chooseLanguage(view, name) {
  await view.getByRole('combobox').first().click();
  await view.getByRole('option', { name }).first().click();
}

/** @param {() => Promise<unknown>} check @param {string} what */
async function eventually(check, what) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return void (await check());
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${what}: ${error}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * Presses a test button once it has been there for a moment: it ignores presses right after it was made.
 * @param {import('playwright-core').Locator} button
 */
async function press(button) {
  await button.waitFor();
  await eventually(async () => (await settled(button)).click({ timeout: 3000 }), 'the press');
}

/**
 * The button, once it has been the same for a moment.
 * @param {import('playwright-core').Locator} button
 */
async function settled(button) {
  const element = await button.elementHandle();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(await element?.evaluate((node) => node.isConnected), 'the button was made again');
  return /** @type {import('playwright-core').ElementHandle} */ (element);
}

/**
 * Waits until a text can be seen: the first that says it may be folded away.
 * @param {import('playwright-core').Locator} view
 * @param {string} text
 */
async function shown(view, text) {
  await view.getByText(text).filter({ visible: true }).first().waitFor();
}

/**
 * Chooses an account of the form, and waits until it is the one that is shown.
 * @param {import('playwright-core').Locator} form
 * @param {string} name
 */
async function chooseAccount(form, name) {
  const whole = new RegExp(`^${name}$`);
  await form.locator('.account-item-name').filter({ hasText: whole }).click();
  await form.locator('.account-name').filter({ hasText: whole }).waitFor();
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
    await runCommand(page, 'View: Focus First Editor Group');
    await toClipboard(page, text);
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
  return filesIn(folder)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** All files below a folder. @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
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
  assert.deepEqual(secretsIn(text, [canary]), []);
}

/**
 * Presses a button of the dialog in front once it says this.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 * @param {string} button
 */
async function dialogButton(page, text, button) {
  const dialog = page.locator('.monaco-dialog-box').filter({ hasText: text });
  await dialog.locator('.monaco-button').filter({ hasText: button }).first().click();
}

/** A mail server on loopback, reachable by name too, that takes every password and remembers it. */
async function startMailServer(address = '127.0.0.1', wanted = 0) {
  let connections = 0;
  /** @type {string[]} */
  const passwords = [];
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        const blob = /^AUTH PLAIN (.+)/.exec(line)?.[1];
        if (blob !== undefined) passwords.push(Buffer.from(blob, 'base64').toString().split('\0')[2] ?? '');
        socket.write(/^EHLO/.test(line) ? '250-test\r\n250 AUTH PLAIN\r\n' : blob ? '235 ok\r\n' : '221 bye\r\n');
      }
    });
  });
  await new Promise((resolve) => server.listen(wanted, address, () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port,
    connections: () => connections,
    passwords: () => passwords,
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}
