/** Puts the focus back where it was when the page gets it again: VS Code takes it from the element for the time of a dialog. */
export function keepFocus(page: HTMLElement): void {
  let last: HTMLElement | undefined;
  page.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) last = target;
  });
  window.addEventListener('focus', () => {
    if (last === undefined || document.activeElement !== document.body) return;
    const { focusKey } = last.dataset;
    const same =
      focusKey === undefined ? null : page.querySelector<HTMLElement>(`[data-focus-key="${CSS.escape(focusKey)}"]`);
    (last.isConnected ? last : same)?.focus({ preventScroll: true });
  });
}
