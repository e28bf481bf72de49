import type { AccountView, FieldFinding, FormState, FromView } from '../src/protocol/messages';
import { accountFields, type Fields } from './account-fields';
import { button, type ChoiceControl, dropdown } from './components';
import { type Content, h, hidden, icon, refill } from './dom';
import { viewHeader } from './header';
import { createOutbox } from './outbox';
import { hasFix, runResult, stateIcon } from './run-view';
import { testButton } from './test-button';
import { type Translate, translator } from './text';
import type { View } from './view';

/** What the form remembers over a reload of its page: nothing but the account that was chosen. */
export interface Memory {
  read(): string | undefined;
  write(account: string): void;
}

/** The form over one smtp.yaml. */
export function formView(post: (message: FromView) => void, memory: Memory): View<FormState> {
  const outbox = createOutbox(post);
  let remembered = memory.read();
  let selected = '';
  let fields: Fields | undefined;
  let fieldsKey = '';
  let run: AccountView['run'];
  let handledRun: AccountView['run'];
  let handledKey = '';
  let picker: ChoiceControl | undefined;

  const header = viewHeader(post);
  const banner = h('div', { class: 'banner', role: 'note', hidden: true });
  const nav = h('nav', { class: 'accounts' });
  const pickerBox = h('div', { class: 'account-picker' });
  const head = h('div', { class: 'account-head' });
  const notice = h('div', { class: 'notice', hidden: true });
  const strays = h('ul', { class: 'findings strays' });
  const fieldBox = h('div', { class: 'fields' });
  const result = runResult({
    applyFix(fix) {
      if (fix.kind === 'set-password') fields?.openPassword();
      else {
        fields?.flush();
        outbox.send({ type: 'apply-fix', account: selected, fix: fix.id });
      }
    },
    guide: (message) => outbox.send(message),
  });
  const main = h('main', { class: 'content' }, notice, pickerBox, head, result.element, strays, fieldBox);
  const columns = h('div', { class: 'columns' }, nav, main);
  const element = h('div', { class: 'page form' }, header.element, banner, columns);

  // a shortcut such as that of Save is meant for what is on the screen
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey) fields?.flush();
  });

  const select = (account: string) => {
    fields?.flush();
    memory.write(account);
    outbox.send({ type: 'select', account });
  };
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
          return [
            icon('mail', { class: 'notice-icon' }),
            h('h2', {}, t('emptyTitle')),
            h('p', {}, t('emptyText')),
            h('div', { class: 'actions' }, openText(true)),
          ];
      }
    });
  };

  const showAccounts = (state: FormState, account: AccountView, t: Translate) => {
    const key = state.accounts.map(({ name, isDefault, run: last }) => [name, isDefault, last?.state, last?.headline]);
    refill(nav, JSON.stringify([key, state.language, account.name]), () => [
      h('h2', { class: 'nav-title', id: 'accounts-title' }, t('accounts')),
      h(
        'ul',
        { 'aria-labelledby': 'accounts-title' },
        state.accounts.map((item) => h('li', {}, accountItem(item, item === account, t, select))),
      ),
    ]);
    const label = t('account');
    const choices = state.accounts.map(({ name, isDefault }) => ({
      value: name,
      label: isDefault ? `${name} (${t('default')})` : name,
    }));
    if (picker === undefined) {
      picker = dropdown({ label, choices, value: account.name, onChange: select });
      pickerBox.append(picker.element);
    }
    picker.value = account.name;
    picker.update({ label, choices });
    picker.value = account.name;
  };

  const showHead = (state: FormState, account: AccountView, t: Translate) => {
    const { name, isDefault, provider, providerState, providerClosed } = account;
    refill(
      head,
      JSON.stringify([
        name,
        isDefault,
        provider,
        providerState,
        providerClosed,
        run?.state,
        hasFix(run),
        state.language,
        state.trusted,
      ]),
      () => [
        h(
          'div',
          { class: 'account-title' },
          h('h2', { class: 'account-name' }, name),
          isDefault && h('span', { class: 'badge' }, icon('star-full'), t('default')),
        ),
        h(
          'div',
          { class: 'actions' },
          testButton(run, name, state.trusted || run?.state === 'running', t, (message) => {
            fields?.flush();
            outbox.send(message);
          }),
        ),
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
            ),
          ),
      ],
    );
  };

  const showFields = (state: FormState, account: AccountView, t: Translate) => {
    const key = JSON.stringify([account.name, state.language]);
    if (fields === undefined || fieldsKey !== key) {
      fields?.flush();
      dropFields();
      fieldsKey = key;
      fields = accountFields(state, account, t, outbox, () => {
        handledRun = run;
        handledKey = JSON.stringify(run);
      });
      fieldBox.append(fields.element);
    } else fields.update(state, account);
    const known = fields.names;
    refill(strays, JSON.stringify([account.findings, state.language]), () =>
      Object.entries(account.findings)
        .filter(([name]) => !known.includes(name))
        .flatMap(([name, findings]) => findings.map((finding) => strayFinding(name, finding, t))),
    );
  };

  return {
    element,
    update(state) {
      const t = translator(state.strings);
      outbox.shows(state.version);
      header.update(state, state.fileName, t);
      banner.hidden = state.trusted;
      refill(banner, t('untrusted'), () => [icon('warning'), h('span', {}, t('untrusted'))]);

      const account =
        state.file === 'ours'
          ? (state.accounts.find(({ name }) => name === state.selected) ?? state.accounts[0])
          : undefined;
      for (const part of [nav, pickerBox, head, strays, fieldBox]) part.hidden = account === undefined;
      notice.hidden = account !== undefined;
      columns.classList.toggle('single', account === undefined);
      if (account === undefined) {
        dropFields();
        result.update(undefined, t, state.language, false);
        showNotice(state, t);
        return;
      }
      if (remembered !== undefined) {
        const wanted = remembered;
        remembered = undefined;
        if (wanted !== account.name && state.accounts.some(({ name }) => name === wanted)) select(wanted);
      } else memory.write(account.name);
      selected = account.name;
      run = account.run;
      if (handledRun !== undefined && run !== undefined && JSON.stringify(run) === handledKey)
        run = { ...run, fixes: [] };
      showAccounts(state, account, t);
      showHead(state, account, t);
      result.update(run, t, state.language, state.trusted);
      showFields(state, account, t);
    },
  };
}

function accountItem(item: AccountView, current: boolean, t: Translate, select: (name: string) => void): Content {
  return h(
    'button',
    {
      type: 'button',
      class: 'account-item',
      'aria-current': current ? 'true' : undefined,
      'data-focus-key': `account ${item.name}`,
      onclick: () => {
        if (!current) select(item.name);
      },
    },
    h('span', { class: 'account-item-name' }, item.name),
    item.isDefault && [icon('star-full', { title: t('default') }), hidden(t('default'))],
    item.run && [stateIcon(item.run.state), hidden(item.run.headline)],
  );
}

function strayFinding(name: string, finding: FieldFinding, t: Translate): Content {
  return h(
    'li',
    { class: `finding ${finding.severity}` },
    icon(finding.severity),
    h('span', {}, hidden(`${t(finding.severity)}: `), name !== '' && [h('code', {}, name), ' '], finding.message),
  );
}
