import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account, failedRun, formState, guide, guideState, panelState } from './fixtures';
import type { View } from './page';
import { type ThemeKind, themes } from './themes';
import { useStage } from './use-stage';

const stage = useStage();
let view: View;

const last = async () => (await view.messages()).at(-1);
const press = (name: string) => view.page.getByRole('button', { name, exact: true }).click();
const shownSections = async () => (await view.page.locator('h2:visible').allTextContents()).sort();
const picked = () => view.page.getByRole('button', { pressed: true }).allTextContents();
const focused = () => view.page.evaluate(() => document.activeElement?.textContent);
const all = ['If it is missing', 'What to ask', 'What to do', 'What you should see'];

describe('the guide panel', () => {
  beforeEach(async () => {
    view = await stage.open({ view: 'guide', width: 700 });
    await view.show(guideState());
  });
  afterEach(() => {
    expect(view.problems).toEqual([]);
  });

  test('shows title, sections, labels, examples and sources', async () => {
    expect(await view.page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Microsoft 365: let the mailbox send',
    );
    expect(await shownSections()).toEqual(all);
    expect(await view.page.locator('.steps li').first().textContent()).toBe(
      'Open Aktywni użytkownicy (Active users) in the admin center.',
    );
    expect(await view.page.getByRole('link', { name: 'the admin center' }).getAttribute('href')).toBe(
      'https://admin.microsoft.com/',
    );
    expect(await view.page.getByText('port: 587').isVisible()).toBe(true);
    expect(await view.page.getByText('A handbook').isVisible()).toBe(false);
    await view.page.getByText('Sources (2) · older than 12 months: 1').click();
    expect(await view.page.locator('.sources li').allTextContents()).toEqual([
      'Timeline, January 2025 (older than 12 months, possibly outdated)',
      'A handbook, November 1, 2026',
    ]);
  });

  test('an answer shows its section, hides those of the others, and takes the focus there', async () => {
    await press('The administrator');
    expect(await shownSections()).toEqual(all.filter((title) => title !== 'What to ask'));
    expect(await focused()).toBe('What to do');
    expect(await picked()).toEqual(['The administrator']);
    await press('No');
    expect(await shownSections()).toEqual(['If it is missing', 'What to do']);
    await press('A user');
    expect(await shownSections()).toEqual(['If it is missing', 'What to ask', 'What to do']);
    expect(await picked()).toEqual(['A user', 'No']);
    await press('Yes');
    expect(await shownSections()).toEqual(['What to ask', 'What you should see']);
    await press('Show everything');
    expect(await shownSections()).toEqual(all);
    expect(await picked()).toEqual([]);
    expect(await view.page.getByRole('button', { name: 'Show everything' }).count()).toBe(0);
    expect(await focused()).toBe('The administrator');
  });

  test('an answer or a reference opens another guide, and hides nothing', async () => {
    await press('I have a personal account');
    expect(await last()).toEqual({ type: 'guide-open', guide: 'outlook' });
    await view.page.getByRole('link', { name: 'security defaults' }).click();
    expect(await last()).toEqual({ type: 'guide-open', guide: 'm365-defaults' });
    expect(await shownSections()).toEqual(all);
  });

  test('another guide begins at its title, with nothing picked, and leads back', async () => {
    await press('A user');
    await view.show(guideState(guide({ id: 'other', title: 'Another guide' }), true));
    expect(await focused()).toBe('Another guide');
    expect(await shownSections()).toEqual(all);
    await press('Back');
    expect(await last()).toEqual({ type: 'guide-back' });
  });

  test('speaks its own language, and keeps answers and focus when it changes', async () => {
    await press('A user');
    const language = view.page.getByRole('combobox', { name: 'Language of the guide' });
    await language.click();
    await view.page.getByRole('option', { name: 'Lietuvių' }).click();
    expect(await last()).toEqual({ type: 'guide-language', language: 'lt' });
    await view.show(guideState(guide({ language: 'lt' })));
    expect(await view.page.evaluate(() => document.documentElement.lang)).toBe('lt');
    expect(await view.page.getByRole('combobox', { name: 'Vadovo kalba' }).textContent()).toContain('Lietuvių');
    expect(await view.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Vadovo kalba');
    expect(await view.page.getByRole('button', { name: 'Rodyti viską' }).isVisible()).toBe(true);
    expect(await shownSections()).not.toContain('What to do');
  });

  test('copies steps and messages and saves, and says what was copied', async () => {
    await press('Copy steps');
    expect(await last()).toEqual({ type: 'guide-copy', guide: 'm365' });
    await view.page.locator('.guide-tools').getByText('Copied').waitFor();
    await press('Copy message');
    expect(await last()).toEqual({ type: 'guide-copy-message', text: 'Please switch on SMTP AUTH\nfor my mailbox.' });
    await view.page.locator('.message').getByText('Copied').waitFor();
    await press('Save as Markdown');
    expect(await last()).toEqual({ type: 'guide-save', guide: 'm365' });
    await press('Print…');
    expect(await last()).toEqual({ type: 'guide-print', guide: 'm365' });
  });

  test('shows where the values are entered in the application that is chosen', async () => {
    const choices = [
      { id: 'joomla', name: 'Joomla' },
      { id: 'wp', name: 'WordPress' },
    ];
    const of = (chosen: string) => ({
      choices,
      chosen,
      blocks:
        chosen === '' ? [] : [{ type: 'list' as const, items: [[{ type: 'label' as const, text: 'SMTP Host' }]] }],
    });
    await view.show(guideState(guide({ provider: 'microsoft365', application: of('') })));
    const application = view.page.getByRole('combobox', { name: 'Your application' });
    expect(await application.textContent()).toContain('Choose…');
    await application.click();
    await view.page.getByRole('option', { name: 'WordPress' }).click();
    expect(await last()).toEqual({ type: 'guide-application', application: 'wp' });
    await view.show(guideState(guide({ provider: 'microsoft365', application: of('wp') })));
    expect(await view.page.locator('.application li').allTextContents()).toEqual(['SMTP Host']);
    expect(await view.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Your application');
    await press('Copy steps');
    expect(await last()).toEqual({ type: 'guide-copy', guide: 'm365', provider: 'microsoft365' });
    await view.page.getByRole('link', { name: 'security defaults' }).click();
    expect(await last()).toEqual({ type: 'guide-open', guide: 'm365-defaults', provider: 'microsoft365' });
    await application.click();
    await view.page.getByRole('option', { name: 'Choose…' }).click();
    expect(await last()).toEqual({ type: 'guide-application', application: '' });
  });

  test('can be worked with the keyboard alone', async () => {
    const reached = new Set<string>();
    for (let index = 0; index < 14; index += 1) {
      await view.page.keyboard.press('Tab');
      reached.add(
        await view.page.evaluate(() => {
          const element = document.activeElement;
          return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
        }),
      );
    }
    await view.page.getByRole('link', { name: 'security defaults' }).focus();
    await view.page.keyboard.press('Enter');
    expect(await last()).toEqual({ type: 'guide-open', guide: 'm365-defaults' });
    for (const name of ['Copy steps', 'A user', 'Yes', 'the admin center', 'Copy message', 'security defaults'])
      expect([...reached]).toContain(name);
  });

  test.each([
    null,
    { type: 'guide-state' },
    { ...guideState(), canGoBack: 'yes' },
    { ...guideState(), guide: { ...guide(), blocks: [{ type: 'table' }] } },
    { ...guideState(), guide: { ...guide(), questions: [{ id: 'x' }] } },
    { ...guideState(), guide: { ...guide(), texts: null } },
    { ...guideState(), guide: { ...guide(), application: { choices: [], chosen: '', blocks: [{ type: 'steps' }] } } },
    panelState(failedRun()),
  ])('a message of the wrong shape is ignored: %#', async (message) => {
    await view.show(message as object);
    expect(await view.page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Microsoft 365: let the mailbox send',
    );
  });

  test('its answers are still there after the panel was hidden', async () => {
    await press('The administrator');
    view = await stage.open({ view: 'guide', memory: await view.memory() });
    await view.show(guideState());
    expect(await picked()).toEqual(['The administrator']);
    expect(await shownSections()).toEqual(all.filter((title) => title !== 'What to ask'));
  });

  test('markup in a guide is text', async () => {
    const evil = '<img src=x onerror="window.hacked=1">';
    await view.show(
      guideState(guide({ id: 'evil', title: evil, blocks: [{ type: 'code', language: 'text', text: evil }] })),
    );
    expect(await view.page.locator('img').count()).toBe(0);
    expect(await view.page.locator('pre').textContent()).toBe(evil);
  });
});

describe('at any width and in any theme', () => {
  test.each([300, 480, 1200])('nothing is cut off at %i px', async (width) => {
    view = await stage.open({ view: 'guide', width });
    await view.show(guideState(guide({ language: 'lt', outdated: true }), true));
    expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  test.each(Object.keys(themes) as ThemeKind[])('the picked answer is told apart in %s', async (theme) => {
    view = await stage.open({ view: 'guide', theme });
    await view.show(guideState());
    await press('A user');
    const look = (name: string) =>
      view.page.getByRole('button', { name }).evaluate((element) => {
        const { borderColor, fontWeight } = getComputedStyle(element);
        return [borderColor, fontWeight, element.querySelector('.codicon')?.checkVisibility()];
      });
    const [picked, other] = [await look('A user'), await look('The administrator')];
    expect(picked[0]).not.toBe(other[0]);
    expect(picked.slice(1)).toEqual(['600', true]);
    expect(other.slice(1)).toEqual(['400', false]);
  });
});

describe('the guide of a failed test', () => {
  test('has its own language and can be answered, and a new stage of the test leaves both alone', async () => {
    view = await stage.open({ view: 'panel', width: 600 });
    const run = (changes = {}) => failedRun({ guide: guide({ language: 'lt' }), ...changes });
    await view.show(panelState(run()));
    expect(await view.page.locator('.guide').getAttribute('lang')).toBe('lt');
    await press('A user');
    expect(await view.page.locator('h5:visible').allTextContents()).not.toContain('What to do');
    await view.show(panelState(run({ headline: 'Changed.' })));
    expect(await view.page.locator('h5:visible').allTextContents()).not.toContain('What to do');
    await press('Įrašyti kaip „Markdown“');
    expect(await last()).toEqual({ type: 'guide-save', guide: 'm365' });
    expect(view.problems).toEqual([]);
  });

  test('its answers are still there after the form was hidden', async () => {
    const state = formState({ accounts: [account({ run: failedRun({ guide: guide() }) })] });
    const headings = () => view.page.locator('h5:visible').allTextContents();
    view = await stage.open();
    await view.show(state);
    expect(await headings()).toContain('What to do');
    await press('A user');
    view = await stage.open({ memory: await view.memory() });
    await view.show(state);
    expect(await headings()).not.toContain('What to do');
    await press('Show everything');
    view = await stage.open({ memory: await view.memory() });
    await view.show(state);
    expect(await headings()).toContain('What to do');
  });
});
