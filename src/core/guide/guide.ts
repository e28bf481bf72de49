import type { Language } from '../i18n/languages';

/** A piece of a line of text. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong'; text: string }
  | { type: 'code'; text: string }
  /** A label of a menu or button, as the provider's page shows it; `english` stands beside it when the label is not confirmed. */
  | { type: 'label'; text: string; english?: string }
  | { type: 'link'; text: string; url: string };

/** A part of a guide. */
export type Block =
  | { type: 'heading'; text: string }
  | { type: 'paragraph'; inlines: Inline[] }
  | { type: 'steps'; items: Inline[][] }
  | { type: 'list'; items: Inline[][] }
  /** A message to copy when `language` is `text`, else an example. */
  | { type: 'code'; language: string; text: string };

/** A guide as it is shown, in one language, with labels and links filled in. */
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
  blocks: Block[];
}
