import type { Language } from '../i18n/languages';
import type { LabelLanguage, LabelText, Provider } from '../provider/provider';
import type { Block, Guide, GuideSourcePage, Inline } from './guide';
import type { GuideSource, SourceInline, SourceLine } from './guide-source';
import { isOutdated } from './is-outdated';
import type { Source } from './source';

/** What a guide is filled in from. */
export interface GuideContext {
  providers: readonly Provider[];
  /** General sources by key. */
  sources: Readonly<Record<string, Source>>;
  /** The title of a guide by its id; undefined when there is none. */
  title(id: string): string | undefined;
  /** ISO 8601 day of reading. */
  today: string;
  /** The text of a button or field of our own by its key; undefined when there is none. */
  ui(key: string): string | undefined;
}

/**
 * A guide as it reads on a day: labels, links and sources filled in, what is not for that day left out. Throws a
 * RangeError for a key of a label, link, source, guide or text that is not there.
 */
export function renderGuide(source: GuideSource, language: Language, context: GuideContext): Guide {
  const { providers, sources, title: titleOf, today, ui } = context;
  const missing = (what: string): never => {
    throw new RangeError(`guide ${source.id}: no ${what}`);
  };
  const lookup = (key: string) => {
    const [id, name] = key.includes('/') ? key.split('/', 2) : [source.provider, key];
    return { provider: providers.find((provider) => provider.id === id), name: name ?? '' };
  };
  const guide = (id: string) => ({ id, title: titleOf(id) ?? missing(`guide ${id}`) });
  const inline = (part: SourceInline): Inline => {
    switch (part.type) {
      case 'label': {
        const { provider, name } = lookup(part.key);
        const label = provider && Object.hasOwn(provider.labels, name) ? provider.labels[name] : undefined;
        return { type: 'label', ...labelIn(label ?? missing(`label ${part.key}`), language) };
      }
      case 'ui':
        return { type: 'ui', key: part.key, text: ui(part.key) ?? missing(`text webview:${part.key}`) };
      case 'link': {
        const { provider, name } = lookup(part.key);
        const url = provider && linkIn(provider, name, language);
        return { type: 'link', text: part.text, url: url ?? missing(`link ${part.key}`) };
      }
      case 'guide':
        return { type: 'guide', text: part.text, ...guide(part.key) };
      default:
        return part;
    }
  };
  const line = ({ inlines }: SourceLine) => inlines.map(inline);
  const page = (key: string): GuideSourcePage => {
    const { provider, name } = lookup(key);
    const all = key.startsWith('general/') ? sources : provider?.sources;
    const found = all && Object.hasOwn(all, name) ? all[name] : undefined;
    const { title, url, date, standard } = found ?? missing(`source ${key}`);
    const outdated = standard !== true && isOutdated(date, today);
    return { title, ...(url === undefined ? {} : { url }), date, ...(outdated ? { outdated } : {}) };
  };
  const blocks = source.blocks.flatMap((block): Block[] => {
    if (block.type === 'paragraph') return isShown(block, today) ? [{ type: 'paragraph', inlines: line(block) }] : [];
    if (block.type === 'heading' || block.type === 'code') return [block];
    const items = block.items.filter((item) => isShown(item, today)).map(line);
    return items.length > 0 ? [{ type: block.type, items }] : [];
  });
  const questions = (source.questions ?? []).map(({ id, ask, answers }) => ({
    id,
    ask,
    answers: answers.map((answer) => ({
      id: answer.id,
      text: answer.text,
      ...('section' in answer
        ? { section: answer.section, ...(answer.next ? { next: answer.next } : {}) }
        : { guide: guide(answer.guide) }),
    })),
  }));
  const { id, title, summary, audience, date, provider, enterValues, signIn, otherwise, server } = source;
  return {
    id,
    language,
    title,
    summary,
    audience,
    date,
    ...(isOutdated(date, today) ? { outdated: true as const } : {}),
    ...(provider === undefined ? {} : { provider }),
    ...(enterValues ? { enterValues } : {}),
    ...(signIn ? { signIn } : {}),
    ...(otherwise === undefined ? {} : { otherwise: guide(otherwise) }),
    ...(server ? { server } : {}),
    questions,
    blocks,
    sources: eachOnce((source.sources ?? []).map(page)),
  };
}

/** Several providers rest on the same list. */
function eachOnce(pages: readonly GuideSourcePage[]): GuideSourcePage[] {
  return pages.filter(
    (page, index) => pages.findIndex(({ title, url }) => title === page.title && url === page.url) === index,
  );
}

function isShown({ from, until }: SourceLine, today: string): boolean {
  return (from === undefined || from <= today) && (until === undefined || today <= until);
}

/** The label in a language; Portuguese shows the Brazilian one and the European one where they differ. */
export function labelIn(label: Provider['labels'][string], language: Language): { text: string; english?: string } {
  const english = textOf(label.en);
  if (language === 'en') return { text: english };
  const { text, sure } =
    language === 'pt' ? portuguese(label) : { text: label[language], sure: isSure(label[language]) };
  if (text === undefined) return { text: english };
  const shown = textOf(text);
  return sure || shown === english ? { text: shown } : { text: shown, english };
}

/** The link in a language, else the English or common one; undefined when the provider has none of that key. */
export function linkIn(provider: Provider, key: string, language: Language): string | undefined {
  const link = provider.links[key];
  if (link === undefined || typeof link === 'string') return link;
  const order: LabelLanguage[] = language === 'pt' ? ['pt', 'pt-BR', 'pt-PT', 'en'] : [language, 'en'];
  return order.map((tag) => link[tag]).find((url) => url !== undefined);
}

function portuguese(label: Provider['labels'][string]): { text: LabelText | undefined; sure: boolean } {
  if (label.pt !== undefined) return { text: label.pt, sure: isSure(label.pt) };
  const brazil = label['pt-BR'];
  const portugal = label['pt-PT'];
  if (brazil === undefined || portugal === undefined || textOf(brazil) === textOf(portugal)) {
    const text = brazil ?? portugal;
    return { text, sure: isSure(text) };
  }
  return { text: `${textOf(brazil)} (Portugal: ${textOf(portugal)})`, sure: isSure(brazil) && isSure(portugal) };
}

function textOf(label: LabelText): string {
  return typeof label === 'string' ? label : label.text;
}

function isSure(label: LabelText | undefined): boolean {
  return typeof label === 'string';
}
