import { marked, type Token, type Tokens } from 'marked';
import { parse } from 'yaml';
import type { GuideSource, SourceBlock, SourceInline } from './guide-source';

/**
 * Reads a guide: YAML front matter, then headings, paragraphs and one-level lists with strong, code, links and labels.
 * Throws an Error that names the file when it holds anything else, so that nothing is lost silently.
 */
export function parseGuide(id: string, text: string, file: string): GuideSource {
  const parts = text.match(/^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/);
  if (!parts) throw new Error(`${file}: front matter between two lines of --- is missing`);
  const front = (parse(parts[1] ?? '') ?? {}) as Record<string, unknown>;
  for (const key of ['title', 'summary', 'audience', 'date']) {
    if (typeof front[key] !== 'string') throw new Error(`${file}: ${key} is missing in the front matter`);
  }
  const blocks = marked.lexer(parts[2] ?? '').flatMap((token) => toBlock(token, file));
  return { id, ...(front as Omit<GuideSource, 'id' | 'blocks'>), blocks };
}

function toBlock(token: Token, file: string): SourceBlock[] {
  switch (token.type) {
    case 'space':
      return [];
    case 'heading':
      return [{ type: 'heading', text: plainText(token, file) }];
    case 'paragraph':
      return [{ type: 'paragraph', inlines: toInlines(token.tokens ?? [], file) }];
    case 'list': {
      const list = token as Tokens.List;
      const items = list.items.map((item) => toInlines(item.tokens, file));
      return [{ type: list.ordered ? 'steps' : 'list', items }];
    }
    default:
      throw notPart(token, file);
  }
}

function toInlines(tokens: readonly Token[], file: string): SourceInline[] {
  return tokens.flatMap((token): SourceInline[] => {
    switch (token.type) {
      case 'text':
      case 'paragraph':
        return 'tokens' in token && token.tokens ? toInlines(token.tokens, file) : splitLabels(token.text, file);
      case 'escape':
        return [{ type: 'text', text: token.text }];
      case 'strong':
        if (token.tokens?.some(({ type }) => type !== 'text' && type !== 'escape')) throw notPart(token, file);
        return splitLabels(token.text, file).map((part) => (part.type === 'text' ? { ...part, type: 'strong' } : part));
      case 'codespan':
        if (token.text.includes('{label:')) throw notPart(token, file);
        return [{ type: 'code', text: token.text }];
      case 'link': {
        const key = token.href.match(/^link:(.+)$/)?.[1];
        if (!key) throw new Error(`${file}: links are written [text](link:KEY): ${token.raw}`);
        return [{ type: 'link', text: plainText(token, file), key }];
      }
      default:
        throw notPart(token, file);
    }
  });
}

/** The text of a heading or a link, which holds nothing but text. */
function plainText(token: Token, file: string): string {
  const parts = 'tokens' in token ? (token.tokens ?? []) : [];
  if (parts.some(({ type }) => type !== 'text' && type !== 'escape')) throw notPart(token, file);
  const text = parts.map((part) => ('text' in part ? part.text : '')).join('');
  if (text.includes('{label:')) throw notPart(token, file);
  return text;
}

function notPart(token: Token, file: string): Error {
  return new Error(`${file}: "${token.type}" is not part of the format of guides: ${token.raw.slice(0, 60)}`);
}

function splitLabels(text: string, file: string): SourceInline[] {
  return text
    .split(/(\{label:[^}]+\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const key = part.match(/^\{label:([^}]+)\}$/)?.[1];
      if (!key && part.includes('{label:'))
        throw new Error(`${file}: labels are written {label:KEY}: ${part.slice(0, 60)}`);
      return key ? { type: 'label', key } : { type: 'text', text: part.replace(/\s*\n\s*/g, ' ') };
    });
}
