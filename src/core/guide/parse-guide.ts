import { marked, type Token, type Tokens } from 'marked';
import { parse } from 'yaml';
import type { GuideFacts, GuideSource, SourceBlock, SourceInline, SourceLine } from './guide-source';

const frontKeys = ['title', 'summary', 'audience', 'questions'];

/**
 * Reads the texts of a guide: YAML front matter, then headings, paragraphs, one-level lists and fenced blocks with strong,
 * code, links and labels. Throws an Error that names the file and what is allowed when it holds anything else, so that
 * nothing is lost silently, and when its questions or sections are not those of `facts`.
 */
export function parseGuide(facts: GuideFacts, text: string, file: string): GuideSource {
  const parts = text.match(/^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/);
  if (!parts) throw new Error(`${file}: front matter between two lines of --- is missing`);
  const front = (parse(parts[1] ?? '') ?? {}) as Record<string, unknown>;
  for (const key of Object.keys(front)) {
    if (!frontKeys.includes(key))
      throw new Error(`${file}: ${key} is not allowed in the front matter; allowed: ${frontKeys.join(', ')}`);
  }
  const said = (key: string): string => {
    const value = front[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    throw new Error(`${file}: ${key} is missing in the front matter, or is no text`);
  };
  const blocks = marked.lexer(parts[2] ?? '').flatMap((token) => toBlock(token, file));
  const sections = blocks.flatMap((block) => (block.type === 'heading' && block.id !== undefined ? [block.id] : []));
  const twice = sections.find((id, index) => sections.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`${file}: the section ${twice} is there twice`);
  const questions = toQuestions(facts, front.questions, sections, file);
  const { questions: _ids, ...others } = facts;
  return {
    ...others,
    title: said('title'),
    summary: said('summary'),
    audience: said('audience'),
    ...(questions.length > 0 ? { questions } : {}),
    blocks,
  };
}

/** The questions of the facts with the words of the front matter. */
function toQuestions(
  { questions = [] }: GuideFacts,
  texts: unknown,
  sections: readonly string[],
  file: string,
): NonNullable<GuideSource['questions']> {
  const asked = mapOf(
    texts ?? {},
    questions.map(({ id }) => id),
    'questions',
    file,
  );
  return questions.map(({ id, answers }) => {
    const words = mapOf(asked[id], ['ask', ...answers.map((answer) => answer.id)], `the question ${id}`, file);
    const said = (key: string): string => {
      const value = words[key];
      if (typeof value !== 'string' || value === '')
        throw new Error(`${file}: the question ${id} lacks the text ${key}`);
      return value;
    };
    for (const answer of answers) {
      const named = 'section' in answer ? [answer.section, ...(answer.next ? [answer.next] : [])] : [];
      const missing = named.find((section) => !sections.includes(section));
      if (missing !== undefined)
        throw new Error(`${file}: there is no section ${missing}; there are: ${sections.join(', ')}`);
    }
    return { id, ask: said('ask'), answers: answers.map((answer) => ({ ...answer, text: said(answer.id) })) };
  });
}

function mapOf(value: unknown, allowed: readonly string[], where: string, file: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`${file}: ${where}: texts are missing`);
  const extra = Object.keys(value).find((key) => !allowed.includes(key));
  if (extra !== undefined)
    throw new Error(`${file}: ${where}: ${extra} is not in guide.yaml; there are: ${allowed.join(', ')}`);
  return value as Record<string, unknown>;
}

function toBlock(token: Token, file: string): SourceBlock[] {
  switch (token.type) {
    case 'space':
      return [];
    case 'heading':
      return [toHeading(token as Tokens.Heading, file)];
    case 'paragraph':
      return [{ type: 'paragraph', ...dated(toInlines(token.tokens ?? [], file), file) }];
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      const lines = items.map((item) => {
        if (item.task) throw notPart(item, file);
        return dated(toInlines(item.tokens, file), file);
      });
      if (ordered && lines.some(({ until, from }) => until !== undefined || from !== undefined))
        throw new Error(`${file}: {until:} and {from:} are for paragraphs and bullets, not for steps`);
      return [{ type: ordered ? 'steps' : 'list', items: lines }];
    }
    case 'code': {
      const { lang = '', text } = token as Tokens.Code;
      if (!/^[a-z]+$/.test(lang))
        throw new Error(
          `${file}: a block is fenced and says its language: text (a message to copy), yaml, ini, …: ${token.raw.slice(0, 60)}`,
        );
      if (marker.test(text)) throw notPart(token, file);
      return [{ type: 'code', language: lang, text }];
    }
    default:
      throw notPart(token, file);
  }
}

function toHeading(token: Tokens.Heading, file: string): SourceBlock {
  if (token.depth !== 2) throw new Error(`${file}: headings are written ## Text {#id}: ${token.raw.trim()}`);
  const [, text = '', id] = plainText(token, file).match(/^(.*?)(?:\s*\{#([a-z0-9-]+)\})?$/) ?? [];
  if (text === '' || /[{}]/.test(text))
    throw new Error(`${file}: headings are written ## Text {#id}: ${token.raw.trim()}`);
  return { type: 'heading', text, ...(id === undefined ? {} : { id }) };
}

/** Takes `{until:DAY}` or `{from:DAY}` from the beginning of a line. */
function dated(inlines: SourceInline[], file: string): SourceLine {
  const [first, ...rest] = inlines;
  const match = first?.type === 'text' ? first.text.match(/^\{(until|from):(\d{4}-\d{2}-\d{2})\}\s*/) : undefined;
  const shown =
    first?.type === 'text' && match
      ? [...(first.text === match[0] ? [] : [{ ...first, text: first.text.slice(match[0].length) }]), ...rest]
      : inlines;
  for (const part of shown) {
    if (part.type === 'text' && /\{(until|from)/.test(part.text))
      throw new Error(
        `${file}: {until:2026-12-31} or {from:2027-01-01} stands at the beginning of a paragraph or bullet: ${part.text.slice(0, 60)}`,
      );
  }
  return { inlines: shown, ...(match ? { [match[1] as 'until' | 'from']: match[2] } : {}) };
}

function toInlines(tokens: readonly Token[], file: string): SourceInline[] {
  return tokens.flatMap((token): SourceInline[] => {
    switch (token.type) {
      case 'text':
      case 'paragraph':
        return 'tokens' in token && token.tokens ? toInlines(token.tokens, file) : splitMarkers(token.text, file);
      case 'escape':
        return [{ type: 'text', text: token.text }];
      case 'strong':
        if (token.tokens?.some(({ type }) => type !== 'text' && type !== 'escape')) throw notPart(token, file);
        return splitMarkers(token.text, file).map((part) =>
          part.type === 'text' ? { ...part, type: 'strong' } : part,
        );
      case 'codespan':
        if (marker.test(token.text)) throw notPart(token, file);
        return [{ type: 'code', text: token.text }];
      case 'link': {
        const [, type, key] = token.href.match(/^(link|guide):(.+)$/) ?? [];
        if (!type || !key)
          throw new Error(`${file}: links are written [text](link:KEY) or [text](guide:ID): ${token.raw}`);
        return [{ type: type as 'link' | 'guide', text: plainText(token, file), key }];
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
  if (marker.test(text)) throw notPart(token, file);
  return text;
}

function notPart(token: Token, file: string): Error {
  const allowed =
    '## headings, paragraphs, one-level lists, **bold**, `code`, [text](link:KEY), [text](guide:ID), {label:KEY}, {ui:KEY}, fenced blocks';
  return new Error(
    `${file}: "${token.type}" is not part of the format of guides here: ${token.raw.slice(0, 60)}; allowed: ${allowed}`,
  );
}

const marker = /\{(label|ui|until|from):/;

function splitMarkers(text: string, file: string): SourceInline[] {
  return text
    .split(/(\{(?:label|ui):[^{}]+\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const [, type, key] = part.match(/^\{(label|ui):([^}]+)\}$/) ?? [];
      if (type && key) return { type: type as 'label' | 'ui', key };
      if (/\{(label|ui)\b/.test(part))
        throw new Error(`${file}: labels are written {label:KEY} or {ui:KEY}: ${part.slice(0, 60)}`);
      return { type: 'text', text: part.replace(/\s*\n\s*/g, ' ') };
    });
}
