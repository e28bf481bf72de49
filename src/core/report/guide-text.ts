import type { Guide, Inline } from '../guide/guide';
import type { Translator } from '../i18n/create-translator';
import { longDate } from './test-report';

/** A guide as Markdown, for the terminal, the clipboard and files. */
export function guideText(guide: Guide, t: Translator): string {
  const lines = [
    `# ${guide.title}`,
    '',
    guide.summary,
    '',
    t('guide.for', { audience: guide.audience }),
    t('guide.checked', { date: longDate(t, guide.date) }),
  ];
  for (const block of guide.blocks) {
    lines.push('');
    if (block.type === 'heading') lines.push(`## ${block.text}`);
    else if (block.type === 'paragraph') lines.push(inlineText(block.inlines));
    else if (block.type === 'code') lines.push(`\`\`\`${block.language}`, block.text, '```');
    else {
      block.items.forEach((item, index) => {
        lines.push(`${block.type === 'steps' ? `${index + 1}.` : '-'} ${inlineText(item)}`);
      });
    }
  }
  return `${lines.join('\n')}\n`;
}

function inlineText(inlines: readonly Inline[]): string {
  return inlines
    .map((part) => {
      switch (part.type) {
        case 'text':
          return part.text;
        case 'strong':
          return `**${part.text}**`;
        case 'code':
          return `\`${part.text}\``;
        case 'label':
          return part.english ? `**${part.text}** (${part.english})` : `**${part.text}**`;
        case 'link':
          return part.text === part.url ? part.url : `${part.text} <${part.url}>`;
        default:
          return '';
      }
    })
    .join('');
}
