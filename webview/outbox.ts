import type { FromView } from '../src/protocol/messages';

/** Longest wait for the state that answers an edit; after that the next message goes out all the same. */
const answerTimeoutMs = 1500;

/** Sends messages to the extension in the order in which they were made. */
export interface Outbox {
  /** Sends a message; one that works on the document waits until the edits before it were taken in. */
  send(message: Exclude<FromView, { type: 'edit' }>): void;
  /** Sends a new value of one field; a value for the same field that still waits is replaced. */
  edit(path: string[], value: string | number | null): void;
  /** Tells which version of the document the view shows now. */
  shows(version: number): void;
}

/**
 * An outbox. Each edit carries the version of the document it was made on, so a second edit waits for the state that
 * the first one brings about.
 */
export function createOutbox(post: (message: FromView) => void): Outbox {
  const waiting: FromView[] = [];
  let version = 0;
  let unanswered: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pump = () => {
    while (unanswered === undefined) {
      const message = waiting.shift();
      if (message === undefined) return;
      if (message.type !== 'edit') {
        post(message);
        continue;
      }
      unanswered = version;
      timer = setTimeout(release, answerTimeoutMs);
      post({ ...message, version });
    }
  };
  const release = () => {
    clearTimeout(timer);
    unanswered = undefined;
    pump();
  };

  return {
    send(message) {
      if (message.type === 'ready' || message.type === 'cancel' || message.type === 'set-language') post(message);
      else {
        waiting.push(message);
        pump();
      }
    },
    edit(path, value) {
      const key = JSON.stringify(path);
      const last = waiting.at(-1);
      if (last?.type === 'edit' && JSON.stringify(last.path) === key) last.value = value;
      else waiting.push({ type: 'edit', version, path, value });
      pump();
    },
    shows(next) {
      version = next;
      if (unanswered !== undefined && next > unanswered) release();
    },
  };
}
