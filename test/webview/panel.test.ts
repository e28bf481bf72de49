import { afterAll, beforeAll, expect, test } from 'vitest';
import { failedRun, formState, panelState, passedRun, runningRun } from './fixtures';
import type { View } from './page';
import { useStage } from './use-stage';

const stage = useStage();
let view: View;

beforeAll(async () => {
  view = await stage.open({ view: 'panel', width: 500 });
}, 60_000);

afterAll(async () => {
  expect(view.problems).toEqual([]);
});

const last = async () => (await view.messages()).at(-1);
const press = async (name: string) => {
  await view.page.waitForTimeout(450);
  await view.page.getByRole('button', { name, exact: true }).click();
};

test('asks for its state', async () => {
  expect(await view.messages()).toEqual([{ type: 'ready' }]);
});

test('ignores the state of a form', async () => {
  await view.show(formState());
  expect(await view.page.getByRole('heading').count()).toBe(0);
});

test('shows a failure and hands its fix on', async () => {
  await view.show(panelState(failedRun()));
  expect(await view.page.getByRole('heading', { name: /app password, not/ }).isVisible()).toBe(true);
  await press('Set the app password');
  expect(await last()).toEqual({ type: 'apply-fix', account: 'notifications', fix: 'set-password' });
});

test('shows the account in the text, and tests again', async () => {
  await press('Show in text');
  expect(await last()).toEqual({ type: 'show-text', path: ['accounts', 'notifications'] });
  await press('Test again');
  expect(await last()).toEqual({ type: 'test', account: 'notifications' });
});

test('cancels a test', async () => {
  await view.show(panelState(runningRun()));
  await press('Cancel');
  expect(await last()).toEqual({ type: 'cancel' });
});

test('a success says so without causes', async () => {
  await view.show(panelState(passedRun()));
  expect(await view.page.getByRole('heading', { name: 'Gmail accepted the mail' }).isVisible()).toBe(true);
  expect(await view.page.locator('.diagnosis').count()).toBe(0);
});
