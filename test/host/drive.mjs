import { setDisplayLanguage } from './run-host-tests.mjs';

/**
 * Opens a VS Code page and waits until its workbench is there.
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {{ language?: string, viewport?: { width: number, height: number } }} [options]
 * @returns {Promise<import('playwright-core').Page>}
 */
export async function openWorkbench(browser, address, { language, viewport = { width: 1280, height: 800 } } = {}) {
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  await setDisplayLanguage(context, language);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(address, { timeout: 60_000 });
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.explorer-viewlet, .explorer-folders-view').first().waitFor();
  return page;
}

/**
 * Types a command into the command palette and runs it. The palette lists a command only once its extension is known, so it is
 * opened again until then.
 * @param {import('playwright-core').Page} page
 * @param {string} command such as `SMTP: Test`
 */
export async function runCommand(page, command) {
  const hit = page.locator('.quick-input-list .monaco-list-row', {
    has: page.locator(`.label-name`, { hasText: exactly(command) }),
  });
  for (let attempt = 0; ; attempt += 1) {
    try {
      await page.keyboard.press('F1');
      // what takes the focus at this moment closes the palette
      await page.locator('.quick-input-widget input[type="text"]').first().fill(`>${command}`, { timeout: 3000 });
      await hit.first().waitFor({ timeout: 3000 });
      return await hit.first().click({ timeout: 3000 });
    } catch (error) {
      if (attempt === 10) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** @param {string} text */
function exactly(text) {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

/**
 * Chooses an entry of the list that is open.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 */
export async function pick(page, text) {
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first().click();
}

/**
 * Opens a file of the explorer.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
export async function openFile(page, name) {
  // the whole name: others end with it
  const whole = new RegExp(`^${name.replaceAll('.', '\\.')}$`);
  const entry = page.locator('.explorer-folders-view .label-name').filter({ hasText: whole }).first();
  // the watcher of VS Code misses a new file now and then
  await entry.waitFor({ timeout: 5000 }).catch(async () => {
    await page.locator('.explorer-folders-view').first().hover();
    await page.locator('.action-label[aria-label="Refresh Explorer"]').click();
  });
  await entry.dblclick();
  await page.locator('.tab.active').filter({ hasText: name }).waitFor();
}

/**
 * The inside of the form, of the diagnosis panel or of the guide panel. Waits until its page is there.
 * @param {import('playwright-core').Page} page
 * @param {'form' | 'panel' | 'guide'} view
 * @param {number} [timeoutMs]
 * @returns {Promise<import('playwright-core').Locator>}
 */
export async function webview(page, view, timeoutMs = 30_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    for (const frame of page.frames()) {
      const body = frame.locator(`body[data-view="${view}"]`);
      const shown = await body.isVisible().catch(() => false);
      if (shown) return body;
    }
    if (Date.now() > deadline) throw new Error(`The ${view} did not open.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * A notification with this text.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 */
export function notification(page, text) {
  return page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
}

/**
 * Presses a button of a notification.
 * @param {import('playwright-core').Page} page
 * @param {string | RegExp} text
 */
export async function notificationButton(page, text) {
  await page.locator('.notifications-toasts .monaco-button').filter({ hasText: text }).first().click();
}

/**
 * Everything that the page and its webviews show, as text and as markup.
 * @param {import('playwright-core').Page} page
 */
export async function everythingOnPage(page) {
  const parts = await Promise.all(page.frames().map((frame) => frame.content().catch(() => '')));
  return parts.join('\n');
}
