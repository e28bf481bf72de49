import { isField } from '../src/protocol/fields';
import type { FieldFinding, FormState, FromView } from '../src/protocol/messages';
import type { RunView } from '../src/protocol/run-view';
import { accountFields, type Fields } from './account-fields';
import { accountHead } from './account-head';
import { button } from './components';
import { detect } from './detect';
import { type Content, h, hidden, icon, refill } from './dom';
import { viewHeader } from './header';
import { keepFocus } from './keep-focus';
import { library } from './library';
import { matrix } from './matrix';
import { answersIn, type Memory } from './memory';
import { createOutbox } from './outbox';
import { runResult } from './run-view';
import { type Translate, translator } from './text';
import type { View } from './view';

/** The form over one smtp.yaml. */
export function formView(post: (message: FromView) => void, memory: Memory): View<FormState> {
  const outbox = createOutbox(post);
  let remembered = memory.read().account;
  /** The account that somebody chose here, until it is shown. */
  let chosen: string | undefined;
  let selected = '';
  let fields: Fields | undefined;
  let fieldsKey = '';
  let run: RunView | undefined;
  let handledRun: RunView | undefined;
  let handledKey = '';
  /** The password is being typed because a test asked for it. */
  let mending = false;
  let latest: FormState | undefined;
  /** The account that the last change took away, and the version of the text in which it did. */
  let deleted: { name: string; version: number } | undefined;
  let names: string[] = [];
  let scroll = memory.read().scroll ?? 0;

  const flush = () => {
    fields?.flush();
    accounts.flush();
  };
  const select = (account: string) => {
    flush();
    search.close();
    chosen = account;
    memory.write({ account });
    outbox.send({ type: 'select', account });
  };
  const refresh = () => {
    if (latest) update(latest);
  };
  /** What comes after a fix is the test: it is up there, and may be out of sight. */
  const focusTest = () => {
    const button = head.element.querySelector<HTMLElement>('[data-focus-key="test"]');
    button?.focus({ preventScroll: true });
    head.element.scrollIntoView({ block: 'center' });
  };

  const header = viewHeader(post);
  const offer = h('div', { class: 'banner info-banner', role: 'note', hidden: true });
  const banners = h('div', { class: 'banners' });
  const gone = h('div', { class: 'banner info-banner', role: 'status', hidden: true });
  const search = detect(outbox, refresh);
  const accounts = library({ outbox, select, add: () => search.open('', '') });
  const head = accountHead({ outbox, flush, focusField: (field) => fields?.focus(field) });
  const table = matrix(outbox, select);
  const notice = h('div', { class: 'notice', hidden: true });
  const strays = h('ul', { class: 'findings strays' });
  const fieldBox = h('div', { class: 'fields' });
  const result = runResult({
    applyFix(fix) {
      if (fix.kind === 'set-password') {
        mending = true;
        fields?.openPassword();
      } else {
        flush();
        outbox.send({ type: 'apply-fix', account: selected, fix: fix.id });
      }
    },
    guide: (message) => outbox.send(message),
    answers: answersIn(memory),
    copyReport: () => outbox.send({ type: 'copy-report' }),
    copyTranscript: () => outbox.send({ type: 'copy-transcript' }),
    testAgain() {
      flush();
      const mode = run?.mode;
      outbox.send({ type: 'test', account: selected, ...(mode === 'login' || mode === 'send' ? { mode } : {}) });
    },
  });
  const main = h(
    'main',
    { class: 'content' },
    notice,
    table.element,
    head.element,
    search.element,
    result.element,
    strays,
    fieldBox,
  );
  const columns = h('div', { class: 'columns' }, accounts.element, main);
  const notices = h('section', {}, offer, banners, gone);
  const element = h('div', { class: 'page form' }, header.element, notices, columns);

  // a shortcut such as that of Save is meant for what is on the screen
  element.addEventListener('keydown', (event) => {
    // AltGr, which writes letters, is Ctrl and Alt on Windows
    if ((event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph')) flush();
  });
  // what was just typed is sent as soon as somebody turns away from the page: when its tab is hidden it goes away at once
  document.documentElement.addEventListener('mouseleave', flush);
  document.addEventListener('visibilitychange', flush);
  for (const name of ['blur', 'pagehide']) window.addEventListener(name, flush);
  keepFocus(element);
  window.addEventListener('scrollend', () => memory.write({ scroll: window.scrollY }));

  const dropFields = () => {
    fields?.dispose();
    fields = undefined;
    fieldsKey = '';
    fieldBox.replaceChildren();
  };

  const showNotice = (state: FormState, t: Translate) => {
    const kind = state.file === 'ours' ? 'empty' : state.file;
    const openText = (primary: boolean) =>
      button({
        label: t('openText'),
        kind: primary ? 'primary' : 'secondary',
        icon: 'go-to-file',
        focusKey: 'text',
        onClick: () => outbox.send({ type: 'show-text', path: [] }),
      });
    refill(notice, JSON.stringify([kind, state.problem, state.language]), () => {
      switch (kind) {
        case 'invalid':
          return [
            icon('error', { class: 'notice-icon error' }),
            h('h2', {}, t('invalidTitle')),
            state.problem && [
              h('p', {}, state.problem.message),
              h('p', { class: 'muted' }, t('problemAt', { line: state.problem.line, column: state.problem.column })),
            ],
            h('div', { class: 'actions' }, openText(true)),
          ];
        case 'foreign':
          return [
            icon('info', { class: 'notice-icon info' }),
            h('h2', {}, t('foreignTitle')),
            h('p', {}, t('foreignText')),
            h(
              'div',
              { class: 'actions' },
              button({
                label: t('leaveAlone'),
                kind: 'primary',
                focusKey: 'leave',
                onClick: () => outbox.send({ type: 'leave-alone' }),
              }),
              openText(false),
            ),
          ];
        case 'empty':
          return [icon('mail', { class: 'notice-icon' }), h('h2', {}, t('emptyTitle')), h('p', {}, t('emptyStart'))];
      }
    });
  };

  const showBanners = (state: FormState, t: Translate) => {
    notices.setAttribute('aria-label', t('notices'));
    const simulated = state.values['test.mode'] === 'simulate';
    offer.hidden = state.offer === undefined;
    refill(offer, JSON.stringify(state.offer), () => (state.offer ? offerContent(state.offer) : []));
    refill(banners, JSON.stringify([state.trusted, simulated, state.language]), () => [
      !state.trusted && h('div', { class: 'banner', role: 'note' }, icon('warning'), h('span', {}, t('untrusted'))),
      simulated &&
        h(
          'div',
          { class: 'banner simulating', role: 'note' },
          icon('debug-disconnect'),
          h('span', {}, t('simulating')),
        ),
    ]);
    // a text that cannot be read says nothing about what was deleted
    if (state.file !== 'invalid') {
      const now = state.accounts.map(({ name }) => name);
      const there = new Set(now);
      const [lost] = now.length === names.length - 1 ? names.filter((name) => !there.has(name)) : [];
      // after another change Undo would take that one back
      if (lost !== undefined) deleted = { name: lost, version: state.version };
      else if (deleted !== undefined && state.version > deleted.version) deleted = undefined;
      names = now;
    }
    gone.hidden = deleted === undefined;
    refill(gone, JSON.stringify([deleted, state.language]), () =>
      deleted === undefined
        ? []
        : [
            icon('trash'),
            h('span', {}, t('accountDeleted', { account: deleted.name })),
            button({
              label: t('undo'),
              kind: 'secondary',
              onClick: () => {
                deleted = undefined;
                gone.hidden = true;
                outbox.send({ type: 'undo' });
              },
            }),
          ],
    );
  };

  const offerContent = ({ language, text, accept, decline }: NonNullable<FormState['offer']>): Content[] => {
    const answer = (label: string, yes: boolean) =>
      button({
        label,
        kind: 'secondary',
        onClick: () => outbox.send({ type: 'answer-offer', accept: yes }),
      });
    return [
      icon('globe'),
      h('span', { lang: language }, text),
      h('div', { class: 'actions', lang: language }, answer(accept, true), answer(decline, false)),
    ];
  };

  const showFields = (state: FormState, t: Translate) => {
    const key = JSON.stringify([state.account?.name, state.language]);
    if (fields === undefined || fieldsKey !== key) {
      fields?.flush();
      dropFields();
      fieldsKey = key;
      fields = accountFields(state, t, {
        outbox,
        memory,
        passwordSaved: () => {
          handledRun = run;
          handledKey = JSON.stringify(run);
          if (mending) requestAnimationFrame(focusTest);
          mending = false;
        },
        detect: () => {
          const { values, name } = latest?.account ?? { values: {}, name: '' };
          const known = (values as Record<string, string>).user ?? '';
          search.open(name, known.includes('@') ? known : '');
        },
      });
      fieldBox.append(fields.element);
    } else fields.update(state);
    const all = { ...state.findings, ...state.account?.findings };
    refill(strays, JSON.stringify([all, state.language]), () =>
      Object.entries(all)
        .filter(([name]) => !isField(name))
        .flatMap(([name, findings]) => findings.map((finding) => strayFinding(name, finding, t))),
    );
  };

  function update(state: FormState): void {
    latest = state;
    const t = translator(state.strings);
    outbox.shows(state.version);
    header.update(state, state.fileName, t);
    showBanners(state, t);
    const account = state.file === 'ours' ? state.account : undefined;
    const isEmpty = account === undefined && (state.file === 'ours' || state.file === 'empty');
    for (const part of [accounts.element, accounts.who, head.element, strays, fieldBox])
      part.hidden = account === undefined;
    notice.hidden = account !== undefined;
    columns.classList.toggle('single', account === undefined);
    if (isEmpty && !search.isOpen) search.open('', '');
    if (account === undefined) {
      dropFields();
      table.update({ ...state, accounts: [] }, t);
      result.update(undefined, t, state.language, false);
      showNotice(state, t);
      search.update(isEmpty ? state : { ...state, accounts: [] }, t);
      if (!isEmpty) search.element.hidden = true;
      return;
    }
    const isThere = (wanted: string | undefined) => state.accounts.some(({ name }) => name === wanted);
    const wanted = state.named || remembered === account.name ? undefined : remembered;
    remembered = undefined;
    if (wanted !== undefined && isThere(wanted)) select(wanted);
    if (chosen === account.name || !isThere(chosen)) chosen = undefined;
    if (chosen === undefined && memory.read().account !== account.name) memory.write({ account: account.name });
    selected = account.name;
    run = account.run;
    if (handledRun !== undefined && run !== undefined && JSON.stringify(run) === handledKey)
      run = { ...run, fixes: [] };
    search.update(state, t);
    accounts.update(state, t);
    table.update(state, t);
    head.update(state, run, t, search.isOpen);
    result.update(run, t, state.language, state.trusted, account);
    showFields(state, t);
    if (scroll > 0) {
      const to = scroll;
      scroll = 0;
      requestAnimationFrame(() => window.scrollTo(0, to));
    }
  }

  return { element, update };
}

function strayFinding(name: string, finding: FieldFinding, t: Translate): Content {
  return h(
    'li',
    { class: `finding ${finding.severity}` },
    icon(finding.severity),
    h('span', {}, hidden(`${t(finding.severity)}: `), name !== '' && [h('code', {}, name), ' '], finding.message),
  );
}
