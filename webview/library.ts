import type { AccountSummary, FormState } from '../src/protocol/messages';
import { button, type ChoiceControl, dropdown } from './components';
import { h, hidden, icon, refill, setText } from './dom';
import { choicePart, type FieldPart, group, section, textPart } from './field';
import type { Outbox } from './outbox';
import { stateIcon } from './state-icon';
import type { Translate } from './text';

/** The library of accounts, and who gets what. */
export interface Library {
  /** Beside the account when there is room, above it else. */
  readonly element: HTMLElement;
  /** Contact, default and administrators; under the list when there is room, behind the account else. */
  readonly who: HTMLElement;
  update(state: FormState, t: Translate): void;
  flush(): void;
}

/** What can be done in the library. */
export interface LibraryActions {
  outbox: Outbox;
  select(account: string): void;
  add(): void;
}

/** Room for the list beside the account. */
const wide = '(width >= 720px)';

/** Makes the library. In a narrow form it is a drop-down. */
export function library(actions: LibraryActions): Library {
  const room = matchMedia(wide);
  const title = h('h2', { class: 'nav-title', id: 'accounts-title' });
  const tools = h('div', { class: 'nav-tools' });
  const list = h('ul', { 'aria-labelledby': 'accounts-title' });
  const pickerBox = h('div', { class: 'account-picker' });
  const all = h('div', { class: 'test-all' });
  const nav = h('nav', { class: 'accounts' }, h('div', { class: 'nav-head' }, title, pickerBox, tools), list, all);
  const who = h('div', { class: 'who' });
  const element = h('div', { class: 'library' }, nav);
  let picker: ChoiceControl | undefined;
  let parts: FieldPart | undefined;
  let partsKey = '';
  let shown: [FormState, Translate] | undefined;

  const place = () => (room.matches ? element : element.parentElement)?.append(who);
  room.addEventListener('change', () => {
    place();
    if (shown) update(...shown);
  });

  const showList = (state: FormState, t: Translate) => {
    const selected = state.account?.name ?? '';
    refill(list, JSON.stringify([state.accounts, state.language, selected]), () =>
      state.accounts.map((item) => h('li', {}, accountItem(item, item.name === selected, t, actions.select))),
    );
  };
  const testAllButton = (state: FormState, t: Translate, kind: 'secondary' | 'icon') =>
    button({
      label: t('testAll'),
      kind,
      icon: 'run-all',
      description: t('testAllHelp'),
      disabled: !state.trusted || state.matrix?.running === true,
      focusKey: 'test-all',
      onClick: () => actions.outbox.send({ type: 'test-all' }),
    });
  const showPicker = (state: FormState, t: Translate) => {
    const selected = state.account?.name ?? '';
    const label = t('account');
    const choices = state.accounts.map(({ name, isDefault, result }) => ({
      value: name,
      label: [isDefault ? `${name} (${t('default')})` : name, result ?? ''].filter((text) => text !== '').join(' · '),
    }));
    if (picker === undefined) {
      picker = dropdown({ label, choices, value: selected, onChange: actions.select });
      pickerBox.append(picker.element);
    }
    picker.value = selected;
    picker.update({ label, choices });
  };

  function update(state: FormState, t: Translate): void {
    shown = [state, t];
    if (who.parentElement === null) place();
    setText(title, t('accounts'));
    // the one that cannot be seen is not kept up to date: either may hold hundreds of accounts
    if (room.matches) showList(state, t);
    else showPicker(state, t);
    list.hidden = !room.matches;
    pickerBox.hidden = room.matches;
    const several = state.accounts.length > 1;
    const key = JSON.stringify([state.language, several, state.trusted, state.matrix?.running, room.matches]);
    refill(tools, key, () => [
      several && !room.matches && testAllButton(state, t, 'icon'),
      button({ label: t('addAccount'), kind: 'icon', icon: 'add', focusKey: 'add', onClick: actions.add }),
    ]);
    refill(all, key, () => [
      several && room.matches && [testAllButton(state, t, 'secondary'), h('p', { class: 'help' }, t('testAllHelp'))],
    ]);
    if (parts === undefined || partsKey !== state.language) {
      parts?.flush();
      parts?.dispose();
      partsKey = state.language;
      parts = whoParts(t, actions.outbox);
      who.replaceChildren(parts.element);
    }
    parts.update(state);
  }

  return { element, who, update, flush: () => parts?.flush() };
}

/** Contact address, default account, administrators. */
function whoParts(t: Translate, outbox: Outbox): FieldPart {
  const context = { t, outbox, account: '' };
  const parts = [
    textPart(context, 'contact'),
    choicePart(context, 'default', {
      kind: 'dropdown',
      choices: ({ accounts }) => accounts.map(({ name }) => ({ value: name, label: name })),
    }),
    textPart(context, 'admins'),
  ];
  return group(
    parts,
    section(
      t,
      'who',
      parts.map(({ element }) => element),
    ),
  );
}

function accountItem(
  item: AccountSummary,
  current: boolean,
  t: Translate,
  select: (name: string) => void,
): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      class: 'account-item',
      title: item.name,
      'aria-current': current ? 'true' : undefined,
      'data-focus-key': `account ${item.name}`,
      onclick: () => {
        if (!current) select(item.name);
      },
    },
    h('span', { class: 'account-item-name' }, item.name),
    item.isDefault && [icon('star-full', { title: t('default') }), hidden(t('default'))],
    item.state !== undefined && [stateIcon(item.state), hidden(item.result ?? '')],
  );
}
