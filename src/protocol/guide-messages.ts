import type { Block, Guide } from '../core/guide/guide';
import type { Language } from '../core/i18n/languages';
import { listOf, record, texts } from './shape';

/** A guide with all that its view needs; the texts are in the guide's language, which is a choice of its own. */
export interface GuideView extends Guide {
  /** Texts of the view by key: the namespace `guides` of the locales, and some of `webview`. */
  texts: Readonly<Record<string, string>>;
  /** Languages to choose from, each with its own name. */
  languages: { id: Language; name: string }[];
  /** Where the values are entered, for guides that end with it. */
  application?: ApplicationChoice;
}

/** The applications to choose from, and where the values are entered in the chosen one. */
export interface ApplicationChoice {
  choices: { id: string; name: string }[];
  /** Id of the chosen one; empty when none is. */
  chosen: string;
  blocks: Block[];
}

/** Everything the guide panel shows. */
export interface GuideState {
  type: 'guide-state';
  guide: GuideView;
  /** Another guide was shown before this one. */
  canGoBack: boolean;
}

/** From the view of a guide to the extension; `guide` is the id of a guide, `provider` that of the mailbox's provider. */
export type FromGuide =
  | { type: 'guide-copy'; guide: string; provider?: string }
  | { type: 'guide-copy-message'; text: string }
  | { type: 'guide-save'; guide: string; provider?: string }
  /** A page to print. */
  | { type: 'guide-print'; guide: string; provider?: string }
  /** The application that will send; empty for none. */
  | { type: 'guide-application'; application: string }
  | { type: 'guide-language'; language: string }
  /** Opens another guide. */
  | { type: 'guide-open'; guide: string; provider?: string }
  /** Back to the guide that was shown before; the panel only. */
  | { type: 'guide-back' };

/** True for a message of a guide's view. */
export function isFromGuide<T extends { type: string }>(message: T): message is Extract<T, FromGuide> {
  return message.type.startsWith('guide-');
}

/** Checks a message of a guide's view at run time; undefined when its shape is wrong. */
export function parseFromGuide(message: unknown): FromGuide | undefined {
  const m = record(message);
  if (m === undefined) return undefined;
  const text = (key: string) => typeof m[key] === 'string';
  const guide = () => text('guide') && (m.provider === undefined || text('provider'));
  const valid: Record<FromGuide['type'], () => boolean> = {
    'guide-copy': guide,
    'guide-copy-message': () => text('text'),
    'guide-save': guide,
    'guide-print': guide,
    'guide-application': () => text('application'),
    'guide-language': () => text('language'),
    'guide-open': guide,
    'guide-back': () => true,
  };
  const type = m.type;
  if (typeof type !== 'string' || !Object.hasOwn(valid, type)) return undefined;
  return valid[type as FromGuide['type']]() ? (m as unknown as FromGuide) : undefined;
}

/** Checks the state of the guide panel at run time; undefined when its shape is wrong. */
export function parseGuideState(message: unknown): GuideState | undefined {
  const m = record(message);
  return m?.type === 'guide-state' && typeof m.canGoBack === 'boolean' && isGuideView(m.guide)
    ? (m as unknown as GuideState)
    : undefined;
}

/** Checks a guide at run time, as deep as its view needs in order not to break half-way. */
export function isGuideView(value: unknown): boolean {
  const guide = record(value);
  return (
    guide !== undefined &&
    texts(guide, 'id', 'language', 'title', 'summary', 'audience', 'date') &&
    record(guide.texts) !== undefined &&
    listOf(guide.languages, (item) => texts(item, 'id', 'name')) &&
    listOf(
      guide.questions,
      (item) => texts(item, 'id', 'ask') && listOf(record(item)?.answers, (answer) => texts(answer, 'id', 'text')),
    ) &&
    listOf(guide.blocks, isBlock) &&
    listOf(guide.sources, (item) => texts(item, 'title', 'date')) &&
    (guide.application === undefined || isApplicationChoice(guide.application))
  );
}

function isApplicationChoice(value: unknown): boolean {
  const application = record(value);
  return (
    texts(application, 'chosen') &&
    listOf(application?.choices, (item) => texts(item, 'id', 'name')) &&
    listOf(application?.blocks, isBlock)
  );
}

function isBlock(value: unknown): boolean {
  const block = record(value);
  const isInline = (item: unknown) => texts(item, 'type', 'text');
  switch (block?.type) {
    case 'heading':
      return texts(block, 'text');
    case 'code':
      return texts(block, 'language', 'text');
    case 'paragraph':
      return listOf(block.inlines, isInline);
    case 'steps':
    case 'list':
      return listOf(block.items, (item) => listOf(item, isInline));
    default:
      return false;
  }
}
