import type { Editable } from './components';

const debounceMs = 300;
const settleMs = 2000;

/** Keeps one control and one value of the document the same without disturbing the person who types. */
export interface FieldSync {
  /** The person typed: sends after a pause. */
  input(): void;
  /** The person is done with the field: sends now. */
  commit(): void;
  /** The focus left the field. */
  leave(): void;
  /** The document's value, as the extension sees it now. */
  fromDocument(value: string): void;
  /** Stops its timers; nothing more is sent. */
  dispose(): void;
}

/**
 * A field is overwritten only by a value that is news: not the one that it already had when the person began to type,
 * and not the echo of what was sent from here. An edit that the document never took is shown for a while, then the
 * document's value returns. `draft` is told every value on the way to the one that is sent, and undefined when nothing is.
 */
export function fieldSync(
  control: Editable,
  send: (value: string) => void,
  draft?: (value: string | undefined) => void,
): FieldSync {
  let document = control.value;
  let sent: string[] = [];
  let typing: ReturnType<typeof setTimeout> | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let drafted = false;

  const stopTyping = () => {
    clearTimeout(typing);
    typing = undefined;
  };
  const settle = () => {
    sent = [];
    if (!control.focused && typing === undefined) control.value = document;
  };
  const flush = () => {
    stopTyping();
    const value = control.value.trim();
    const isNew = value !== (sent.at(-1) ?? document);
    if (drafted && !isNew) draft?.(undefined);
    drafted = false;
    if (!isNew) return;
    sent.push(value);
    clearTimeout(settling);
    settling = setTimeout(settle, settleMs);
    send(value);
  };

  return {
    input() {
      stopTyping();
      typing = setTimeout(flush, debounceMs);
      drafted = true;
      draft?.(control.value.trim());
    },
    commit: flush,
    leave() {
      flush();
      if (sent.length === 0) control.value = document;
    },
    fromDocument(value) {
      const before = document;
      document = value;
      const echo = sent.indexOf(value);
      if (echo >= 0) {
        sent = sent.slice(echo + 1);
        if (!control.focused && sent.length === 0 && typing === undefined) control.value = value;
        return;
      }
      if (value === before && (control.focused || typing !== undefined || sent.length > 0)) return;
      stopTyping();
      sent = [];
      control.value = value;
    },
    dispose() {
      stopTyping();
      clearTimeout(settling);
    },
  };
}
