import {
  Button,
  Checkbox,
  Dropdown,
  Link,
  Option,
  ProgressRing,
  provideVSCodeDesignSystem,
  Radio,
  RadioGroup,
  TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** Our own prefix, so that nothing outside this file (styles, tests) names the library behind it. */
const prefix = 'doctor';

/** A control whose value a person edits. */
export interface Editable {
  readonly element: HTMLElement;
  /** Setting it fires no callback and keeps the cursor where it can. */
  value: string;
  readonly focused: boolean;
}

/** A one-line input. */
export interface TextFieldControl extends Editable {
  /** Changes what was said when it was made; what is left out stays. */
  update(options: Partial<Pick<TextFieldOptions, 'label' | 'placeholder' | 'description' | 'invalid' | 'type'>>): void;
  focus(): void;
}

/** How a text field is made. `label` and `description` are told to assistive technology; show them beside it too. */
export interface TextFieldOptions {
  id?: string;
  label: string;
  value: string;
  placeholder?: string;
  type?: 'text' | 'password';
  description?: string;
  invalid?: boolean;
  /** On every keystroke, except inside a composition of an input method. */
  onInput?: () => void;
  /** When the person is done: Enter, or leaving the changed field. */
  onChange?: () => void;
  onBlur?: () => void;
  onEnter?: () => void;
  onEscape?: () => void;
}

/** One of several values. */
export interface Choice {
  value: string;
  label: string;
}

/** A control that offers several values. */
export interface ChoiceControl extends Editable {
  update(options: Partial<Pick<ChoiceOptions, 'label' | 'choices' | 'description' | 'invalid'>>): void;
}

/** How a drop-down or a radio group is made. */
export interface ChoiceOptions {
  label: string;
  choices: readonly Choice[];
  value: string;
  description?: string;
  invalid?: boolean;
  /** Only for what the person chose. */
  onChange: (value: string) => void;
}

/** How a button is made. */
export interface ButtonOptions {
  label: string;
  kind: 'primary' | 'secondary' | 'icon';
  /** Name of a codicon; an icon button shows nothing else. */
  icon?: string;
  description?: string;
  disabled?: boolean;
  /** Under this key the focus survives a new rendering. */
  focusKey?: string;
  onClick: () => void;
}

const connected = new WeakMap<Element, () => void>();

/**
 * The library's elements build their inner control when they are connected, and overwrite `aria-label` with English
 * words then. What was registered in `connected` runs right after, so that ours has the last word.
 */
function afterConnecting(type: { prototype: { connectedCallback(): void } }): void {
  const original = type.prototype.connectedCallback;
  type.prototype.connectedCallback = function (this: Element) {
    original.call(this);
    connected.get(this)?.();
  };
}

for (const type of [Button, Checkbox, Dropdown, Link, Option, ProgressRing, Radio, RadioGroup, TextField]) {
  afterConnecting(type);
}

provideVSCodeDesignSystem()
  .withPrefix(prefix)
  .register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeLink(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextField(),
  );

/** A button. Its disabled state is fixed: render it again to change it. */
export function button(options: ButtonOptions): HTMLElement {
  const element = create<Button>('button');
  element.setAttribute('appearance', options.kind);
  if (options.focusKey !== undefined) element.dataset.focusKey = options.focusKey;
  if (options.disabled === true) element.setAttribute('disabled', '');
  if (options.kind === 'icon') {
    element.title = options.label;
    element.append(codicon(options.icon ?? 'question'));
  } else {
    if (options.icon !== undefined) element.append(codicon(options.icon, 'start'));
    element.append(options.label);
  }
  whenConnected(element, () => {
    element.setAttribute('aria-label', options.label);
    describe(element, element.control, options.description);
  });
  element.addEventListener('click', (event) => {
    if (!event.defaultPrevented && options.disabled !== true) options.onClick();
  });
  return element;
}

/** A text field; with `type: 'password'` its value is never reflected into an attribute. */
export function textField(options: TextFieldOptions): TextFieldControl {
  const element = create<TextField>('text-field');
  let now = { ...options };
  if (options.id !== undefined) element.id = options.id;
  if (options.type === 'password') keepOutOfAttributes(element);
  element.spellcheck = false;
  element.value = options.value;
  const apply = () => {
    element.setAttribute('aria-label', now.label);
    element.setAttribute('placeholder', now.placeholder ?? '');
    element.setAttribute('type', now.type ?? 'text');
    element.toggleAttribute('invalid', now.invalid === true);
    const control = inner(element);
    if (control === undefined) return;
    control.type = now.type ?? 'text';
    control.setAttribute('aria-invalid', String(now.invalid === true));
    control.setAttribute('autocomplete', now.type === 'password' ? 'new-password' : 'off');
    control.setAttribute('autocapitalize', 'off');
    describe(element, control, now.description);
  };
  apply();
  whenConnected(element, apply);
  element.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) options.onInput?.();
  });
  element.addEventListener('change', () => options.onChange?.());
  element.addEventListener('focusout', () => options.onBlur?.());
  element.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && options.onEnter) {
      // the key press would go on to the button that has the focus by then
      event.preventDefault();
      options.onEnter();
    }
    if (event.key === 'Escape') options.onEscape?.();
  });
  return {
    element,
    get value() {
      return element.value;
    },
    set value(value) {
      const control = inner(element);
      if (control === undefined || control.value === value) {
        element.value = value;
        return;
      }
      const { selectionStart, selectionEnd } = control;
      control.value = value;
      element.value = value;
      if (this.focused) control.setSelectionRange(selectionStart, selectionEnd);
    },
    get focused() {
      return document.activeElement === element;
    },
    focus: () => element.focus(),
    update(changes) {
      if (isNoChange(now, changes)) return;
      now = { ...now, ...changes };
      apply();
    },
  };
}

/** Choices up to which a drop-down is filled at once. */
const fewChoices = 12;

/** A drop-down list. One with many choices is filled when somebody turns to it: hundreds of options take long to make. */
export function dropdown(options: ChoiceOptions & { focusKey?: string }): ChoiceControl {
  const element = create<Dropdown>('dropdown');
  let now = { ...options };
  let value = options.value;
  let filled = '';
  let wanted = false;
  if (options.focusKey !== undefined) element.dataset.focusKey = options.focusKey;
  const select = () => {
    for (const child of element.children) {
      if (!(child instanceof Option)) continue;
      // before it is connected, the library goes by the attribute
      child.toggleAttribute('selected', child.value === value);
      child.selected = child.value === value;
    }
    if (element.isConnected && element.value !== value) element.value = value;
  };
  const apply = () => {
    element.setAttribute('aria-label', now.label);
    const all = wanted || now.choices.length <= fewChoices;
    const choices = all ? now.choices : now.choices.filter((choice) => choice.value === value);
    const key = JSON.stringify(choices);
    if (filled !== key) {
      filled = key;
      element.replaceChildren(...choiceElements('option', 'selected', choices, value));
    }
    select();
    explain(element, now);
  };
  apply();
  whenConnected(element, () => {
    apply();
    // where options are exchanged the library keeps the number of the chosen one, not the chosen one
    element.shadowRoot?.addEventListener('slotchange', select);
  });
  // not when the pointer goes down: a press on something that is exchanged is no click
  for (const type of ['focusin', 'pointerenter'] as const) {
    element.addEventListener(
      type,
      () => {
        if (wanted) return;
        wanted = true;
        apply();
      },
      { capture: true },
    );
  }
  element.addEventListener('change', () => {
    if (element.value === value || element.value === '') return;
    value = element.value;
    options.onChange(value);
  });
  return {
    element,
    get value() {
      return value;
    },
    set value(next) {
      if (next === value) return;
      value = next;
      if (wanted || now.choices.length <= fewChoices) select();
      else apply();
    },
    get focused() {
      return document.activeElement === element;
    },
    update(changes) {
      if (isNoChange(now, changes)) return;
      now = { ...now, ...changes };
      apply();
    },
  };
}

/** A radio group. */
export function radioGroup(options: ChoiceOptions): ChoiceControl {
  const element = create<RadioGroup>('radio-group');
  let now = { ...options };
  let value = options.value;
  let filled = '';
  let setting = false;
  const quietly = (change: () => void) => {
    setting = true;
    try {
      change();
    } finally {
      setting = false;
    }
  };
  const apply = () => {
    element.setAttribute('aria-label', now.label);
    const key = JSON.stringify(now.choices);
    if (filled !== key) {
      filled = key;
      quietly(() => element.replaceChildren(...choiceElements('radio', 'checked', now.choices, value)));
    }
    explain(element, now);
  };
  quietly(() => {
    element.value = value;
  });
  apply();
  whenConnected(element, apply);
  element.addEventListener('change', () => {
    if (setting || element.value === value) return;
    value = element.value;
    options.onChange(value);
  });
  return {
    element,
    get value() {
      return value;
    },
    set value(next) {
      if (next === value) return;
      value = next;
      quietly(() => {
        element.value = next;
      });
    },
    get focused() {
      return element.contains(document.activeElement);
    },
    update(changes) {
      if (isNoChange(now, changes)) return;
      now = { ...now, ...changes };
      apply();
    },
  };
}

/** A checkbox. */
export function checkbox(options: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}): HTMLElement {
  const element = create<Checkbox>('checkbox');
  element.append(options.label);
  element.toggleAttribute('checked', options.checked);
  let checked = options.checked;
  element.addEventListener('change', () => {
    if (element.checked === checked) return;
    checked = element.checked;
    options.onChange(checked);
  });
  return element;
}

/** A link to a page on the web or an address; plain text when it points anywhere else. */
export function link(text: string, url: string): Node {
  if (!/^(https?|mailto):/i.test(url) || !URL.canParse(url)) return document.createTextNode(text);
  const element = create<Link>('link');
  element.setAttribute('href', url);
  element.title = url;
  element.append(text);
  whenConnected(element, () => dropWhitespace(element.shadowRoot));
  return element;
}

/** Movement while something runs; decoration only: say it in words beside it. */
export function progressRing(): HTMLElement {
  const element = create<ProgressRing>('progress-ring');
  whenConnected(element, () => {
    for (const name of ['aria-live', 'aria-label', 'role']) element.removeAttribute(name);
    element.setAttribute('aria-hidden', 'true');
  });
  return element;
}

/** True when nothing of the options would become another. */
function isNoChange<T extends object>(now: T, changes: Partial<T>): boolean {
  return Object.entries(changes).every(([name, next]) => {
    const before = now[name as keyof T];
    return before === next || (typeof next === 'object' && JSON.stringify(before) === JSON.stringify(next));
  });
}

/** The elements of some choices; `mark` is the attribute of the one that is chosen. */
function choiceElements(name: string, mark: string, choices: readonly Choice[], value: string): HTMLElement[] {
  return choices.map((choice) => {
    const element = create(name);
    element.setAttribute('value', choice.value);
    element.toggleAttribute(mark, choice.value === value);
    element.append(choice.label);
    return element;
  });
}

function create<T extends HTMLElement>(name: string): T {
  return document.createElement(`${prefix}-${name}`) as T;
}

function whenConnected(element: Element, then: () => void): void {
  connected.set(element, then);
}

/** The library types `control` as always there; before the element is connected it is not. */
function inner(element: TextField): HTMLInputElement | undefined {
  return element.control as HTMLInputElement | undefined;
}

/** The library's template has line breaks around a link's text, which show as spaces before a comma or a full stop. */
function dropWhitespace(root: Node | null): void {
  for (const node of [...(root?.childNodes ?? [])]) {
    if (node instanceof Text && node.data.trim() === '') node.remove();
    else dropWhitespace(node);
  }
}

function codicon(name: string, slot?: string): HTMLElement {
  const element = document.createElement('span');
  element.className = `codicon codicon-${name}`;
  element.setAttribute('aria-hidden', 'true');
  if (slot !== undefined) element.slot = slot;
  return element;
}

/**
 * Describes a control inside a shadow root. An id cannot be referred to across its border, so the description is
 * repeated, hidden, on the control's side of it.
 */
function describe(host: Element, control: Element | undefined, description: string | undefined): void {
  const root = host.shadowRoot;
  if (root === null || control === undefined) return;
  let element = root.querySelector('#description');
  if (element === null) {
    element = document.createElement('span');
    element.id = 'description';
    element.setAttribute('hidden', '');
    root.append(element);
  }
  element.textContent = description ?? '';
  if (description) control.setAttribute('aria-describedby', 'description');
  else control.removeAttribute('aria-describedby');
}

/** Description and validity of elements that carry their role themselves. */
function explain(element: Element, options: Pick<ChoiceOptions, 'description' | 'invalid'>): void {
  if (options.description) element.setAttribute('aria-description', options.description);
  else element.removeAttribute('aria-description');
  element.setAttribute('aria-invalid', String(options.invalid === true));
}

/** The library mirrors a field's value in the attribute `current-value`; a secret must not stand there. */
function keepOutOfAttributes(element: HTMLElement): void {
  const set = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name !== 'current-value' && name !== 'value') set(name, value);
  };
}
