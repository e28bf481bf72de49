import type { Language } from '../i18n/languages';
import type { Server } from '../provider/provider';

/** A piece of a line of text. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong'; text: string }
  | { type: 'code'; text: string }
  /** A label of a menu or button, as the provider's page shows it; `english` stands beside it when the label is not confirmed. */
  | { type: 'label'; text: string; english?: string }
  /** A button or field of our form, by its key in the namespace `webview`. */
  | { type: 'ui'; key: string; text: string }
  | { type: 'link'; text: string; url: string }
  /** Another guide, by id. */
  | { type: 'guide'; text: string; id: string; title: string };

/** A part of a guide. */
export type Block =
  | { type: 'heading'; text: string; id?: string }
  | { type: 'paragraph'; inlines: Inline[] }
  | { type: 'steps'; items: Inline[][] }
  | { type: 'list'; items: Inline[][] }
  /** A message to copy when `language` is `text`, else an example. */
  | { type: 'code'; language: string; text: string };

/** A question that chooses the branch; an answer leads to a section of this guide, `next` to a second one, or to another guide. */
export interface Question {
  id: string;
  ask: string;
  answers: { id: string; text: string; section?: string; next?: string; guide?: { id: string; title: string } }[];
}

/** A page that the facts rest on; `outdated` when it is older than a year on the day of reading. */
export interface GuideSourcePage {
  title: string;
  url?: string;
  date: string;
  outdated?: true;
}

/** A guide as it is shown on one day in one language, with labels and links filled in. */
export interface Guide {
  id: string;
  language: Language;
  title: string;
  /** One or two sentences. */
  summary: string;
  /** Who it is for. */
  audience: string;
  /** Day on which its facts were last checked, ISO 8601. */
  date: string;
  /** The facts were checked more than a year before the day of reading. */
  outdated?: true;
  /** Id of the provider that it is about. */
  provider?: string;
  /** It ends with where the values are entered in the application that will send. */
  enterValues?: true;
  /** It leads to signing in with OAuth 2; left out, with a password. */
  signIn?: 'oauth2';
  /** The guide to the way that stays open to an application that cannot do OAuth 2. */
  otherwise?: { id: string; title: string };
  /** The server that it is about, where that is another one than the provider's first. */
  server?: Server;
  questions: Question[];
  blocks: Block[];
  sources: GuideSourcePage[];
}
