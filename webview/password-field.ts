import type { PasswordView } from '../src/protocol/messages';
import { button, checkbox, type TextFieldControl, textField } from './components';
import { h, icon, refill } from './dom';
import type { Translate } from './text';

/** The password of an account: whether it is set, and an editor that opens in place. */
export interface PasswordField {
  readonly element: HTMLElement;
  update(password: PasswordView): void;
  /** Opens the editor and puts the focus in it. */
  open(): void;
}

/**
 * Makes the field. A typed password lives in the input alone: it is handed to `save` once, and the input is emptied
 * and thrown away at the same moment.
 */
export function passwordField(
  initial: PasswordView,
  description: () => string,
  t: Translate,
  save: (password: string) => void,
): PasswordField {
  const state = h('div', { class: 'password-state' });
  const editor = h('div', { class: 'password-editor', hidden: true });
  const element = h('div', { class: 'password' }, state, editor);
  let current = initial;
  let input: TextFieldControl | undefined;

  const close = (focus: boolean) => {
    if (input !== undefined) input.value = '';
    input = undefined;
    editor.replaceChildren();
    editor.hidden = true;
    show();
    if (focus) state.querySelector<HTMLElement>('[data-focus-key="password"]')?.focus();
  };
  const submit = () => {
    const password = input?.value ?? '';
    if (password === '') {
      input?.focus();
      return;
    }
    close(true);
    save(password);
  };
  const open = () => {
    if (input === undefined) {
      const field = textField({
        label: t('password'),
        value: '',
        type: 'password',
        description: description(),
        onEnter: submit,
        onEscape: () => close(true),
      });
      input = field;
      editor.hidden = false;
      editor.replaceChildren(
        field.element,
        checkbox({
          label: t('showPassword'),
          checked: false,
          onChange: (checked) => field.update({ type: checked ? 'text' : 'password' }),
        }),
        h(
          'div',
          { class: 'actions' },
          button({ label: t('passwordSave'), kind: 'secondary', onClick: submit }),
          button({ label: t('passwordCancel'), kind: 'secondary', onClick: () => close(true) }),
        ),
      );
      show();
    }
    input.focus();
  };
  const show = () => {
    const isSet = current.kind !== 'not-stored' && current.kind !== 'none';
    refill(state, JSON.stringify([current, input === undefined, description()]), () => [
      h(
        'span',
        { class: 'password-label' },
        icon(current.kind === 'literal' ? 'warning' : isSet ? 'lock' : 'key'),
        h('span', {}, current.label),
      ),
      input === undefined &&
        button({
          label: t('passwordSet'),
          kind: 'secondary',
          description: `${t('password')}. ${current.label} ${description()}`,
          focusKey: 'password',
          onClick: open,
        }),
    ]);
  };
  show();
  return {
    element,
    open,
    update(password) {
      current = password;
      show();
    },
  };
}
