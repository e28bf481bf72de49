import type { FieldEdit, FromView } from '../src/protocol/messages';

/** Longest wait for the state that answers a change; after that the next message goes out all the same. */
const answerTimeoutMs = 1500;

/** A message that changes the text; it carries the version of the text that it was made on. */
type Change = Extract<FromView, { version: number }>;

/** What changes the library of accounts, or fills in an account. */
type Wide = Exclude<Change, { type: 'edit' | 'draft' }>;

/** Sends messages to the extension in the order in which they were made. */
export interface Outbox {
  /** Sends a message; one that works on the document waits until the changes before it were taken in. */
  send(message: Exclude<FromView, Change>): void;
  /** Sends new values of fields, made as one step. */
  edit(edits: FieldEdit[]): void;
  /** Tells what is being typed, in case that the page goes away before it is sent; none when nothing is. */
  draft(edits: FieldEdit[]): void;
  /** Sends another change of the text. */
  change(message: DistributiveOmit<Wide, 'version'>): void;
  /** Tells which version of the document the view shows now. */
  shows(version: number): void;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Messages that need no document as it is shown. */
const immediate: readonly FromView['type'][] = ['ready', 'cancel', 'set-language', 'answer-offer'];

/**
 * An outbox. A change carries the version of the document it was made on. Edits of fields follow one another at once, for
 * a page that is hidden sends nothing any more; all else waits for the state that the changes before it bring about.
 */
export function createOutbox(post: (message: FromView) => void): Outbox {
  const waiting: FromView[] = [];
  let version = 0;
  let awaited: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pump = () => {
    for (;;) {
      const message = waiting[0];
      if (message === undefined || (awaited !== undefined && message.type !== 'edit')) return;
      waiting.shift();
      if (!('version' in message)) {
        post(message);
        continue;
      }
      // every change makes a version of its own
      awaited = Math.max(version, awaited ?? 0) + 1;
      clearTimeout(timer);
      timer = setTimeout(release, answerTimeoutMs);
      post({ ...message, version });
    }
  };
  const release = () => {
    clearTimeout(timer);
    awaited = undefined;
    pump();
  };
  const queue = (message: FromView) => {
    waiting.push(message);
    pump();
  };

  return {
    send(message) {
      if (immediate.includes(message.type)) post(message);
      else queue(message);
    },
    edit: (edits) => queue({ type: 'edit', version, edits }),
    draft: (edits) => post({ type: 'draft', version, edits }),
    change: (message) => queue({ ...message, version } as Wide),
    shows(next) {
      version = next;
      if (awaited !== undefined && next >= awaited) release();
    },
  };
}
