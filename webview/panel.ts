import type { FromView, PanelState } from '../src/protocol/messages';
import { button } from './components';
import { h, refill } from './dom';
import { viewHeader } from './header';
import { hasFix, runResult } from './run-view';
import { testButton } from './test-button';
import { translator } from './text';
import type { View } from './view';

/** The diagnosis of one test, beside the text. */
export function panelView(post: (message: FromView) => void): View<PanelState> {
  let account = '';
  const header = viewHeader(post);
  const name = h('h2', { class: 'account-name' });
  const actions = h('div', { class: 'actions' });
  const result = runResult({
    applyFix: (fix) => post({ type: 'apply-fix', account, fix: fix.id }),
    guide: post,
    testAgain: () => post({ type: 'test', account }),
    copyReport: () => post({ type: 'copy-report' }),
    copyTranscript: () => post({ type: 'copy-transcript' }),
  });
  const element = h(
    'div',
    { class: 'page panel' },
    header.element,
    h('main', { class: 'content' }, h('div', { class: 'account-head' }, name, actions), result.element),
  );
  return {
    element,
    update(state) {
      const t = translator(state.strings);
      const { run } = state;
      account = run.account;
      header.update(state, state.fileName, t);
      name.textContent = run.account;
      refill(actions, JSON.stringify([run.account, run.state, hasFix(run), state.language]), () =>
        run.account === ''
          ? []
          : [
              button({
                label: t('showText'),
                kind: 'secondary',
                icon: 'go-to-file',
                focusKey: 'text',
                onClick: () => post({ type: 'show-text', path: ['accounts', run.account] }),
              }),
              testButton(run, t, post),
            ],
      );
      result.update(run, t, state.language, true);
    },
  };
}
