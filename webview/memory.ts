import type { Answers } from './guide-view';

/** What a page remembers while it is hidden and over a reload of the window. */
export interface Remembered {
  account?: string;
  /** The seldom needed fields are unfolded. */
  advanced?: boolean;
  /** How far down the page was. */
  scroll?: number;
  /** The guide that is shown, then its questions and what was picked, by turns. */
  answers?: string[];
}

/** Where it is remembered. */
export interface Memory {
  read(): Remembered;
  /** Keeps what is given and what was there. */
  write(part: Remembered): void;
}

/** The answers of a guide in it. */
export function answersIn(memory: Memory): Answers {
  return { read: () => memory.read().answers ?? [], write: (answers) => memory.write({ answers }) };
}

/** What an earlier page kept; what has another shape is left out. */
export function remembered(state: unknown): Remembered {
  if (typeof state !== 'object' || state === null) return {};
  const { account, advanced, scroll, answers } = state as Record<string, unknown>;
  return {
    ...(typeof account === 'string' ? { account } : {}),
    ...(typeof advanced === 'boolean' ? { advanced } : {}),
    ...(typeof scroll === 'number' ? { scroll } : {}),
    ...(Array.isArray(answers) ? { answers: answers.filter((answer) => typeof answer === 'string') } : {}),
  };
}
