import type { FromView } from '../src/protocol/messages';
import type { RunView } from '../src/protocol/run-view';
import { button } from './components';
import { hasFix, isWaiting } from './run-view';
import type { Translate } from './text';

/** What a button does, but not in the moment after it was made: the second half of a double click must not cancel, or log in again. */
export function unhurried(act: () => void): () => void {
  const made = performance.now();
  return () => {
    if (performance.now() - made >= 400) act();
  };
}

/** The one button of a panel that starts or stops a test. It keeps its place and the focus while its meaning changes. */
export function testButton(
  run: RunView,
  t: Translate,
  post: (message: Extract<FromView, { type: 'test' | 'cancel' }>) => void,
): HTMLElement {
  const running = run.state === 'running';
  return button({
    label: t(running ? 'cancel' : 'testAgain'),
    kind: hasFix(run) || isWaiting(run) ? 'secondary' : 'primary',
    icon: running ? 'circle-slash' : 'play',
    focusKey: 'test',
    onClick: unhurried(() => post(running ? { type: 'cancel' } : { type: 'test', account: run.account })),
  });
}
