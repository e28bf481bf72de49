import type { Server } from '../provider/provider';

/**
 * A piece of a line as the file has it: labels and links by key, `KEY` or `PROVIDER/KEY`; `ui` is a text of our own, by
 * its key in the namespace `webview`; `guide` is another guide, by its id.
 */
export type SourceInline =
  | { type: 'text' | 'strong' | 'code'; text: string }
  | { type: 'label' | 'ui'; key: string }
  | { type: 'link' | 'guide'; text: string; key: string };

/** A line of text, shown only up to a day or from a day on (ISO 8601) where one is given. */
export interface SourceLine {
  inlines: SourceInline[];
  until?: string;
  from?: string;
}

/** A part of a guide's file. `code` of the language `text` is a message to copy. */
export type SourceBlock =
  | { type: 'heading'; text: string; id?: string }
  | ({ type: 'paragraph' } & SourceLine)
  | { type: 'steps' | 'list'; items: SourceLine[] }
  | { type: 'code'; language: string; text: string };

/** Where an answer leads: to a section of its guide, and from there to a second one where `next` says so, or to another guide. */
export type AnswerTarget = { section: string; next?: string } | { guide: string };

/** What `knowledge/guides/ID/guide.yaml` says: the same in every language. */
export interface GuideFacts {
  id: string;
  /** ISO 8601 day on which the facts were last checked. */
  date: string;
  /** Id of the provider that keys without a provider belong to. */
  provider?: string;
  /** Causes that it is the guide for: at `providers`, at any provider where there are none. */
  causes?: string[];
  providers?: string[];
  /** It ends with where the values are entered in the application that will send. */
  enterValues?: boolean;
  /** It leads to signing in with OAuth 2; left out, with a password. */
  signIn?: 'oauth2';
  /** Id of the guide to the way that stays open to an application that cannot do OAuth 2; only with `signIn`. */
  otherwise?: string;
  /** The server that it is about, where that is another one than the provider's first. */
  server?: Server;
  /** Questions that choose the branch. */
  questions?: { id: string; answers: ({ id: string } & AnswerTarget)[] }[];
  /** `PROVIDER/KEY`, or `general/KEY` of `knowledge/sources.yaml`. */
  sources?: string[];
}

/** A guide in one language: its facts and the texts of `knowledge/guides/ID/LANG.md`, labels and links by key. */
export interface GuideSource extends Omit<GuideFacts, 'questions'> {
  title: string;
  summary: string;
  audience: string;
  questions?: { id: string; ask: string; answers: ({ id: string; text: string } & AnswerTarget)[] }[];
  blocks: SourceBlock[];
}
