import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { FormState } from '../../src/protocol/messages';
import { account, failedRun, formState, lithuanianForm, lithuanianRun, passedRun, providers } from './fixtures';
import type { ThemeKind } from './themes';
import { useStage } from './use-stage';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const stage = useStage();

/** The six languages by the length of their texts; the first is the longest. */
const language: FormState['language'] = 'es';
const themes: ThemeKind[] = ['light', 'dark', 'hc-black', 'hc-light'];
const values = { 'test.mode': 'simulate', contact: 'info@example.com' };
const compared = { at: '2026-11-12T14:02:00Z', changes: [{ name: 'host', before: 'a', now: 'b' }] };
const history = [
  { at: '2026-11-21T14:02:00Z', state: 'failed' as const, text: 'failed' },
  { at: '2026-11-12T14:02:00Z', state: 'passed' as const, text: 'passed' },
];
const cell = { state: 'passed' as const, stateLabel: 'passed', ms: 4 };
const states: Readonly<Record<string, FormState>> = {
  'a failure with everything around it': formState({
    language,
    dirty: true,
    values,
    offer: { language: 'lt', text: 'Rodyti lietuviškai?', accept: 'Taip', decline: 'Ne' },
    matrix: {
      running: false,
      stages: [{ id: 'dns', label: 'DNS' }],
      rows: [{ account: 'notifications', state: 'passed', text: 'passed', cells: [cell] }],
    },
    accounts: [
      account({
        run: { ...lithuanianRun(), retryAt: Date.now() + 600_000 },
        compared,
        history,
        missing: ['user', 'password'],
        findings: { port: [{ severity: 'error', message: 'Not a port.', fix: { label: '465', value: 465 } }] },
      }),
      account({ name: 'news', isDefault: false, run: failedRun() }),
    ],
  }),
  'signed in with OAuth 2': formState({
    language,
    accounts: [
      account({
        values: { auth: 'oauth2' },
        password: { kind: 'none', label: '' },
        signIn: { signedIn: true, as: 'me@example.com', since: '2026-11-12T14:02:00Z', renews: true },
      }),
    ],
  }),
  'a success': formState({ language, accounts: [account({ run: passedRun() })] }),
  'a provider that is closed': lithuanianForm({ language, selected: 'sąskaitos' }),
  'an empty file with what was found': formState({
    language,
    file: 'empty',
    accounts: [],
    detection: {
      address: 'me@gmail.com',
      step: 'found',
      domain: 'gmail.com',
      ...(providers[0] ? { provider: providers[0] } : {}),
      values: [{ field: 'host', value: 'smtp.gmail.com', source: 'Gmail' }],
    },
  }),
};

describe.each(themes)('axe finds nothing in %s', (theme) => {
  test.each(Object.keys(states))('%s', async (name) => {
    for (const width of [1000, 320]) {
      const view = await stage.open({ theme, width, memory: { advanced: true } });
      await view.show(states[name] as FormState);
      for (const summary of await view.page.locator('.run-facts summary').all()) await summary.click();
      await view.page.evaluate(await import('node:fs').then(({ readFileSync }) => readFileSync(axe, 'utf8')));
      const violations = await view.page.evaluate(async () => {
        const { run } = (globalThis as unknown as { axe: { run: (options: object) => Promise<Results> } }).axe;
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const results = await run({ runOnly: tags });
        return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
      });
      expect(violations).toEqual([]);
    }
  });
});

interface Results {
  violations: { id: string; nodes: { html: string }[] }[];
}

test('at 200 % zoom everything can be reached without scrolling sideways', async () => {
  // zooming a window of 640 px to 200 % leaves it 320 px of CSS, with letters twice as large as the control's pixels say
  const view = await stage.open({ width: 320, height: 450 });
  await view.show(states['a failure with everything around it'] as FormState);
  expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test('the focus goes through the form in the order in which it is read', async () => {
  for (const width of [1000, 320]) {
    const view = await stage.open({ width, height: 900 });
    await view.show(states['a failure with everything around it'] as FormState);
    const places: { column: string; top: number }[] = [];
    for (let press = 0; press < 80; press += 1) {
      await view.page.keyboard.press('Tab');
      const place = await view.page.evaluate(() => {
        const element = document.activeElement;
        const column = element?.closest('.bar, .banner, .library, main, .who')?.className ?? '';
        return { column, top: Math.round((element?.getBoundingClientRect().top ?? 0) + window.scrollY) };
      });
      if (place.column === '') break;
      places.push(place);
    }
    const columns = places.map(({ column }) => column).filter((column, at, all) => column !== all[at - 1]);
    expect(new Set(columns).size).toBe(columns.length);
    const inMain = places.filter(({ column }) => column === 'content').map(({ top }) => top);
    // two fields side by side: from the foot of the first to the head of the second
    const back = width === 320 ? 12 : 150;
    const backwards = inMain.filter((top, at) => at > 0 && top < (inMain[at - 1] ?? 0) - back);
    expect(backwards).toEqual([]);
  }
});
