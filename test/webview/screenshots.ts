import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ToView } from '../../src/protocol/messages';
import {
  account,
  failedRun,
  formState,
  lithuanianForm,
  lithuanianRun,
  panelState,
  passedRun,
  runningRun,
} from './fixtures';
import type { OpenOptions, Stage } from './page';

/** One picture: a view, its state, and how it is opened. */
interface Picture extends OpenOptions {
  name: string;
  state: ToView;
}

const withRun = (run: ReturnType<typeof failedRun>) =>
  formState({ accounts: [account({ run }), ...formState().accounts.slice(1)] });

/** The pictures that are looked at after a change of the views. */
export const pictures: readonly Picture[] = [
  ...(['dark', 'light', 'hc-black', 'hc-light'] as const).flatMap((theme): Picture[] => [
    { name: `form-wide-${theme}`, state: lithuanianForm(), theme, width: 1000 },
    { name: `form-narrow-${theme}`, state: lithuanianForm(), theme, width: 320 },
    { name: `form-findings-${theme}`, state: lithuanianForm({ selected: 'sąskaitos' }), theme, width: 1000 },
  ]),
  { name: 'form-middle', state: lithuanianForm({ selected: 'sąskaitos', trusted: false }), theme: 'light', width: 600 },
  { name: 'form-running', state: withRun(runningRun()), width: 1000 },
  { name: 'form-passed', state: withRun(passedRun()), width: 1000 },
  { name: 'form-new', state: formState(), theme: 'light', width: 800 },
  {
    name: 'form-invalid',
    state: formState({
      file: 'invalid',
      accounts: [],
      problem: { message: 'Map keys must be unique', line: 7, column: 3 },
    }),
    width: 640,
  },
  { name: 'form-foreign', state: formState({ file: 'foreign', accounts: [] }), theme: 'light', width: 640 },
  { name: 'form-empty', state: formState({ file: 'empty', accounts: [] }), width: 640 },
  { name: 'panel-dark', view: 'panel', state: panelState(lithuanianRun(), 'lt'), width: 640 },
  { name: 'panel-light', view: 'panel', state: panelState(failedRun()), theme: 'light', width: 640 },
];

/** Draws every picture into `folder`. */
export async function drawAll(
  stage: Stage,
  folder = fileURLToPath(new URL('../screenshots', import.meta.url)),
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, state, ...options } of pictures) {
    const view = await stage.open(options);
    await view.show(state);
    await view.page.screenshot({ path: `${folder}/${name}.png`, fullPage: true, animations: 'disabled' });
  }
}
