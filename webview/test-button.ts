import type { FromView } from '../src/protocol/messages';
import type { RunView } from '../src/protocol/run-view';
import { button } from './components';
import { hasFix, isWaiting } from './run-view';
import type { Translate } from './text';

/**
 * The one button that starts or stops a test. It keeps its place and the focus while its meaning changes, so for a
 * moment after a change it does nothing: the second half of a double click must not cancel, or log in again.
 */
export function testButton(
  run: RunView | undefined,
  account: string,
  enabled: boolean,
  t: Translate,
  post: (message: Extract<FromView, { type: 'test' | 'cancel' }>) => void,
): HTMLElement {
  const made = performance.now();
  const running = run?.state === 'running';
  return button({
    label: t(running ? 'cancel' : run === undefined ? 'test' : 'testAgain'),
    kind: hasFix(run) || isWaiting(run) ? 'secondary' : 'primary',
    icon: running ? 'circle-slash' : 'play',
    disabled: !enabled,
    focusKey: 'test',
    onClick: () => {
      if (performance.now() - made < 400) return;
      post(running ? { type: 'cancel' } : { type: 'test', account });
    },
  });
}

/** The button that shows something in the text. */
export function textButton(t: Translate, onClick: () => void): HTMLElement {
  return button({ label: t('showText'), kind: 'secondary', icon: 'go-to-file', focusKey: 'text', onClick });
}
