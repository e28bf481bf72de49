import type { FormState, MatrixView } from '../src/protocol/messages';
import { button } from './components';
import { h, hidden, refill, setText } from './dom';
import type { Outbox } from './outbox';
import { stateIcon } from './state-icon';
import type { Translate } from './text';

/** All accounts by the stages of their tests. */
export interface Matrix {
  readonly element: HTMLElement;
  update(state: FormState, t: Translate): void;
}

/** Makes the table. */
export function matrix(outbox: Outbox, select: (account: string) => void): Matrix {
  const status = h('div', { class: 'visually-hidden', role: 'status' });
  const content = h('div', {});
  const element = h('section', { class: 'matrix', hidden: true }, status, content);
  return {
    element,
    update(state, t) {
      const view = state.matrix;
      element.hidden = view === undefined;
      const said = view === undefined ? '' : summary(view, t);
      setText(status, said);
      refill(content, JSON.stringify([view, state.language]), () =>
        view === undefined
          ? []
          : [
              h(
                'div',
                { class: 'matrix-head' },
                h('h3', { class: 'matrix-title', tabindex: '-1', 'data-focus-fallback': true }, said),
                view.running
                  ? button({
                      label: t('cancel'),
                      kind: 'secondary',
                      icon: 'circle-slash',
                      focusKey: 'end',
                      onClick: () => outbox.send({ type: 'cancel' }),
                    })
                  : button({
                      label: t('closeMatrix'),
                      kind: 'icon',
                      icon: 'close',
                      focusKey: 'end',
                      onClick: () => outbox.send({ type: 'close-matrix' }),
                    }),
              ),
              h(
                'div',
                { class: 'matrix-scroll', role: 'region', tabindex: '0', 'aria-label': t('testAll') },
                table(view, t, select),
              ),
            ],
      );
    },
  };
}

function summary({ rows, running }: MatrixView, t: Translate): string {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  if (running)
    return t('matrixRunning', { done: count('passed') + count('failed') + count('cancelled'), all: rows.length });
  return t('matrixDone', { passed: count('passed'), failed: count('failed'), all: rows.length });
}

function table(view: MatrixView, t: Translate, select: (account: string) => void): HTMLElement {
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, t('account')),
        h('th', { scope: 'col' }, t('matrixResult')),
        view.stages.map(({ label }) => h('th', { scope: 'col' }, label)),
      ),
    ),
    h(
      'tbody',
      {},
      view.rows.map(({ account, state, text, cells }) =>
        h(
          'tr',
          {},
          h(
            'th',
            { scope: 'row' },
            h(
              'button',
              {
                type: 'button',
                class: 'link',
                'data-focus-key': `matrix ${account}`,
                onclick: () => select(account),
              },
              account,
            ),
          ),
          h('td', {}, h('div', { class: 'matrix-result' }, stateIcon(state), h('span', {}, text))),
          cells.map((cell) =>
            h(
              'td',
              {},
              cell !== null &&
                h(
                  'div',
                  { class: 'matrix-cell' },
                  stateIcon(cell.state),
                  hidden(cell.stateLabel),
                  cell.ms !== undefined && h('span', { class: 'pill-ms' }, t('ms', { ms: Math.round(cell.ms) })),
                ),
            ),
          ),
        ),
      ),
    ),
  );
}
