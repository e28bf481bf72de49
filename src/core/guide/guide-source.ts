/** A piece of a line as the file has it: labels and links by key, `KEY` or `PROVIDER/KEY`. */
export type SourceInline =
  | { type: 'text' | 'strong' | 'code'; text: string }
  | { type: 'label'; key: string }
  | { type: 'link'; text: string; key: string };

/** A part of a guide's file. */
export type SourceBlock =
  | { type: 'heading'; text: string }
  | { type: 'paragraph'; inlines: SourceInline[] }
  | { type: 'steps' | 'list'; items: SourceInline[][] };

/** One file `knowledge/guides/ID/LANG.md`. */
export interface GuideSource {
  id: string;
  title: string;
  summary: string;
  audience: string;
  /** ISO 8601 day on which the facts were last checked. */
  date: string;
  /** Id of the provider that keys without a provider belong to. */
  provider?: string;
  blocks: SourceBlock[];
}
