import type { SourceRange } from '../account/smtp-document';

/** What is being typed at a place of a text that need not be valid YAML. */
export interface Cursor {
  kind: 'key' | 'value';
  /** Of a key: the map that it is in; of a value: its key. */
  path: string[];
  /** What is there already, and what a completion replaces. */
  range: SourceRange;
  /** Keys that the map has already. */
  siblings: string[];
  /** Inside brackets, where a value has to stay on its line. */
  flow: boolean;
}

/** UTF-16 units beyond which nothing is completed. */
const maxLength = 500_000;

/** A key at the beginning of a line in block style: indent, perhaps a dash, the key in quotes or without. */
const keyOfLine = /^(\s*(?:-\s+)*)(?:"([^"]*)"|'([^']*)'|([^\s#'"{}[\]&*!|>%@`,][^#]*?))\s*:(?=\s|$)/;

/** Reads the lines around the offset, not the whole file: it works while the file is half-typed. Undefined in comments and other texts. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  if (text.length > maxLength) return undefined;
  const start = lineStart(text, offset);
  const before = text.slice(start, offset).replace(/^\ufeff/, '');
  const rest = text.slice(offset, lineEnd(text, offset));
  if (inComment(before)) return undefined;
  const after = rest.match(/^[^\s,{}[\]#"':]*/)?.[0].length ?? 0;
  const match = before.match(keyOfLine);
  if (match === null) {
    const typed = before.match(/^(\s*(?:-\s+)*)([\w$.-]*)$/);
    if (typed === null) return flowCursor(text, offset, before, [], after);
    const path = parentsOf(text, start, typed[1]?.length ?? 0);
    const range = { start: offset - (typed[2]?.length ?? 0), end: offset + after };
    return { kind: 'key', path, range, siblings: siblingsOf(text, start, typed[1]?.length ?? 0), flow: false };
  }
  const indent = match[1]?.length ?? 0;
  const path = [...parentsOf(text, start, indent), match[2] ?? match[3] ?? match[4] ?? ''];
  const value = before.slice(match[0].length).replace(/^\s+(?:[&!][^\s{[]*\s+)*/, '');
  if (before.length === match[0].length) return undefined;
  if (/^[{[]/.test(value)) return flowCursor(text, offset, value, path, after);
  if (/^[|>]/.test(value)) return undefined;
  const quote = /^["']/.test(value) ? 1 : 0;
  return {
    kind: 'value',
    path,
    range: { start: offset - value.length + quote, end: offset + (quote === 1 ? quotedRest(rest) : after) },
    siblings: [],
    flow: false,
  };
}

/** Where the cursor is inside the brackets that are open in the text before it. */
function flowCursor(
  text: string,
  offset: number,
  before: string,
  parents: string[],
  after: number,
): Cursor | undefined {
  const stack: { path: string[]; keys: string[] }[] = [];
  let pending: string | undefined;
  let from = 0;
  let quote = '';
  for (let at = 0; at < before.length; at += 1) {
    const character = before[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{' && !before.startsWith('${', at - 1)) {
      const top = stack.at(-1);
      stack.push({ path: top ? [...top.path, ...(pending === undefined ? [] : [pending])] : parents, keys: [] });
      pending = undefined;
      from = at + 1;
    } else if (character === '}' && !isReferenceEnd(before, at)) {
      stack.pop();
      pending = undefined;
      from = at + 1;
    } else if (character === ',') {
      pending = undefined;
      from = at + 1;
    } else if (character === ':' && pending === undefined && /^(\s|$)/.test(before.slice(at + 1))) {
      pending = before
        .slice(from, at)
        .trim()
        .replace(/^["']|["']$/g, '');
      stack.at(-1)?.keys.push(pending);
      from = at + 1;
    }
  }
  const top = stack.at(-1);
  if (top === undefined) return undefined;
  const typed = before.slice(from).trimStart();
  const opening = quote !== '' && typed.startsWith(quote) ? 1 : 0;
  const range = { start: offset - typed.length + opening, end: offset + after };
  const later = text.slice(offset, lineEnd(text, offset)).split('}')[0] ?? '';
  const siblings = [...top.keys, ...[...later.matchAll(/([\w-]+)\s*:\s/g)].map(([, key]) => key ?? '')];
  if (pending !== undefined) return { kind: 'value', path: [...top.path, pending], range, siblings: [], flow: true };
  return { kind: 'key', path: top.path, range, siblings, flow: true };
}

/** True for the bracket that ends `${…`. */
function isReferenceEnd(text: string, at: number): boolean {
  const open = text.lastIndexOf('${', at);
  return open >= 0 && !text.slice(open, at).includes('}');
}

/** The keys above a line that is indented so far, outermost first. */
function parentsOf(text: string, before: number, indent: number): string[] {
  const path: string[] = [];
  let limit = indent;
  let end = before - 1;
  while (limit > 0 && end >= 0) {
    const start = lineStart(text, end);
    const line = text.slice(start, end).replace(/^\ufeff/, '');
    const match = isText(line) ? line.match(keyOfLine) : null;
    const own = line.length - line.trimStart().length;
    if (isText(line) && own < limit) {
      if (match === null) return path;
      path.unshift(match[2] ?? match[3] ?? match[4] ?? '');
      limit = own;
    }
    end = start - 1;
  }
  return path;
}

/** The keys of the lines that are indented alike, above and below, up to a line that is indented less. */
function siblingsOf(text: string, at: number, indent: number): string[] {
  const keys: string[] = [];
  const look = (line: string): boolean => {
    if (!isText(line)) return true;
    const own = line.length - line.trimStart().length;
    if (own < indent) return false;
    const match = own === indent ? line.match(keyOfLine) : null;
    if (match) keys.push(match[2] ?? match[3] ?? match[4] ?? '');
    return true;
  };
  for (let end = at - 1; end >= 0; ) {
    const start = lineStart(text, end);
    if (!look(text.slice(start, end).replace(/^\ufeff/, ''))) break;
    end = start - 1;
  }
  for (let start = text.indexOf('\n', at) + 1; start > 0 && start < text.length; ) {
    if (!look(text.slice(start, lineEnd(text, start)))) break;
    start = text.indexOf('\n', start) + 1;
  }
  return keys;
}

/** No blank line, no comment, no end of a document, no mark of a merge conflict. */
function isText(line: string): boolean {
  return /^\s*[^\s#]/.test(line) && !/^(---|\.\.\.|<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)(\s|$)/.test(line);
}

function inComment(line: string): boolean {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (/["']/.test(character) && /[\s:,{[]/.test(line[at - 1] ?? ' ')) quote = character;
    else if (character === '#' && /\s/.test(line[at - 1] ?? ' ')) return true;
  }
  return false;
}

/** How much of the line is before the closing quote. */
function quotedRest(rest: string): number {
  const end = rest.search(/["']/);
  return end === -1 ? 0 : end;
}

function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  const stop = end === -1 ? text.length : end;
  return stop > offset && text[stop - 1] === '\r' ? stop - 1 : stop;
}
