import { type AccountField, type FileField, pathOfField } from '../src/protocol/fields';
import type { FieldEdit, FieldFinding, FormState } from '../src/protocol/messages';
import { button, type Choice, type ChoiceControl, dropdown, radioGroup, textField } from './components';
import { type Content, h, hidden, icon, refill, setText } from './dom';
import { fieldSync } from './field-sync';
import type { Outbox } from './outbox';
import type { Translate } from './text';

/** A field of the form that has a path in smtp.yaml. */
export type Field = AccountField | FileField;

/** One field, or several that belong together. */
export interface FieldPart {
  readonly element: HTMLElement;
  /** Shows the document's values; the field in which the person types is left in peace. */
  update(state: FormState): void;
  /** Sends at once what was typed and not yet sent. */
  flush(): void;
  /** Stops its timers. */
  dispose(): void;
}

/** What the making of fields depends on. */
export interface FieldContext {
  t: Translate;
  outbox: Outbox;
  /** The account whose fields they are. */
  account: string;
}

/** The field's value as written in the file; empty when it is left out. */
export function writtenValue(state: FormState, field: Field): string {
  return state.values[field] ?? state.account?.values[field] ?? '';
}

/** What holds where the file leaves the field out. */
export function placeholderOf(state: FormState, field: Field): string {
  return state.placeholders[field] ?? state.account?.placeholders[field] ?? '';
}

/** The findings at the field. */
export function findingsOf(state: FormState, field: Field): readonly FieldFinding[] {
  return state.findings[field] ?? state.account?.findings[field] ?? [];
}

/** The key of a field's label among the texts; its help is `KEYHelp`. */
export function labelKey(field: string): string {
  if (field === 'default') return 'defaultAccount';
  const [first = '', ...rest] = field.split('.');
  return first + rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}

/** How a field of one line is made. */
export interface TextOptions {
  /** Digits are written as a number. */
  number?: boolean;
  /** A line that says where the value comes from while the field is empty. */
  hint?: (state: FormState) => string;
  /** What goes with a new value, made as one step with it. */
  along?: (value: FieldEdit['value']) => FieldEdit[];
}

/** A field of one line. */
export function textPart(context: FieldContext, field: Field, options: TextOptions = {}): FieldPart {
  const { t, outbox, account } = context;
  const { number = false, hint, along } = options;
  const key = labelKey(field);
  const id = `field-${key}`;
  const path = pathOfField(field, account);
  const control = textField({
    id,
    label: t(key),
    value: '',
    onInput: () => sync.input(),
    onChange: () => sync.commit(),
    onBlur: () => sync.leave(),
  });
  const editsOf = (text: string) => {
    const value = toWire(text, number);
    return [{ path, value }, ...(along?.(value) ?? [])];
  };
  const sync = fieldSync(
    control,
    (value) => outbox.edit(editsOf(value)),
    (value) => outbox.draft(value === undefined ? [] : editsOf(value)),
  );
  const { element, found, hinted } = frame(context, field, control.element, h('label', { for: id }, t(key)));
  return {
    element,
    update(state) {
      const findings = findingsOf(state, field);
      const said = writtenValue(state, field) === '' ? (hint?.(state) ?? '') : '';
      control.update({
        placeholder: placeholderOf(state, field),
        invalid: isInvalid(findings),
        description: describing(findings, said, t(`${key}Help`)),
      });
      sync.fromDocument(writtenValue(state, field));
      setText(hinted, said);
      showFindings(found, findings, context, path);
    },
    flush: () => sync.commit(),
    dispose: () => sync.dispose(),
  };
}

/** How a field that offers values is made. */
export interface ChoicePartOptions {
  kind: 'radio' | 'dropdown';
  /** What is offered; a value of the file that is not among them is added. */
  choices: (state: FormState) => Choice[];
  /** What is shown as chosen; left out: the value of the file, else what holds without one. */
  chosen?: (state: FormState) => string;
  hint?: (state: FormState) => string;
  /** Sends what was chosen; left out: as an edit of the field, where an empty value removes the key. */
  send?: (value: string) => void;
}

/** Stands for "left out" where a control cannot have an empty value. */
const leftOut = '(left out)';

/** A field that offers values. */
export function choicePart(context: FieldContext, field: Field, options: ChoicePartOptions): FieldPart {
  const { t, outbox, account } = context;
  const key = labelKey(field);
  const path = pathOfField(field, account);
  const chosen = options.chosen ?? ((state: FormState) => writtenValue(state, field) || placeholderOf(state, field));
  const make = options.kind === 'radio' ? radioGroup : dropdown;
  const control: ChoiceControl = make({
    label: t(key),
    choices: [],
    value: leftOut,
    onChange: () => sync.commit(),
  });
  const sync = fieldSync(control, (wire) => {
    const value = wire === leftOut ? '' : wire;
    if (options.send) options.send(value);
    else outbox.edit([{ path, value: booleanOf(value) }]);
  });
  const { element, found, hinted } = frame(context, field, control.element, h('span', { class: 'label' }, t(key)));
  return {
    element,
    update(state) {
      const findings = findingsOf(state, field);
      const value = chosen(state) || leftOut;
      const choices = options.choices(state).map((choice) => ({ ...choice, value: choice.value || leftOut }));
      if (!choices.some((choice) => choice.value === value)) {
        choices.push({ value, label: value === leftOut ? t('encryptionUnset') : value });
      }
      const said = writtenValue(state, field) === '' ? (options.hint?.(state) ?? '') : '';
      control.update({
        choices,
        invalid: isInvalid(findings),
        description: describing(findings, said, t(`${key}Help`)),
      });
      sync.fromDocument(value);
      setText(hinted, said);
      showFindings(found, findings, context, path);
    },
    flush: () => sync.commit(),
    dispose: () => sync.dispose(),
  };

  function booleanOf(value: string): FieldEdit['value'] {
    if (value === '') return null;
    return field === 'tls.verify' ? value === 'true' : value;
  }
}

/** A field's frame: label, way to the text, help, control, hint and findings. */
export function frame({ t, outbox, account }: FieldContext, field: Field, control: HTMLElement, label: HTMLElement) {
  const key = labelKey(field);
  const found = h('ul', { class: 'findings' });
  const hinted = h('p', { class: 'hint' });
  const showText = button({
    label: `${t('showText')}: ${t(key)}`,
    kind: 'icon',
    icon: 'go-to-file',
    onClick: () => outbox.send({ type: 'show-text', path: pathOfField(field, account) }),
  });
  const element = h(
    'div',
    { class: `field field-${key}` },
    h('div', { class: 'field-top' }, label, showText),
    h('p', { class: 'help' }, t(`${key}Help`)),
    h('div', { class: 'field-bottom' }, control, hinted, found),
  );
  return { element, found, hinted };
}

/** Several fields as one part. */
export function group(parts: readonly FieldPart[], element: HTMLElement): FieldPart {
  return {
    element,
    update(state) {
      for (const part of parts) part.update(state);
    },
    flush() {
      for (const part of parts) part.flush();
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}

/** A titled section of fields. */
export function section(t: Translate, title: string, ...content: Content[]): HTMLElement {
  return h(
    'section',
    { class: `field-group group-${title}`, 'aria-labelledby': `group-${title}` },
    h('h3', { id: `group-${title}` }, t(title)),
    h('div', { class: 'field-grid' }, content),
  );
}

/** True when a finding says that the value cannot be used. */
export function isInvalid(findings: readonly FieldFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** What assistive technology is told of a field beside its label. */
export function describing(findings: readonly FieldFinding[], ...more: string[]): string {
  return [...findings.map(({ message }) => message), ...more].filter((text) => text !== '').join(' ');
}

/** Shows findings under a field, each with the link that mends it. */
export function showFindings(
  list: HTMLElement,
  findings: readonly FieldFinding[],
  { t, outbox }: Pick<FieldContext, 't' | 'outbox'>,
  path: string[],
): void {
  refill(list, JSON.stringify(findings), () =>
    findings.map(({ severity, message, fix }) =>
      h(
        'li',
        { class: `finding ${severity}` },
        icon(severity),
        h('span', {}, hidden(`${t(severity)}: `), message),
        fix &&
          h(
            'button',
            {
              type: 'button',
              class: 'link',
              onclick: () => outbox.edit([{ path, value: fix.value }]),
            },
            fix.label,
          ),
      ),
    ),
  );
}

/** An emptied field takes the key away; digits are a number where one is expected, all else is text. */
function toWire(value: string, number: boolean): string | number | null {
  if (value === '') return null;
  return number && /^\d{1,9}$/.test(value) ? Number(value) : value;
}
