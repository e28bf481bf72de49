import type { AccountView, FieldFinding, FormState } from '../src/protocol/messages';
import { button, type Choice, type ChoiceControl, radioGroup, type TextFieldControl, textField } from './components';
import { type Content, h, hidden, icon, refill } from './dom';
import { type FieldSync, fieldSync } from './field-sync';
import type { Outbox } from './outbox';
import { passwordField } from './password-field';
import type { Translate } from './text';

/** The fields of one account. */
export interface Fields {
  readonly element: HTMLElement;
  /** Names of the fields that show their findings themselves. */
  readonly names: readonly string[];
  /** Shows the document's values; the field in which the person types is left in peace. */
  update(state: FormState, account: AccountView): void;
  /** Sends at once what was typed and not yet sent. */
  flush(): void;
  openPassword(): void;
  dispose(): void;
}

type TextName = 'host' | 'port' | 'user' | 'from' | 'testTo';

const unset = '(unset)';

/** Makes the fields of one account, in one language; another account or language gets new ones. */
export function accountFields(
  state: FormState,
  account: AccountView,
  t: Translate,
  outbox: Outbox,
  passwordSaved: () => void,
): Fields {
  const updates: ((state: FormState, account: AccountView) => void)[] = [];
  const syncs: FieldSync[] = [];
  const pathOf = (name: string) => (name === 'testTo' ? ['test', 'to'] : ['accounts', account.name, name]);
  const showText = (name: string) =>
    button({
      label: `${t('showText')}: ${t(name)}`,
      kind: 'icon',
      icon: 'go-to-file',
      onClick: () => outbox.send({ type: 'show-text', path: pathOf(name) }),
    });

  const frame = (name: string, control: HTMLElement, label: HTMLElement, found: HTMLElement) =>
    h(
      'div',
      { class: `field field-${name}` },
      h('div', { class: 'field-top' }, label, showText(name)),
      h('p', { class: 'help' }, t(`${name}Help`)),
      h('div', { class: 'field-bottom' }, control, found),
    );

  const text = (name: TextName) => {
    const id = `field-${name}`;
    const control: TextFieldControl = textField({
      id,
      label: t(name),
      value: fieldValue(name, state, account),
      onInput: () => sync.input(),
      onChange: () => sync.commit(),
      onBlur: () => sync.leave(),
    });
    const sync = fieldSync(control, (value) => outbox.edit(pathOf(name), toWire(name, value)));
    syncs.push(sync);
    const found = h('ul', { class: 'findings' });
    updates.push((nextState, next) => {
      const findings = findingsOf(name, nextState, next);
      control.update({
        placeholder: placeholderOf(name, nextState, next),
        invalid: isInvalid(findings),
        description: describing(t(`${name}Help`), findings),
      });
      sync.fromDocument(fieldValue(name, nextState, next));
      showFindings(found, findings, t);
    });
    return frame(name, control.element, h('label', { for: id }, t(name)), found);
  };

  const encryption = () => {
    const control: ChoiceControl = radioGroup({
      label: t('encryption'),
      choices: encryptionChoices(account, t),
      value: account.encryption || unset,
      onChange: () => sync.commit(),
    });
    const sync = fieldSync(control, (value) => outbox.edit(pathOf('encryption'), value === unset ? null : value));
    syncs.push(sync);
    const found = h('ul', { class: 'findings' });
    updates.push((nextState, next) => {
      const findings = findingsOf('encryption', nextState, next);
      control.update({
        choices: encryptionChoices(next, t),
        invalid: isInvalid(findings),
        description: describing(t('encryptionHelp'), findings),
      });
      sync.fromDocument(next.encryption || unset);
      showFindings(found, findings, t);
    });
    return frame('encryption', control.element, h('span', { class: 'label' }, t('encryption')), found);
  };

  const found = h('ul', { class: 'findings' });
  let passwordFindings = findingsOf('password', state, account);
  const password = passwordField(
    account.password,
    () => describing(t('passwordHelp'), passwordFindings),
    t,
    (value) => {
      passwordSaved();
      outbox.send({ type: 'set-password', account: account.name, password: value });
    },
  );
  updates.push((nextState, next) => {
    passwordFindings = findingsOf('password', nextState, next);
    password.update(next.password);
    showFindings(found, passwordFindings, t);
  });

  const section = (title: string, ...content: Content[]) =>
    h(
      'section',
      { class: 'field-group', 'aria-labelledby': `group-${title}` },
      h('h3', { id: `group-${title}` }, t(title)),
      h('div', { class: 'field-grid' }, content),
    );
  const element = h(
    'div',
    { class: 'field-groups' },
    section('server', text('host'), text('port'), encryption()),
    section(
      'signIn',
      text('user'),
      frame('password', password.element, h('span', { class: 'label' }, t('password')), found),
    ),
    section('sender', text('from')),
    section('testMail', text('testTo')),
  );
  const update: Fields['update'] = (nextState, next) => {
    for (const change of updates) change(nextState, next);
  };
  update(state, account);
  return {
    element,
    names: ['host', 'port', 'encryption', 'user', 'password', 'from'],
    update,
    flush: () => {
      for (const sync of syncs) sync.commit();
    },
    openPassword: () => {
      password.open();
      password.element.scrollIntoView({ block: 'center' });
    },
    dispose: () => {
      for (const sync of syncs) sync.dispose();
    },
  };
}

function fieldValue(name: TextName, state: FormState, account: AccountView): string {
  return name === 'testTo' ? state.testTo : account[name];
}

function placeholderOf(name: TextName, state: FormState, account: AccountView): string {
  if (name === 'testTo') return state.testToPlaceholder;
  return name === 'host' || name === 'port' ? account.placeholders[name] : '';
}

function findingsOf(name: string, state: FormState, account: AccountView): FieldFinding[] {
  return name === 'testTo' ? state.testToFindings : (account.findings[name] ?? []);
}

/** An emptied field takes the key away; a port of digits is a number, all else is text. */
function toWire(name: TextName, value: string): string | number | null {
  if (value === '') return null;
  return name === 'port' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function encryptionChoices(account: AccountView, t: Translate): Choice[] {
  const labels: Readonly<Record<string, string>> = {
    tls: t('encryptionTls'),
    starttls: t('encryptionStarttls'),
    none: t('encryptionNone'),
  };
  const choices = Object.entries(labels).map(([value, label]) => ({ value, label }));
  const filledIn = labels[account.placeholders.encryption];
  if (account.encryption === '' || filledIn !== undefined) {
    const label = filledIn === undefined ? t('encryptionUnset') : `${t('encryptionUnset')}: ${filledIn}`;
    choices.push({ value: unset, label });
  }
  if (account.encryption !== '' && labels[account.encryption] === undefined) {
    choices.push({ value: account.encryption, label: account.encryption });
  }
  return choices;
}

function isInvalid(findings: readonly FieldFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

function describing(help: string, findings: readonly FieldFinding[]): string {
  return [...findings.map(({ message }) => message), help].join(' ');
}

function showFindings(list: HTMLElement, findings: readonly FieldFinding[], t: Translate): void {
  refill(list, JSON.stringify(findings), () =>
    findings.map(({ severity, message }) =>
      h('li', { class: `finding ${severity}` }, icon(severity), h('span', {}, hidden(`${t(severity)}: `), message)),
    ),
  );
}
