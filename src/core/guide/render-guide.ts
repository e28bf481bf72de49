import type { Language } from '../i18n/languages';
import type { LabelLanguage, LabelText, Provider } from '../provider/provider';
import type { Block, Guide, Inline } from './guide';
import type { GuideSource, SourceInline } from './guide-source';

/** Fills in labels and links. Throws a RangeError for a key that the provider's file does not have. */
export function renderGuide(source: GuideSource, language: Language, providers: readonly Provider[]): Guide {
  const lookup = (key: string) => {
    const [provider, name] = key.includes('/') ? key.split('/', 2) : [source.provider, key];
    return { provider: providers.find(({ id }) => id === provider), name: name ?? '' };
  };
  const inline = (part: SourceInline): Inline => {
    if (part.type === 'label') {
      const { provider, name } = lookup(part.key);
      const label = provider && Object.hasOwn(provider.labels, name) ? provider.labels[name] : undefined;
      if (!label) throw new RangeError(`guide ${source.id}: no label ${part.key}`);
      return { type: 'label', ...labelIn(label, language) };
    }
    if (part.type === 'link') {
      const { provider, name } = lookup(part.key);
      const url = provider && linkIn(provider, name, language);
      if (!url) throw new RangeError(`guide ${source.id}: no link ${part.key}`);
      return { type: 'link', text: part.text, url };
    }
    return { type: part.type, text: part.text };
  };
  const blocks = source.blocks.map((block): Block => {
    if (block.type === 'heading') return block;
    if (block.type === 'paragraph') return { type: 'paragraph', inlines: block.inlines.map(inline) };
    return { type: block.type, items: block.items.map((item) => item.map(inline)) };
  });
  const { id, title, summary, audience, date } = source;
  return { id, language, title, summary, audience, date, blocks };
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
