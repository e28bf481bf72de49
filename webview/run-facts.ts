import type { AccountView } from '../src/protocol/messages';
import type { RunView } from '../src/protocol/run-view';
import { button } from './components';
import { type Content, h, icon } from './dom';
import { labelKey } from './field';
import { stateIcon } from './state-icon';
import { type Translate, writtenTime } from './text';

/** What is known of an account's past, for the result of its last test. */
export type Past = Pick<AccountView, 'history' | 'compared'>;

/** What can be done with the facts of a test. */
export interface FactActions {
  testAgain(): void;
  copyReport(): void;
  copyTranscript(): void;
}

/** Remembers which parts are unfolded while the result is shown anew. */
export type Unfolded = Set<string>;

/** Where waiting is the cure: the reason, the moment, a countdown, and then a button. */
export function countdown(run: RunView, t: Translate, language: string, actions: FactActions): Content {
  const { retryAt } = run;
  if (retryAt === undefined || run.state !== 'failed') return undefined;
  const left = h('span', { class: 'left', role: 'timer' });
  const box = h('div', { class: 'waiting' });
  const show = () => {
    const seconds = Math.ceil((retryAt - Date.now()) / 1000);
    if (seconds <= 0) {
      clearInterval(timer);
      box.replaceChildren(
        h('p', { role: 'status' }, t('waitOver')),
        button({ label: t('testAgain'), kind: 'primary', icon: 'play', onClick: () => actions.testAgain() }),
      );
      return;
    }
    left.textContent = t('waitLeft', { time: clockTime(seconds) });
    if (!left.isConnected && shown) clearInterval(timer);
    shown = left.isConnected;
  };
  let shown = false;
  const timer = setInterval(show, 1000);
  const time = writtenTime(new Date(retryAt).toISOString(), language);
  box.append(
    h('p', {}, icon('watch'), h('span', {}, t('waitReason'))),
    h('p', {}, h('strong', {}, t('waitUntil', { time })), ' ', left),
  );
  show();
  return box;
}

/** TLS facts, transcript, the tests before, what changed, and the report for support; all folded but what changed. */
export function facts(
  run: RunView,
  past: Past | undefined,
  t: Translate,
  language: string,
  unfolded: Unfolded,
  actions: FactActions,
): Content {
  if (run.account === '' || run.state === 'running') return undefined;
  const fold = (name: string, title: string, ...content: Content[]) => {
    const element = h('details', { class: `fold fold-${name}` }, h('summary', {}, title), content);
    element.open = unfolded.has(name);
    element.addEventListener('toggle', () => {
      if (element.open) unfolded.add(name);
      else unfolded.delete(name);
    });
    return element;
  };
  const said = h('span', { class: 'muted', role: 'status' });
  const copy = (label: string, act: () => void) =>
    button({
      label: t(label),
      kind: 'secondary',
      icon: 'copy',
      focusKey: label,
      onClick: () => {
        act();
        said.textContent = t('copied');
      },
    });
  const history = past?.history ?? [];
  return h(
    'div',
    { class: 'run-facts' },
    past?.compared && compared(past.compared, t, language),
    run.facts.length > 0 &&
      fold(
        'tls',
        t('tlsFacts'),
        h(
          'dl',
          { class: 'facts' },
          run.facts.map(({ label, value }) => [h('dt', {}, label), h('dd', {}, value)]),
        ),
      ),
    run.transcript.length > 0 &&
      fold(
        'transcript',
        t('transcript'),
        h(
          'div',
          { class: 'transcript', role: 'region', tabindex: '0', 'aria-label': t('transcript') },
          h('div', { class: 'line' }, run.transcript.join('\n')),
        ),
        h('div', { class: 'actions' }, copy('copyTranscript', actions.copyTranscript)),
      ),
    history.length > 1 &&
      fold(
        'history',
        t('history', { number: history.length }),
        h(
          'ol',
          { class: 'history' },
          history.map(({ at, state, text }) =>
            h(
              'li',
              { class: 'history-item' },
              stateIcon(state),
              h('span', {}, `${writtenTime(at, language)} · ${text}`),
            ),
          ),
        ),
      ),
    h('div', { class: 'actions fact-actions' }, copy('copyReport', actions.copyReport), said),
  );
}

function compared({ at, changes }: NonNullable<Past['compared']>, t: Translate, language: string): Content {
  const time = writtenTime(at, language);
  if (changes.length === 0)
    return h('p', { class: 'compared' }, icon('history'), h('span', {}, t('workedSame', { time })));
  return h(
    'div',
    { class: 'compared' },
    h('p', {}, icon('history'), h('span', {}, t('workedThen', { time }))),
    h(
      'ul',
      { class: 'bullets' },
      changes.map(({ name, before, now }) => {
        const key = labelKey(name);
        const label = t(key) === key ? name : t(key);
        return h('li', {}, `${label}: `, h('s', {}, before || t('empty')), ' → ', h('strong', {}, now || t('empty')));
      }),
    ),
  );
}

/** Minutes and seconds as a clock shows them, hours before them where there are any. */
function clockTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (parts[0] === 0 ? parts.slice(1) : parts).map((part) => String(part).padStart(2, '0')).join(':');
}
