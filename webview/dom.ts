/** What `h` sets on an element: attributes by name, `class`, and listeners as `onclick` and the like. */
export type Properties = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** What `h` takes as content: text is always text, never markup. */
export type Content = Node | string | undefined | false | readonly Content[];

/**
 * Makes an element. A `true` attribute is set empty, `false` and `undefined` are left out, a function under
 * `onNAME` listens to the event NAME. There is no way to pass markup, so no value can become one.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...content: Content[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, content);
  return element;
}

/** A codicon; decoration only, so hidden from assistive technology. */
export function icon(name: string, properties: Properties = {}): HTMLElement {
  const { class: extra, ...rest } = properties;
  const classes = `codicon codicon-${name}${typeof extra === 'string' ? ` ${extra}` : ''}`;
  return h('span', { class: classes, 'aria-hidden': 'true', ...rest });
}

/** Text for screen readers only. */
export function hidden(text: string): HTMLElement {
  return h('span', { class: 'visually-hidden' }, text);
}

/** Sets an element's text; one that has it already is left in peace, and so is the layout. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const shown = new WeakMap<Element, string>();

/**
 * Fills a container anew, but only when `key` is not the one that it was last filled for. The focus stays on the
 * element with the same `data-focus-key`; when that is gone it goes to the one marked `data-focus-fallback`.
 */
export function refill(container: HTMLElement, key: string, build: () => Content[]): boolean {
  if (shown.get(container) === key) return false;
  shown.set(container, key);
  const focused = container.contains(document.activeElement) ? document.activeElement : null;
  const focusKey = focused instanceof HTMLElement ? focused.dataset.focusKey : undefined;
  container.replaceChildren();
  append(container, build());
  if (focused !== null) {
    const same = focusKey === undefined ? null : find(container, `[data-focus-key="${CSS.escape(focusKey)}"]`);
    (same ?? find(container, '[data-focus-fallback]'))?.focus();
  }
  return true;
}

function find(container: HTMLElement, selector: string): HTMLElement | null {
  return container.querySelector<HTMLElement>(selector);
}

function append(parent: Element, content: readonly Content[]): void {
  for (const part of content) {
    if (part === undefined || part === false) continue;
    if (typeof part === 'string' || part instanceof Node) parent.append(part);
    else append(parent, part);
  }
}
