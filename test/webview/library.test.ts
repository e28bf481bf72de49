import { describe, expect, test } from 'vitest';
import type { DetectionView, FromView, MatrixView } from '../../src/protocol/messages';
import { account, type FormChanges, failedRun, formState, providers } from './fixtures';
import type { View } from './page';
import { useStage } from './use-stage';

const { withForm } = useStage();

const posted = async (view: View, type: FromView['type']) =>
  (await view.messages()).filter((message) => message.type === type);
const press = (view: View, name: string) => view.page.getByRole('button', { name, exact: true }).click();
const field = (view: View, name: string) => view.page.getByRole('textbox', { name, exact: true });
/** A form over these accounts, the first of them shown. */
const over = (names: string[], changes: FormChanges = {}) =>
  formState({
    accounts: names.map((name, at) => account({ name, isDefault: at === 0 })),
    selected: names[0] ?? '',
    ...changes,
  });

describe('the library', () => {
  test('duplicates and deletes, and offers the way back', async () => {
    await withForm(over(['shop', 'news'], { version: 3 }), async (view) => {
      await press(view, 'Duplicate');
      await view.show(over(['shop', 'shop-2', 'news'], { version: 4, selected: 'shop-2' }));
      expect(await view.page.locator('.account-name').textContent()).toBe('shop-2');
      await press(view, 'Delete');
      expect(await posted(view, 'library')).toEqual([
        { type: 'library', version: 3, action: 'duplicate', account: 'shop', name: '' },
        { type: 'library', version: 4, action: 'delete', account: 'shop-2', name: '' },
      ]);
      await view.show(over(['shop', 'news'], { version: 5 }));
      expect(await view.page.getByText('The account “shop-2” was deleted.').isVisible()).toBe(true);
      await press(view, 'Undo');
      expect(await posted(view, 'undo')).toHaveLength(1);
      await view.show(over(['shop', 'shop-2', 'news'], { version: 6 }));
      expect(await view.page.getByText('was deleted').isVisible()).toBe(false);
    });
  });

  test('a text that cannot be read has deleted nothing, and the way back is offered until the next change', async () => {
    const gone = (view: View) => view.page.getByText('was deleted').isVisible();
    await withForm(over(['shop']), async (view) => {
      await view.show(formState({ file: 'invalid', accounts: [], version: 2 }));
      expect(await gone(view)).toBe(false);
      await view.show(over(['shop', 'news'], { version: 3 }));
      await view.show(over(['shop'], { version: 4 }));
      expect(await gone(view)).toBe(true);
      await view.show(over(['shop'], { version: 4, dirty: true }));
      expect(await gone(view)).toBe(true);
      await view.show(over(['shop'], { version: 5 }));
      expect(await gone(view)).toBe(false);
    });
  });

  test('renames by keyboard, and refuses a name that is taken or none', async () => {
    await withForm(over(['shop', 'news']), async (view) => {
      await press(view, 'Rename');
      const name = field(view, 'Name of the account');
      expect(await name.evaluate((input) => input.matches(':focus'))).toBe(true);
      await name.fill('news');
      await name.press('Enter');
      expect(await view.page.getByText('Another account has this name.').first().isVisible()).toBe(true);
      await name.fill(' ');
      await name.press('Enter');
      expect(await posted(view, 'library')).toEqual([]);
      await name.press('Escape');
      expect(await name.isVisible()).toBe(false);
      await press(view, 'Rename');
      await name.fill('store');
      await name.press('Enter');
      expect(await posted(view, 'library')).toEqual([
        { type: 'library', version: 1, action: 'rename', account: 'shop', name: 'store' },
      ]);
    });
  });

  test('makes an account the default', async () => {
    const accounts = [account({ name: 'shop', isDefault: false }), account({ name: 'news' })];
    await withForm(formState({ accounts, selected: 'shop' }), async (view) => {
      await press(view, 'Make it the default');
      expect(await posted(view, 'edit')).toEqual([
        { type: 'edit', version: 1, edits: [{ path: ['default'], value: 'shop' }] },
      ]);
    });
  });

  test('shows the last result of every account', async () => {
    await withForm(
      formState({ accounts: [account({ run: failedRun() }), account({ name: 'news', isDefault: false })] }),
      async (view) => {
        const item = view.page.locator('.account-item').first();
        expect(await item.locator('.state-failed').count()).toBe(1);
        expect(await view.page.locator('.account-item .state-icon').count()).toBe(1);
      },
    );
  });

  test('who gets what stands under the list when wide, and behind the account when narrow', async () => {
    await withForm(formState(), async (view) => {
      expect(await view.page.locator('.library > .who').count()).toBe(1);
      await view.page.setViewportSize({ width: 500, height: 900 });
      await expect.poll(() => view.page.locator('.columns > .who').count()).toBe(1);
      expect(await view.page.evaluate(() => document.querySelector('.columns')?.lastElementChild?.className)).toBe(
        'who',
      );
      expect(await field(view, 'Contact address').inputValue()).toBe('info@example.com');
    });
  });
});

describe('fill in from address', () => {
  const gmail = providers[0];
  const found: DetectionView = {
    address: 'me@gmail.com',
    step: 'found',
    domain: 'gmail.com',
    ...(gmail ? { provider: gmail } : {}),
    values: [
      { field: 'provider', value: 'Gmail', source: 'gmail.com is a domain of Gmail' },
      { field: 'host', value: 'smtp.gmail.com', source: 'what Gmail says' },
      { field: 'encryption', value: 'tls', source: 'what Gmail says' },
    ],
  };
  const asked: DetectionView = { address: 'me@shop.example', step: 'ask-dns', domain: 'shop.example', values: [] };

  test('an empty file begins with it, and shows where each value comes from before it is taken', async () => {
    await withForm(formState({ file: 'empty', accounts: [] }), async (view) => {
      await view.page.keyboard.type('me@gmail.com');
      await view.page.keyboard.press('Enter');
      expect(await posted(view, 'detect')).toEqual([{ type: 'detect', address: 'me@gmail.com', dns: false }]);
      await view.show(formState({ file: 'empty', accounts: [], detection: found }));
      expect(await view.page.getByRole('row', { name: /Host smtp.gmail.com what Gmail says/ }).isVisible()).toBe(true);
      expect(await view.page.getByRole('row', { name: /Encryption SSL\/TLS/ }).isVisible()).toBe(true);
      expect(await field(view, 'E-mail address').inputValue()).toBe('me@gmail.com');
      expect(await posted(view, 'take-detected')).toEqual([]);
      await press(view, 'Fill this in');
      expect(await posted(view, 'take-detected')).toEqual([
        { type: 'take-detected', version: 1, account: '', address: 'me@gmail.com', provider: 'gmail' },
      ]);
    });
  });

  test('DNS is asked only after its question was named and answered', async () => {
    await withForm(formState(), async (view) => {
      await press(view, 'Fill in from address');
      expect(await field(view, 'E-mail address').inputValue()).toBe('shop@example.com');
      await field(view, 'E-mail address').fill('me@shop.example');
      await press(view, 'Find the settings');
      await view.show(formState({ detection: asked }));
      expect(await view.page.getByText('which servers take mail for shop.example').isVisible()).toBe(true);
      expect(await posted(view, 'detect')).toEqual([{ type: 'detect', address: 'me@shop.example', dns: false }]);
      await press(view, 'Ask DNS');
      expect((await posted(view, 'detect')).at(-1)).toEqual({ type: 'detect', address: 'me@shop.example', dns: true });
    });
  });

  test('where nothing is found there are the list, the guide and one’s own hand', async () => {
    await withForm(formState(), async (view) => {
      await press(view, 'Fill in from address');
      await view.show(formState({ detection: asked }));
      await press(view, 'Do not ask');
      await press(view, 'How to ask the mail provider');
      expect(await posted(view, 'guide-open')).toEqual([{ type: 'guide-open', guide: 'ask-your-provider' }]);
      await view.page.locator('.detect').getByRole('combobox').click();
      await view.page.getByRole('option', { name: 'Outlook.com' }).last().click();
      const taken = { type: 'take-detected', version: 1, account: 'notifications', address: 'me@shop.example' };
      expect(await posted(view, 'take-detected')).toEqual([{ ...taken, provider: 'outlook' }]);
    });
  });

  test('an address that is none says so, and Cancel closes', async () => {
    await withForm(formState(), async (view) => {
      await press(view, 'Fill in from address');
      await view.show(formState({ detection: { address: 'x', step: 'invalid', domain: 'x', values: [] } }));
      expect(await view.page.getByText('An address looks like name@example.com.').isVisible()).toBe(true);
      await press(view, 'Cancel');
      expect(await posted(view, 'close-detection')).toHaveLength(1);
      expect(await field(view, 'E-mail address').isVisible()).toBe(false);
    });
  });

  test('a new account can do without an address', async () => {
    await withForm(formState(), async (view) => {
      await press(view, 'Add an account');
      await press(view, 'Without an address');
      expect(await posted(view, 'library')).toEqual([
        { type: 'library', version: 1, action: 'add', account: '', name: '' },
      ]);
    });
  });
});

describe('all accounts at once', () => {
  const matrix: MatrixView = {
    running: false,
    stages: [
      { id: 'dns', label: 'DNS' },
      { id: 'auth', label: 'AUTH' },
    ],
    rows: [
      {
        account: 'notifications',
        state: 'passed',
        text: 'passed',
        cells: [
          { state: 'passed', stateLabel: 'passed', ms: 4 },
          { state: 'passed', stateLabel: 'passed', ms: 300 },
        ],
      },
      {
        account: 'invoices',
        state: 'failed',
        text: 'failed',
        cells: [
          { state: 'passed', stateLabel: 'passed', ms: 5 },
          { state: 'failed', stateLabel: 'failed', ms: 9 },
        ],
      },
      { account: 'newsletter', state: 'failed', text: 'No password is stored.', cells: [null, null] },
    ],
  };

  test('is a table of accounts and stages, told in words', async () => {
    await withForm(formState(), async (view) => {
      await press(view, 'Test all');
      expect(await posted(view, 'test-all')).toHaveLength(1);
      await view.show(formState({ matrix: { ...matrix, running: true } }));
      expect(await view.page.getByRole('button', { name: 'Test all' }).isDisabled()).toBe(true);
      await view.page.locator('.matrix').getByRole('button', { name: 'Cancel' }).click();
      expect(await posted(view, 'cancel')).toHaveLength(1);
      await view.show(formState({ matrix }));
      expect(await view.page.locator('.matrix').getByRole('status').textContent()).toBe(
        'All accounts tested: 1 of 3 passed, 2 failed',
      );
      expect(await view.page.getByRole('row', { name: 'invoices failed passed 5 ms failed 9 ms' }).isVisible()).toBe(
        true,
      );
      expect(await view.page.getByRole('row', { name: /newsletter.*No password is stored\./ }).isVisible()).toBe(true);
      await view.page.locator('.matrix').getByRole('button', { name: 'invoices' }).click();
      expect(await posted(view, 'select')).toEqual([{ type: 'select', account: 'invoices' }]);
      await press(view, 'Close the table');
      expect(await posted(view, 'close-matrix')).toHaveLength(1);
    });
  });
});

test('the table of many stages fits beside the list, and scrolls by itself where there is less room', async () => {
  const labels = ['DNS', 'TCP', 'TLS', 'Saluto', 'EHLO', 'STARTTLS', 'AUTH'];
  const cells = labels.map(() => ({ state: 'failed' as const, stateLabel: 'non riuscito', ms: 361 }));
  const matrix: MatrixView = {
    running: false,
    stages: labels.map((label) => ({ id: label, label })),
    rows: [{ account: 'outlook-like', state: 'failed', text: 'non riuscito', cells }],
  };
  const state = formState({ language: 'it', matrix });
  for (const width of [320, 900]) {
    await withForm(
      state,
      async (view) => {
        expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        const scroller = view.page.locator('.matrix-scroll');
        const hidden = await scroller.evaluate((element) => element.scrollWidth - element.clientWidth);
        if (width === 900) expect(hidden).toBe(0);
        else expect(hidden).toBeGreaterThan(0);
        await scroller.evaluate((element) => element.scrollBy(9999, 0));
        const left = (selector: string) => view.page.locator(selector).evaluate((e) => e.getBoundingClientRect().left);
        expect(await left('tbody th'), 'the account stays in sight').toBe(await left('.matrix-scroll'));
      },
      { width },
    );
  }
});

describe('around a test', () => {
  test('Check login, and Test, then save when there is something to save', async () => {
    await withForm(formState(), async (view) => {
      expect(await view.page.getByRole('button', { name: 'Test, then save' }).count()).toBe(0);
      await view.show(formState({ dirty: true }));
      await view.page.waitForTimeout(450);
      await press(view, 'Check login');
      await press(view, 'Test, then save');
      expect(await posted(view, 'test')).toEqual([
        { type: 'test', account: 'notifications', mode: 'login' },
        { type: 'test', account: 'notifications', save: true },
      ]);
    });
  });

  test('a simulation is announced and is all that is offered', async () => {
    await withForm(formState({ values: { 'test.mode': 'simulate' } }), async (view) => {
      expect(await view.page.getByRole('note').textContent()).toContain('no customer gets mail');
      await view.page.waitForTimeout(450);
      expect(await view.page.getByRole('button', { name: 'Send a test' }).count()).toBe(0);
      await press(view, 'Simulate');
      expect(await posted(view, 'test')).toEqual([{ type: 'test', account: 'notifications' }]);
    });
  });

  test('where waiting is the cure, a countdown runs and then the test is offered', async () => {
    const run = failedRun({ fixes: [], retryAt: Date.now() + 2500 });
    await withForm(formState({ accounts: [account({ run })] }), async (view) => {
      expect(await view.page.locator('.waiting').textContent()).toContain('Test again at');
      expect(await view.page.getByRole('timer').textContent()).toMatch(/\(00:0[1-3] left\)/);
      await view.page.locator('.waiting').getByRole('button', { name: 'Test again' }).click({ timeout: 6000 });
      expect(await posted(view, 'test')).toEqual([{ type: 'test', account: 'notifications', mode: 'send' }]);
    });
  });

  test('tells what has changed since it worked, the tests before, TLS, and copies', async () => {
    const compared = { at: '2026-11-12T14:02:00Z', changes: [{ name: 'host', before: 'mail.example.com', now: '' }] };
    const history = [
      { at: '2026-11-21T14:02:00Z', state: 'failed' as const, text: 'Send a test mail: failed at AUTH' },
      { at: '2026-11-12T14:02:00Z', state: 'passed' as const, text: 'Send a test mail: passed' },
    ];
    await withForm(formState({ accounts: [account({ run: failedRun(), compared, history })] }), async (view) => {
      expect(await view.page.locator('.compared li').textContent()).toBe('Host: mail.example.com → empty');
      for (const title of ['Last tests: 2', 'Encryption and certificate', 'Transcript'])
        await view.page.locator('summary', { hasText: title }).click();
      expect(await view.page.locator('.history li').count()).toBe(2);
      expect(await view.page.locator('.facts').textContent()).toContain('TLSv1.3');
      expect(await view.page.locator('.fold-transcript .line').textContent()).toContain('220 smtp.gmail.com ESMTP');
      await press(view, 'Copy transcript');
      await press(view, 'Copy report for support');
      expect(await posted(view, 'copy-transcript')).toHaveLength(1);
      expect(await posted(view, 'copy-report')).toHaveLength(1);
      await view.show(formState({ version: 2, accounts: [account({ run: failedRun(), history })] }));
      expect(await view.page.locator('.history').isVisible()).toBe(true);
    });
  });

  test('a transcript of a megabyte is shown, and the form goes on', async () => {
    const transcript = Array.from({ length: 10_000 }, (_, at) => `${at} ← ${'x'.repeat(100)}<b>`);
    await withForm(formState({ accounts: [account({ run: failedRun({ transcript }) })] }), async (view) => {
      await view.page.locator('summary', { hasText: 'Transcript' }).click();
      expect((await view.page.locator('.fold-transcript .line').textContent())?.length).toBeGreaterThan(1_000_000);
      expect(await view.page.locator('.fold-transcript b').count()).toBe(0);
      await field(view, 'Host').fill('next.example.com');
      await field(view, 'Host').press('Enter');
      expect(await posted(view, 'edit')).toHaveLength(1);
    });
  });
});

describe('the offer of a language', () => {
  const offer = { language: 'lt' as const, text: 'Rodyti lietuviškai?', accept: 'Taip', decline: 'Ne' };

  test('is made in that language and answered once', async () => {
    await withForm(formState({ offer }), async (view) => {
      expect(await view.page.getByText('Rodyti lietuviškai?').getAttribute('lang')).toBe('lt');
      await press(view, 'Taip');
      await press(view, 'Ne');
      expect(await posted(view, 'answer-offer')).toEqual([
        { type: 'answer-offer', accept: true },
        { type: 'answer-offer', accept: false },
      ]);
      await view.show(formState());
      expect(await view.page.getByText('Rodyti').isVisible()).toBe(false);
    });
  });
});
