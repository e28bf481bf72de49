import type { FieldEdit, FromView } from '../src/protocol/messages';

/** Longest wait for the state that answers an edit; after that the next message goes out all the same. */
const answerTimeoutMs = 1500;

/** A message that changes the text; it carries the version of the text that it was made on. */
type Change = Extract<FromView, { version: number }>;

/** What changes the library of accounts, or fills in an account. */
type Wide = Exclude<Change, { type: 'edit' }>;

/** Sends messages to the extension in the order in which they were made. */
export interface Outbox {
  /** Sends a message; one that works on the document waits until the edits before it were taken in. */
  send(message: Exclude<FromView, Change>): void;
  /** Sends new values of fields, made as one step; values for the same fields that still wait are replaced. */
  edit(edits: FieldEdit[]): void;
  /** Sends another change of the text. */
  change(message: DistributiveOmit<Wide, 'version'>): void;
  /** Tells which version of the document the view shows now. */
  shows(version: number): void;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Messages that need no document as it is shown. */
const immediate: readonly FromView['type'][] = ['ready', 'cancel', 'set-language', 'answer-offer'];

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
      if (!('version' in message)) {
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
      if (immediate.includes(message.type)) post(message);
      else {
        waiting.push(message);
        pump();
      }
    },
    edit(edits) {
      const paths = (list: readonly FieldEdit[]) => JSON.stringify(list.map(({ path }) => path));
      const last = waiting.at(-1);
      if (last?.type === 'edit' && paths(last.edits) === paths(edits)) last.edits = edits;
      else waiting.push({ type: 'edit', version, edits });
      pump();
    },
    change(message) {
      waiting.push({ ...message, version } as Wide);
      pump();
    },
    shows(next) {
      version = next;
      if (unanswered !== undefined && next > unanswered) release();
    },
  };
}
