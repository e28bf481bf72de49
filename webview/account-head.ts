import type { FormState, FromView } from '../src/protocol/messages';
import type { RunView } from '../src/protocol/run-view';
import { button, textField } from './components';
import { h, hidden, icon, refill, setText } from './dom';
import { labelKey } from './field';
import type { Outbox } from './outbox';
import { hasFix, isWaiting } from './run-view';
import { stateIcon } from './state-icon';
import { unhurried } from './test-button';
import { type Translate, writtenTime } from './text';

/** Name, provider and buttons of the account that is shown. */
export interface AccountHead {
  readonly element: HTMLElement;
  /** `quiet`: another part of the form has the primary button. */
  update(state: FormState, run: RunView | undefined, t: Translate, quiet: boolean): void;
}

/** What can be done with the account. */
export interface HeadActions {
  outbox: Outbox;
  flush(): void;
  focusField(field: string): void;
}

type TestMessage = Extract<FromView, { type: 'test' }>;

/** Makes the head of an account. */
export function accountHead(actions: HeadActions): AccountHead {
  const { outbox } = actions;
  const element = h('div', { class: 'account-head' });
  const status = h('div', { class: 'visually-hidden', role: 'status' });
  const content = h('div', { class: 'account-head-content' });
  element.append(content, status);
  let renaming: string | undefined;
  let latest: Parameters<AccountHead['update']> | undefined;

  const refresh = () => {
    if (latest) update(...latest);
  };

  const title = (state: FormState, name: string, isDefault: boolean, t: Translate) => {
    if (renaming === name) return renameField(state, name, t);
    const tool = (label: string, symbol: string, onClick: () => void) =>
      button({ label: t(label), kind: 'icon', icon: symbol, focusKey: label, onClick });
    const library = (action: 'duplicate' | 'delete') => () => {
      actions.flush();
      outbox.change({ type: 'library', action, account: name, name: '' });
    };
    return h(
      'div',
      { class: 'account-title' },
      h('h2', { class: 'account-name', tabindex: '-1', 'data-focus-fallback': true }, name),
      isDefault && h('span', { class: 'badge' }, icon('star-full'), t('default')),
      h(
        'div',
        { class: 'tools', role: 'group', 'aria-label': t('accountTools') },
        !isDefault && tool('makeDefault', 'star-empty', () => outbox.edit([{ path: ['default'], value: name }])),
        tool('renameAccount', 'edit', () => {
          actions.flush();
          renaming = name;
          refresh();
          element.querySelector<HTMLElement>('.rename doctor-text-field')?.focus();
        }),
        tool('duplicateAccount', 'copy', library('duplicate')),
        tool('deleteAccount', 'trash', library('delete')),
      ),
    );
  };

  const renameField = (state: FormState, name: string, t: Translate) => {
    const close = () => {
      renaming = undefined;
      refresh();
      element.querySelector<HTMLElement>('[data-focus-key="renameAccount"]')?.focus();
    };
    const problem = h('p', { class: 'hint', role: 'alert' });
    const submit = () => {
      const next = field.value.trim();
      if (next === name) return close();
      const taken = state.accounts.some((account) => account.name === next);
      if (next === '' || taken) {
        problem.textContent = t(taken ? 'nameTaken' : 'nameEmpty');
        field.update({ invalid: true, description: problem.textContent });
        return;
      }
      renaming = undefined;
      outbox.change({ type: 'library', action: 'rename', account: name, name: next });
    };
    const field = textField({ label: t('accountName'), value: name, onEnter: submit, onEscape: close });
    return h(
      'div',
      { class: 'rename' },
      field.element,
      button({ label: t('passwordSave'), kind: 'secondary', onClick: submit }),
      button({ label: t('passwordCancel'), kind: 'secondary', onClick: close }),
      problem,
    );
  };

  const tests = (state: FormState, name: string, run: RunView | undefined, t: Translate, quiet: boolean) => {
    const press = (then: () => void) =>
      unhurried(() => {
        actions.flush();
        then();
      });
    if (run?.state === 'running') {
      return button({
        label: t('cancel'),
        kind: 'primary',
        icon: 'circle-slash',
        focusKey: 'test',
        onClick: press(() => outbox.send({ type: 'cancel' })),
      });
    }
    const written = state.values['test.mode'] ?? 'login';
    const main = kindOf(run?.state === 'failed' && run.mode !== undefined ? run.mode : written);
    const again = run?.state === 'failed';
    const calm = quiet || hasFix(run) || isWaiting(run);
    const make = (kind: TestKind) => {
      const message: TestMessage = {
        type: 'test',
        account: name,
        ...(kind === 'login' || kind === 'send' ? { mode: kind } : {}),
      };
      const isMain = kind === main;
      return button({
        label: isMain && again ? t('testAgain') : t(`test_${kind}`),
        kind: isMain && !calm ? 'primary' : 'secondary',
        ...(isMain ? { icon: 'play' } : {}),
        disabled: !state.trusted,
        focusKey: isMain ? 'test' : `test ${kind}`,
        onClick: press(() => outbox.send(message)),
      });
    };
    const kinds: TestKind[] = main === 'simulate' ? ['simulate'] : ['login', 'send'];
    if (!kinds.includes(main)) kinds.unshift(main);
    return [
      kinds.map(make),
      state.dirty &&
        button({
          label: t('testAndSave'),
          kind: 'secondary',
          icon: 'save',
          description: t('testAndSaveHelp'),
          disabled: !state.trusted,
          focusKey: 'test and save',
          onClick: press(() => outbox.send({ type: 'test', account: name, save: true })),
        }),
    ];
  };

  function update(state: FormState, run: RunView | undefined, t: Translate, quiet: boolean): void {
    latest = [state, run, t, quiet];
    const { account } = state;
    if (account === undefined) return;
    const { name, isDefault, provider, providerState, providerClosed, missing, history } = account;
    if (renaming !== undefined && renaming !== name) renaming = undefined;
    const last = history[0];
    const key = [name, isDefault, provider, providerState, providerClosed, missing, last, run?.state, run?.mode];
    const more = [hasFix(run), isWaiting(run), state.language, state.trusted, state.dirty, renaming, quiet];
    const left =
      missing.length === 0 ? '' : `${t('stillToType')}: ${missing.map((field) => t(labelKey(field))).join(', ')}`;
    setText(status, left);
    refill(content, JSON.stringify([key, more, state.values['test.mode']]), () => [
      title(state, name, isDefault, t),
      h('div', { class: 'actions' }, tests(state, name, run, t, quiet)),
      (provider !== '' || providerState !== '') &&
        h(
          'p',
          { class: providerClosed ? 'provider closed' : 'provider' },
          providerClosed && [icon('error'), hidden(t('error'))],
          h(
            'span',
            {},
            provider !== '' && h('strong', {}, provider),
            provider !== '' && providerState !== '' && ' · ',
            providerState,
            providerClosed && ` ${t('closedWayOut')}`,
          ),
        ),
      missing.length > 0 &&
        h(
          'p',
          { class: 'missing' },
          icon('arrow-right'),
          h(
            'span',
            {},
            `${t('stillToType')}: `,
            missing.map((field, at) => [
              at > 0 && ', ',
              h(
                'button',
                { type: 'button', class: 'link', onclick: () => actions.focusField(field) },
                t(labelKey(field)),
              ),
            ]),
          ),
        ),
      last !== undefined &&
        run === undefined &&
        h(
          'p',
          { class: 'last' },
          stateIcon(last.state),
          `${t('lastTest')}: ${last.text} · ${writtenTime(last.at, state.language)}`,
        ),
    ]);
  }

  return { element, update };
}

type TestKind = 'connect' | 'login' | 'envelope' | 'send' | 'simulate';

function kindOf(mode: string): TestKind {
  const kinds: readonly TestKind[] = ['connect', 'login', 'envelope', 'send', 'simulate'];
  return kinds.find((kind) => kind === mode) ?? 'login';
}
