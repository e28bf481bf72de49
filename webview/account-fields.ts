import { accountFields as allFields, pathOfField } from '../src/protocol/fields';
import type { FieldEdit, FormState } from '../src/protocol/messages';
import { button, textField } from './components';
import { h, setText } from './dom';
import {
  choicePart,
  describing,
  type Field,
  type FieldContext,
  type FieldPart,
  findingsOf,
  frame,
  group,
  isInvalid,
  labelKey,
  placeholderOf,
  section,
  showFindings,
  textPart,
  writtenValue,
} from './field';
import { fieldSync } from './field-sync';
import type { Memory } from './memory';
import type { Outbox } from './outbox';
import { passwordField } from './password-field';
import { parseSender, senderText } from './sender';
import { signInState } from './sign-in-state';
import type { Translate } from './text';

/** The fields of one account. */
export interface Fields extends FieldPart {
  openPassword(): void;
  /** Puts the focus into a field. */
  focus(field: string): void;
}

/** What the fields can do beside editing. */
export interface FieldActions {
  outbox: Outbox;
  memory: Memory;
  passwordSaved(): void;
  /** Opens the search for the settings of an address. */
  detect(): void;
}

const encryptions = ['tls', 'starttls', 'none'];
/** Ports that say which encryption goes with them (RFC 8314, RFC 6409), and one that many providers add to them. */
const wellKnownPorts = ['25', '465', '587', '2525'];
const oauthFields = allFields.filter((field) => field.startsWith('oauth2.'));

/** Makes the fields of one account, in one language; another account or language gets new ones. */
export function accountFields(state: FormState, t: Translate, actions: FieldActions): Fields {
  const { outbox, memory } = actions;
  const account = state.account?.name ?? '';
  const context: FieldContext = { t, outbox, account };
  const path = (field: Field) => pathOfField(field, account);
  let latest = state;
  const moved = h('p', { class: 'hint', role: 'status' });

  const filledIn =
    (field: Field, label: (value: string) => string = (value) => value) =>
    (now: FormState) => {
      const value = placeholderOf(now, field);
      if (value === '') return '';
      const provider = now.account?.preset || field === 'host' ? (now.account?.provider ?? '') : '';
      return provider === ''
        ? t('filledUsual', { value: label(value) })
        : t('filledBy', { value: label(value), provider });
    };
  const encryptionName = (value: string) => (encryptions.includes(value) ? t(encryptionKey(value)) : value);

  const provider = choicePart(context, 'provider', {
    kind: 'dropdown',
    choices: (now) => [
      { value: '', label: t('providerOther') },
      ...now.providers.map(({ id, name, state: how }) => ({ value: id, label: `${name}: ${how}` })),
    ],
    chosen: (now) => {
      const written = writtenValue(now, 'provider');
      return written && !now.providers.some(({ id }) => id === written) ? written : (now.account?.providerId ?? '');
    },
    send: (id) => outbox.change({ type: 'set-provider', account, provider: id }),
  });
  const host = textPart(context, 'host', { hint: filledIn('host') });
  const port = textPart(context, 'port', {
    number: true,
    hint: filledIn('port'),
    // where the file names no encryption a port that says nothing about it would turn the one that is shown into another
    along: (value) => {
      const shown = placeholderOf(latest, 'encryption');
      // not one on the way to a port that is known
      const isKept = typeof value === 'number' && !wellKnownPorts.some((known) => known.startsWith(String(value)));
      return isKept && writtenValue(latest, 'encryption') === '' && encryptions.includes(shown)
        ? [{ path: path('encryption'), value: shown }]
        : [];
    },
  });
  const encryption = choicePart(context, 'encryption', {
    kind: 'radio',
    choices: () => encryptions.map((value) => ({ value, label: t(encryptionKey(value)) })),
    hint: filledIn('encryption', encryptionName),
    send: (value) => {
      const edits: FieldEdit[] = [{ path: path('encryption'), value }];
      const next = portFor(writtenValue(latest, 'port'), value);
      if (next !== undefined) edits.push({ path: path('port'), value: next });
      setText(moved, next === undefined ? '' : t('portMoved', { port: next }));
      outbox.edit(edits);
    },
  });
  encryption.element.querySelector('.field-bottom')?.append(moved);

  const auth = choicePart(context, 'auth', {
    kind: 'dropdown',
    choices: () => ['password', 'oauth2', 'none'].map((value) => ({ value, label: t(`auth_${value}`) })),
    // an account that is not filled in yet signs in with a password, once it has one
    chosen: (now) => writtenValue(now, 'auth') || 'password',
  });
  const user = textPart(context, 'user');
  const password = passwordPart(context, actions);
  const oauthParts = oauthFields.map((field) => textPart(context, field));
  const signedIn = signInState(context);
  const oauth = h(
    'div',
    { class: 'field-grid oauth' },
    signedIn.element,
    oauthParts.map((part) => part.element),
  );
  const sender = senderPart(context);
  const replyTo = textPart(context, 'replyTo');
  const to = textPart(context, 'test.to');
  const subject = textPart(context, 'test.subject');
  const body = choicePart(context, 'test.body', {
    kind: 'radio',
    choices: () => ['text', 'html', 'both'].map((value) => ({ value, label: t(`body_${value}`) })),
  });
  const mode = choicePart(context, 'test.mode', {
    kind: 'dropdown',
    choices: () =>
      ['connect', 'login', 'envelope', 'send', 'simulate'].map((value) => ({ value, label: t(`mode_${value}`) })),
  });
  const typed = (field: Field) => [field, textPart(context, field)] as const;
  const offered = (field: Field, values: readonly string[], prefix?: string) => {
    const part = choicePart(context, field, {
      kind: 'dropdown',
      choices: () => [
        { value: '', label: t(`${labelKey(field)}Any`) },
        ...values.map((value) => ({ value, label: prefix ? t(`${prefix}_${value}`) : value })),
      ],
      chosen: (now) => writtenValue(now, field),
    });
    return [field, part] as const;
  };
  const seldom = new Map<Field, FieldPart>([
    typed('timeout'),
    offered('mechanism', ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER']),
    typed('envelopeFrom'),
    typed('ehloName'),
    offered('family', ['ipv4', 'ipv6'], 'family'),
    typed('proxy'),
    offered('tls.verify', ['true', 'false'], 'verify'),
    offered('tls.minVersion', ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']),
    typed('tls.servername'),
    typed('tls.ca'),
    typed('tls.cert'),
    typed('tls.key'),
  ]);
  const advancedTitle = h('span', {});
  const advanced = h(
    'details',
    { class: 'advanced' },
    h('summary', {}, h('h3', {}, advancedTitle)),
    h(
      'div',
      { class: 'field-grid' },
      [...seldom.values()].map((part) => part.element),
    ),
  );
  advanced.open = memory.read().advanced === true;
  advanced.addEventListener('toggle', () => memory.write({ advanced: advanced.open }));

  const detect = h(
    'div',
    { class: 'field field-detect' },
    button({ label: t('detect'), kind: 'secondary', icon: 'search', focusKey: 'detect', onClick: actions.detect }),
    h('p', { class: 'help' }, t('detectHelp')),
  );
  const element = h(
    'div',
    { class: 'field-groups' },
    section(t, 'server', provider.element, detect, host.element, port.element, encryption.element),
    section(t, 'signIn', auth.element, user.element, password.element, oauth),
    section(t, 'sender', sender.element, replyTo.element),
    section(t, 'testMail', to.element, subject.element, body.element, mode.element),
    advanced,
  );
  const parts = [
    provider,
    host,
    port,
    encryption,
    auth,
    user,
    password,
    sender,
    replyTo,
    to,
    subject,
    body,
    mode,
    ...seldom.values(),
    ...oauthParts,
    signedIn,
  ];
  const all = group(parts, element);
  const update = (next: FormState) => {
    latest = next;
    all.update(next);
    const usesOAuth = writtenValue(next, 'auth') === 'oauth2' || next.account?.signIn !== undefined;
    oauth.hidden = !usesOAuth && oauthFields.every((field) => writtenValue(next, field) === '');
    const nobody = writtenValue(next, 'auth') === 'none';
    user.element.hidden = nobody && writtenValue(next, 'user') === '';
    password.element.hidden = (nobody || usesOAuth) && next.account?.password.kind === 'none';
    const set = [...seldom.keys()].filter((field) => writtenValue(next, field) !== '').length;
    setText(advancedTitle, set === 0 ? t('advanced') : `${t('advanced')} (${t('advancedSet', { number: set })})`);
    if ([...seldom.keys()].some((field) => isInvalid(findingsOf(next, field)))) advanced.open = true;
  };
  update(state);
  return {
    ...all,
    update,
    openPassword: () => password.open(),
    focus(field) {
      if (field === 'password') password.open();
      else {
        const control = element.querySelector<HTMLElement>(
          `#field-${field === 'from' ? 'fromAddress' : labelKey(field)}`,
        );
        control?.focus();
        control?.scrollIntoView({ block: 'center' });
      }
    },
  };
}

function encryptionKey(value: string): string {
  return `encryption${value.charAt(0).toUpperCase()}${value.slice(1)}`;
}

/** The port that goes with an encryption, when the file names the usual one of another (RFC 8314, RFC 6409). */
function portFor(port: string, encryption: string): number | undefined {
  if (encryption === 'tls') return port === '587' || port === '25' ? 465 : undefined;
  return port === '465' ? 587 : undefined;
}

/** The state of the password, and an editor that opens in place. */
function passwordPart(context: FieldContext, actions: FieldActions): FieldPart & { open(): void } {
  const { t, outbox, account } = context;
  let description = t('passwordHelp');
  const field = passwordField(
    { kind: 'none', label: '' },
    () => description,
    t,
    (value) => {
      actions.passwordSaved();
      outbox.send({ type: 'set-password', account, password: value });
    },
  );
  const { element, found } = frame(context, 'password', field.element, h('span', { class: 'label' }, t('password')));
  return {
    element,
    update(state) {
      const findings = findingsOf(state, 'password');
      description = describing(findings, t('passwordHelp'));
      if (state.account) field.update(state.account.password);
      showFindings(found, findings, context, pathOfField('password', account));
    },
    flush: () => undefined,
    dispose: () => undefined,
    open() {
      field.open();
      field.element.scrollIntoView({ block: 'center' });
    },
  };
}

/** Name and address of the sender: two fields over one value of the file. */
function senderPart(context: FieldContext): FieldPart {
  const { t, outbox, account } = context;
  const path = pathOfField('from', account);
  const make = (name: 'fromName' | 'fromAddress') =>
    textField({
      id: `field-${name}`,
      label: t(name),
      value: '',
      onInput: () => (name === 'fromName' ? names : addresses).input(),
      onChange: () => (name === 'fromName' ? names : addresses).commit(),
      onBlur: () => (name === 'fromName' ? names : addresses).leave(),
    });
  const name = make('fromName');
  const address = make('fromAddress');
  const editsOf = () => {
    const value = senderText({
      name: name.value.trim(),
      address: address.value.trim() || address.element.dataset.usual || '',
    });
    return [{ path, value: value === '' || (name.value.trim() === '' && address.value.trim() === '') ? null : value }];
  };
  const send = () => outbox.edit(editsOf());
  const draft = (value: string | undefined) => outbox.draft(value === undefined ? [] : editsOf());
  const names = fieldSync(name, send, draft);
  const addresses = fieldSync(address, send, draft);
  const inner = (key: 'fromName' | 'fromAddress', control: HTMLElement) =>
    h('div', { class: 'half' }, h('label', { for: `field-${key}` }, t(key)), control);
  const halves = h('div', { class: 'halves' }, inner('fromName', name.element), inner('fromAddress', address.element));
  const { element, found } = frame(context, 'from', halves, h('span', { class: 'label' }, t('from')));
  return {
    element,
    update(state) {
      const findings = findingsOf(state, 'from');
      const sender = parseSender(writtenValue(state, 'from'));
      const usual = placeholderOf(state, 'from');
      address.element.dataset.usual = usual;
      const description = describing(findings, t('fromHelp'));
      name.update({ description, invalid: false });
      address.update({ description, invalid: isInvalid(findings), placeholder: usual });
      names.fromDocument(sender.name);
      addresses.fromDocument(sender.address);
      showFindings(found, findings, context, path);
    },
    flush() {
      names.commit();
      addresses.commit();
    },
    dispose() {
      names.dispose();
      addresses.dispose();
    },
  };
}
