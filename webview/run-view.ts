import type { FromGuide } from '../src/protocol/guide-messages';
import type { FixView, RunView, StageView } from '../src/protocol/run-view';
import { button, progressRing } from './components';
import { type Content, h, hidden, refill, setText } from './dom';
import { type Answers, type GuideComponent, guideView } from './guide-view';
import { countdown, type FactActions, facts, type Past, type Unfolded } from './run-facts';
import { stateIcon } from './state-icon';
import type { Translate } from './text';

type Cause = RunView['causes'][number];

/** What a person can do in the result of a test. */
export interface RunActions extends FactActions {
  applyFix(fix: FixView): void;
  guide(message: FromGuide): void;
  /** Where the answers to the questions of the guide are kept, if they are. */
  answers?: Answers;
}

/** The result of one test: stage strip, outcome, causes and guide. */
export interface RunResult {
  readonly element: HTMLElement;
  /** Shows a run, or nothing. What was folded out stays so while the same test goes on. */
  update(run: RunView | undefined, t: Translate, language: string, canAct: boolean, past?: Past): void;
}

/** Whether this run asks for a fix, whose button is then the primary one. */
export function hasFix(run: RunView | undefined): boolean {
  return run?.state === 'failed' && run.fixes.length > 0;
}

/** Whether waiting is the cure, so that a test is nothing to urge. */
export function isWaiting(run: RunView | undefined): boolean {
  return run?.state === 'failed' && run.retryAt !== undefined;
}

/** Makes the part of a view that shows the result of a test. */
export function runResult(actions: RunActions): RunResult {
  const element = h('section', { class: 'result', hidden: true });
  const status = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  const content = h('div', { class: 'result-content' });
  const guide = guideView((message) => actions.guide(message), 4, actions.answers);
  element.append(status, content);
  let openStage: string | undefined;
  let account: string | undefined;
  const unfolded: Unfolded = new Set();

  return {
    element,
    update(run, t, language, canAct, past) {
      element.hidden = run === undefined;
      if (run?.account !== account) openStage = undefined;
      account = run?.account;
      element.setAttribute('aria-label', t('result'));
      const said = run === undefined ? '' : [run.headline, run.causes[0]?.cause].filter(Boolean).join(' ');
      setText(status, said);
      guide.update(run?.guide);
      refill(content, JSON.stringify([{ ...run, guide: run?.guide?.id }, language, canAct, past]), () =>
        run === undefined
          ? []
          : [
              outcome(
                run,
                t,
                stageStrip(run, t, openStage, (stage) => {
                  openStage = stage;
                }),
              ),
              run.causes.length > 0 || run.guide !== undefined || run.fixes.length > 0
                ? diagnosis(run, t, language, canAct ? actions : undefined, guide)
                : undefined,
              facts(run, past, t, language, unfolded, actions),
            ],
      );
    },
  };
}

function outcome(run: RunView, t: Translate, strip: Content): Content {
  return h(
    'div',
    { class: 'outcome', 'data-state': run.state },
    h(
      'div',
      { class: 'headline', tabindex: '-1', 'data-focus-fallback': true },
      run.state === 'running' ? [progressRing(), stateIcon('running')] : stateIcon(run.state),
      h('h3', {}, run.headline || t('running')),
    ),
    run.details.map((detail) => h('p', { class: 'detail' }, detail)),
    strip,
  );
}

function stageStrip(run: RunView, t: Translate, open: string | undefined, toggled: (stage?: string) => void): Content {
  if (run.stages.length === 0) return undefined;
  const lines = h('div', { class: 'transcript', id: 'stage-lines', role: 'region', tabindex: '0', hidden: true });
  const pills: { view: StageView; key: string; element: HTMLElement }[] = [];
  let shown: string | undefined;
  const show = (key: string | undefined) => {
    shown = key;
    toggled(key);
    for (const pill of pills) pill.element.setAttribute('aria-expanded', String(pill.key === key));
    const view = pills.find((pill) => pill.key === key)?.view;
    lines.hidden = view === undefined;
    if (view === undefined) return;
    lines.setAttribute('aria-label', `${t('transcriptOf')}: ${view.label}`);
    lines.replaceChildren(
      ...(view.lines.length === 0
        ? [h('p', { class: 'muted' }, t('noTranscript'))]
        : view.lines.map((line) => h('div', { class: 'line' }, line))),
    );
  };
  run.stages.forEach((view, index) => {
    const key = `${index} ${view.stage}`;
    const element = h(
      'button',
      {
        type: 'button',
        class: 'pill',
        'data-state': view.state,
        'data-focus-key': `stage ${key}`,
        'aria-controls': 'stage-lines',
        title: `${view.label}: ${view.stateLabel}`,
        onclick: () => show(shown === key ? undefined : key),
      },
      h('span', { class: 'pill-name' }, view.label),
      stateIcon(view.state),
      hidden(view.stateLabel),
      view.ms !== undefined && h('span', { class: 'pill-ms' }, t('ms', { ms: Math.round(view.ms) })),
    );
    pills.push({ view, key, element });
  });
  show(pills.some((pill) => pill.key === open) ? open : undefined);
  return [
    h(
      'ol',
      { class: 'strip', 'aria-label': t('stages') },
      pills.map((pill) => h('li', {}, pill.element)),
    ),
    lines,
  ];
}

function diagnosis(
  run: RunView,
  t: Translate,
  language: string,
  fixActions: RunActions | undefined,
  guide: GuideComponent,
): Content {
  const [first, ...others] = run.causes;
  return h(
    'article',
    { class: 'diagnosis' },
    first && cause(first, t, 'h3'),
    fixActions && fixButtons(run, t, fixActions),
    fixActions && countdown(run, t, language, fixActions),
    run.guide && guide.element,
    others.length > 0 &&
      h(
        'details',
        { class: 'others' },
        h('summary', {}, `${t('otherCauses')} (${others.length})`),
        others.map((other) => h('div', { class: 'other' }, cause(other, t, 'h4'))),
      ),
  );
}

function cause(view: Cause, t: Translate, heading: 'h3' | 'h4'): Content {
  return [
    h('p', { class: 'sureness' }, view.local ? `${view.sureness} (${t('localRule')})` : view.sureness),
    h(heading, { class: 'cause' }, view.cause),
    view.proof !== undefined &&
      h(
        'figure',
        { class: 'proof' },
        h('figcaption', {}, t(view.proofBy === 'system' ? 'proofError' : 'proof')),
        h('code', { class: 'proof-line' }, marked(view.proof, view.decisive)),
      ),
  ];
}

function marked(proof: string, decisive: string | undefined): Content {
  const at = decisive ? proof.indexOf(decisive) : -1;
  if (!decisive || at < 0) return proof;
  return [proof.slice(0, at), h('mark', {}, decisive), proof.slice(at + decisive.length)];
}

function fixButtons(run: RunView, t: Translate, actions: RunActions): Content {
  if (!hasFix(run)) return undefined;
  return h(
    'ul',
    { class: 'fixes' },
    run.fixes.map((fix, index) => {
      const setsPassword = fix.kind === 'set-password';
      const action = button({
        label: setsPassword ? fix.label : t('applyAndTest'),
        kind: index === 0 ? 'primary' : 'secondary',
        ...(setsPassword ? { icon: 'key' } : { description: fix.label }),
        focusKey: `fix ${fix.id}`,
        onClick: () => actions.applyFix(fix),
      });
      return h('li', {}, !setsPassword && h('span', { class: 'fix-label' }, fix.label), action);
    }),
  );
}
