import type { Block, Guide, Inline, Question } from '../guide/guide';
import type { ApplicationGuide } from '../guide/load-application';
import type { Translator } from '../i18n/create-translator';
import { longDate } from '../i18n/long-date';

/**
 * Where the text is read: below a `result` in the terminal (without its sources), in the `terminal` by itself, or as a
 * `document` by somebody who has no such terminal.
 */
export type GuideReader = 'result' | 'terminal' | 'document';

/**
 * A guide as Markdown, for the terminal, the clipboard and files, with where the values are entered where an application is
 * given. `t` speaks the guide's language.
 */
export function guideText(guide: Guide, t: Translator, reader: GuideReader, application?: ApplicationGuide): string {
  const lines = [`# ${guide.title}`, '', guide.summary, '', t('guides:for', { audience: guide.audience })];
  lines.push('', t('guides:checked', { date: longDate(t, guide.date) }));
  if (guide.outdated) lines.push('', t('guides:outdated', { date: longDate(t, guide.date) }));
  const titles = new Map(guide.blocks.flatMap((block) => (block.type === 'heading' ? [[block.id, block.text]] : [])));
  for (const question of guide.questions) lines.push('', ...questionLines(question, titles, t, reader));
  lines.push('', blocksText(guide.blocks, t, reader).trimEnd());
  if (application) {
    lines.push('', `## ${t('guides:enterIn', { application: application.name })}`, '');
    lines.push(blocksText(application.blocks, t, reader).trimEnd());
  }
  if (reader !== 'document') lines.push(...formLines(guide.blocks, t));
  if (reader !== 'result' && guide.sources.length > 0) {
    lines.push('', `## ${t('guides:sources')}`, '');
    for (const { title, url, date, outdated } of guide.sources) {
      const page = url === undefined ? title : `${title} <${url}>`;
      const old = outdated ? ` (${t('guides:sourceOld')})` : '';
      lines.push(`- ${page}, ${longDate(t, date)}${old}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Parts of a guide as Markdown. */
export function blocksText(blocks: readonly Block[], t: Translator, reader: GuideReader): string {
  const parts = blocks.map((block) => {
    switch (block.type) {
      case 'heading':
        return `## ${block.text}`;
      case 'paragraph':
        return lineText(block.inlines, t, reader);
      case 'code':
        return `\`\`\`${block.language}\n${block.text}\n\`\`\``;
      default:
        return block.items
          .map((item, index) => `${block.type === 'steps' ? `${index + 1}.` : '-'} ${lineText(item, t, reader)}`)
          .join('\n');
    }
  });
  return `${parts.join('\n\n')}\n`;
}

/** Keys of smtp.yaml behind the fields and choices of our form. */
const settings: Readonly<Record<string, string>> = {
  host: 'host:',
  port: 'port:',
  encryption: 'encryption:',
  encryptionTls: 'encryption: tls',
  encryptionStarttls: 'encryption: starttls',
  user: 'user:',
  from: 'from:',
  testTo: 'test: to:',
};

/** What takes the place of the buttons and fields of our form in the terminal; nothing for a guide that names none. */
function formLines(blocks: readonly Block[], t: Translator): string[] {
  const parts = blocks
    .flatMap((block) => ('items' in block ? block.items.flat() : 'inlines' in block ? block.inlines : []))
    .flatMap((part) => (part.type === 'ui' ? [[part.key, part.text] as const] : []));
  if (parts.length === 0) return [];
  const instead = [...new Map(parts)].map(([key, text]) => {
    const setting = settings[key];
    return `- **${text}** → ${setting ? t('guides:inFile', { setting }) : t(`guides:inTerminal.${key}`)}`;
  });
  return ['', `## ${t('guides:terminal')}`, '', t('guides:ofForm'), '', ...instead];
}

/** A question with where to read on after each answer. */
function questionLines(
  { ask, answers }: Question,
  titles: ReadonlyMap<string | undefined, string | undefined>,
  t: Translator,
  reader: GuideReader,
): string[] {
  return [
    `**${ask}**`,
    '',
    ...answers.map(({ text, section, next, guide }) => {
      const both = { section: titles.get(section), next: titles.get(next) };
      const where = guide
        ? guideReference(guide, t, reader)
        : t(next ? 'guides:readSections' : 'guides:readSection', both);
      return `- ${text} → ${where}`;
    }),
  ];
}

function guideReference({ id, title }: { id: string; title: string }, t: Translator, reader: GuideReader): string {
  return reader === 'document' ? t('guides:readGuide', { title }) : `smtp-doctor guide ${id}`;
}

function lineText(inlines: readonly Inline[], t: Translator, reader: GuideReader): string {
  return inlines
    .map((part) => {
      switch (part.type) {
        case 'text':
          return part.text;
        case 'strong':
        case 'ui':
          return `**${part.text}**`;
        case 'code':
          return `\`${part.text}\``;
        case 'label':
          return part.english ? `**${part.text}** (${part.english})` : `**${part.text}**`;
        case 'link':
          // an address is not said twice
          return part.url.endsWith(part.text) ? part.url : `${part.text} <${part.url}>`;
        default:
          if (reader === 'document' && part.text === part.title) return guideReference(part, t, reader);
          return `${part.text} (${guideReference(part, t, reader)})`;
      }
    })
    .join('');
}
