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
const keyOfLine = /^(\s*(?:-\s+)*)(?:"([^"]*)"|'([^']*)'|([^\s#'"{}[\]&*!|>%@`,](?:[^#]*?[^\s#])??))\s*:(?=\s|$)/;

/** What stands before a value and is no part of it: blanks, an anchor, a tag. */
const beforeValue = /^\s+(?:[&!][^\s{[]*\s+)*/;

/** Reads lines and brackets, no YAML: it works while the file is half-typed. Undefined in comments and other texts. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  if (text.length > maxLength) return undefined;
  const flow = flowAt(text, offset);
  if (flow) return flowCursor(text, offset, flow);
  const start = lineStart(text, offset);
  const before = text.slice(start, offset).replace(/^\ufeff/, '');
  const rest = text.slice(offset, lineEnd(text, offset));
  if (inComment(before)) return undefined;
  const after = rest.match(restOfWord)?.[0].length ?? 0;
  const match = before.match(keyOfLine);
  if (match === null) {
    const typed = before.match(/^(\s*(?:-\s+)*)([\w$.-]*)$/);
    if (typed === null) return undefined;
    const path = parentsOf(text, start, typed[1]?.length ?? 0);
    const range = { start: offset - (typed[2]?.length ?? 0), end: offset + after };
    return { kind: 'key', path, range, siblings: siblingsOf(text, start, typed[1]?.length ?? 0), flow: false };
  }
  const indent = match[1]?.length ?? 0;
  const path = [...parentsOf(text, start, indent), keyOf(match)];
  const value = before.slice(match[0].length).replace(beforeValue, '');
  if (before.length === match[0].length || /^[|>{[]/.test(value)) return undefined;
  const quote = /^["']/.test(value) ? 1 : 0;
  return {
    kind: 'value',
    path,
    range: { start: offset - value.length + quote, end: offset + (quote === 1 ? quotedRest(rest) : after) },
    siblings: [],
    flow: false,
  };
}

const restOfWord = /^[^\s,{}[\]#"':]*/;

/** A pair of brackets that is open at the cursor. */
interface Level {
  /** The key that it is the value of. */
  key?: string;
  list: boolean;
  keys: string[];
}

/** The brackets that the cursor is in, and what is being typed there. */
interface FlowPlace {
  parents: string[];
  levels: Level[];
  /** The key whose value it is. */
  key?: string;
  /** What of the key or the value stands before the cursor. */
  typed: string;
  /** The quotes around it are still open. */
  quoted: boolean;
}

/** The brackets that are open at the offset, whichever line they began in. */
function flowAt(text: string, offset: number): FlowPlace | undefined {
  /** Indent of the key whose block of text is being read. */
  let block: number | undefined;
  for (let start = 0; start < offset; ) {
    const stop = lineEnd(text, start);
    let next = text.indexOf('\n', stop) + 1 || text.length;
    const line = text.slice(start, stop).replace(/^\ufeff/, '');
    const indent = line.length - line.trimStart().length;
    if (isText(line) && (block === undefined || indent <= block)) {
      const match = line.match(keyOfLine);
      const key = match?.[0] ?? line.match(/^\s*(?:-\s+)*/)?.[0] ?? '';
      const value = line.slice(key.length).replace(beforeValue, '');
      block = /^[|>]/.test(value) ? indent : undefined;
      if (/^[{[]/.test(value)) {
        // what belongs to a key is indented more than the key, so that brackets left open end somewhere
        const { end, place } = readFlow(text, stop - value.length, match ? indent : indent - 1, offset);
        if (place) {
          const parents = parentsOf(text, start, match?.[1]?.length ?? indent);
          return { ...place, parents: match ? [...parents, keyOf(match)] : parents };
        }
        next = Math.max(next, text.indexOf('\n', end) + 1 || text.length);
      }
    }
    start = next;
  }
  return undefined;
}

/** Reads from an opening bracket to its end, or to the first line that is not indented more than `indent`. */
function readFlow(
  text: string,
  from: number,
  indent: number,
  offset: number,
): { end: number; place?: Omit<FlowPlace, 'parents'> } {
  const levels: Level[] = [];
  let key: string | undefined;
  /** Where the key or the value began that is being read. */
  let token: number | undefined;
  let quote = '';
  let reference = false;
  let place: Omit<FlowPlace, 'parents'> | undefined;
  let at = from;
  for (; at <= text.length; at += 1) {
    if (at === offset && levels.length > 0) {
      const typed = token === undefined ? '' : text.slice(token, at);
      place = { levels: [...levels], ...(key === undefined ? {} : { key }), typed, quoted: quote !== '' };
    }
    const character = text[at] ?? '';
    if (character === '\n') {
      if (endsFlow(text, at + 1, indent)) break;
      // half-typed quotes are likelier than a text of several lines; a key has one line only
      quote = '';
      reference = false;
      if (key === undefined) token = undefined;
    } else if (quote !== '') {
      if (character === '\\' && quote === '"' && at + 1 !== offset) at += 1;
      else if (character === quote) quote = '';
    } else if (/\s/.test(character)) continue;
    else if (character === '#' && /\s/.test(text[at - 1] ?? '')) {
      const end = lineEnd(text, at);
      if (place === undefined && offset <= end) return { end };
      at = end - 1;
    } else if (character === '{' && text[at - 1] === '$') reference = true;
    else if (character === '}' && reference) reference = false;
    else if (character === '{' || character === '[') {
      levels.push({ ...(key === undefined ? {} : { key }), list: character === '[', keys: [] });
      key = undefined;
      token = undefined;
    } else if (character === '}' || character === ']') {
      key = levels.pop()?.key;
      token = at;
      // the keys behind the cursor are those of its own brackets
      if (levels.length === 0 || (place && levels.length < place.levels.length)) break;
    } else if (character === ',') {
      key = undefined;
      token = undefined;
    } else if (character === ':' && key === undefined && token !== undefined && endsKey(text, at)) {
      key = text
        .slice(token, at)
        .trim()
        .replace(/^["']|["']$/g, '');
      // what is being typed is not there yet
      if (token > offset || at < offset) levels.at(-1)?.keys.push(key);
      token = undefined;
    } else if (token === undefined) {
      token = at;
      quote = /["']/.test(character) ? character : '';
    }
  }
  return { end: at, ...(place ? { place } : {}) };
}

/** True when the line that begins there cannot belong to brackets that are open before it. */
function endsFlow(text: string, start: number, indent: number): boolean {
  const line = text.slice(start, lineEnd(text, start));
  if (/^\s*(#|$)/.test(line)) return false;
  return /^(---|\.\.\.)(\s|$)/.test(line) || (line.search(/\S/) <= indent && !/^\s*[}\]]/.test(line));
}

/** True for the colon behind a key: a blank follows, or it is behind quotes, as in JSON. */
function endsKey(text: string, at: number): boolean {
  return /["']/.test(text[at - 1] ?? '') || /^[\s,{}[\]]?$/.test(text[at + 1] ?? '');
}

/** What is being typed inside brackets; undefined in lists, and behind a value where a comma is missing. */
function flowCursor(text: string, offset: number, place: FlowPlace): Cursor | undefined {
  const { parents, levels, key, typed, quoted } = place;
  const opening = /^["']/.test(typed) ? 1 : 0;
  // a plain value right behind the colon would belong to the key
  if (key !== undefined && /(^|[^"']):$/.test(text.slice(Math.max(0, offset - 2), offset))) return undefined;
  if (levels.some(({ list }) => list) || /\n|^[}\]]/.test(typed) || (opening === 1 && !quoted)) return undefined;
  const rest = text.slice(offset, lineEnd(text, offset));
  const after = opening === 1 ? quotedRest(rest) : (rest.match(restOfWord)?.[0].length ?? 0);
  const range = { start: offset - typed.length + opening, end: offset + after };
  const path = [...parents, ...levels.flatMap((level) => level.key ?? [])];
  if (key !== undefined) return { kind: 'value', path: [...path, key], range, siblings: [], flow: true };
  return { kind: 'key', path, range, siblings: levels.at(-1)?.keys ?? [], flow: true };
}

function keyOf([, , double, single, plain]: RegExpMatchArray): string {
  return double ?? single ?? plain ?? '';
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
      path.unshift(keyOf(match));
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
    if (match) keys.push(keyOf(match));
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
