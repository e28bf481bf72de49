import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { misreadSecret } from './misread-secret';
import { aliasTargets, isRecord, type SmtpDocument } from './smtp-document';

/** Replaces `length` UTF-16 units at `offset` by `text`. */
export interface TextEdit {
  offset: number;
  length: number;
  text: string;
}

/** A value that a field of the form can have; null removes the key. */
export type FieldValue = string | number | boolean | null | readonly string[];

/**
 * The smallest edits that give the key at `path` the new value: everything outside the value keeps its bytes.
 * Quoting style is kept where it can hold the value. A value that other places refer to by an alias changes
 * here only: the anchor and the old value move to the first alias. Edits do not overlap and refer to `document.text`.
 * A secret that YAML reads only in part goes as a whole. Throws a RangeError when the file cannot be edited (not YAML, or `path`
 * leads through something that is no map). Nothing here looks at the result: `editAll` does.
 */
export function editSmtpDocument(document: SmtpDocument, path: readonly string[], value: FieldValue): TextEdit[] {
  const { yaml, text } = document;
  const writing: Writing = { text, eol: text.includes('\r\n') ? '\r\n' : '\n', json: isJson(document) };
  if (document.problems.length > 0 || path.length === 0) throw new RangeError('not editable');
  if (yaml === undefined) return value === null ? [] : [fillEmpty(writing, undefined, undefined, path, value)];
  const moved: TextEdit[] = [];
  let map = yaml.contents as Node | null;
  let parentMap: YAMLMap | undefined;
  let parentPair: Pair | undefined;
  for (const [depth, key] of path.entries()) {
    if (map === null || (isScalar(map) && map.value === null)) {
      if (value === null) return [];
      if (parentPair === undefined && document.documents > 1) throw new RangeError('not editable');
      if (map !== null) moved.push(...moveAnchor(document, map));
      return withMoved(moved, [fillEmpty(writing, parentMap, parentPair, path.slice(depth), value)]);
    }
    if (isAlias(map)) {
      const plain = plainOf(map, document);
      if (value === null && !hasIn(plain, path.slice(depth))) return [];
      const [start, end] = rangeOf(map);
      const copy = flowText(setIn(plain, path.slice(depth), value));
      return withMoved(moved, [{ offset: start, length: end - start, text: copy }]);
    }
    if (!isMap(map)) throw new RangeError(`no map at ${path.slice(0, depth).join('.')}`);
    const mapMoved = moveAnchor(document, map);
    moved.push(...mapMoved);
    const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) as Pair | undefined;
    if (pair === undefined) {
      if (value === null) return [];
      return withMoved(moved, [insertPair(writing, map, path.slice(depth), value)]);
    }
    if (depth === path.length - 1) {
      const node = pair.value as Node | null;
      const items = Array.isArray(value) && isSeq(node) ? editItems(writing, node, value) : undefined;
      if (items) return withMoved(moved, items);
      const anchors = node === null ? [] : moveAnchorsInside(document, node, endOf(node));
      const changes =
        value === null
          ? removePair(writing, map, pair, parentPair, mapMoved.length > 0)
          : (replaceMisread(document, path, value, map) ?? replaceValue(writing, map, pair, value, anchors.length > 0));
      return withMoved([...moved, ...anchors], changes);
    }
    parentMap = map;
    parentPair = pair;
    map = pair.value as Node | null;
  }
  return moved;
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((result, edit) => result.slice(0, edit.offset) + edit.text + result.slice(edit.offset + edit.length), text);
}

/** What the writing of new text depends on. */
interface Writing {
  text: string;
  eol: string;
  /** The file is JSON and has to stay so: keys and strings in double quotes. */
  json: boolean;
}

/** True for one flow map with all keys of the root in double quotes: YAML that JSON readers may read, too. */
function isJson({ yaml }: SmtpDocument): boolean {
  const root = yaml?.contents;
  const keys = isMap(root) && root.flow ? root.items.map(({ key }) => key) : [];
  return keys.length > 0 && keys.every((key) => isScalar(key) && key.type === 'QUOTE_DOUBLE');
}

/** The edits together, without those of anchors in a text that goes away anyway. */
function withMoved(moved: readonly TextEdit[], changes: readonly TextEdit[]): TextEdit[] {
  return [...moved.filter((edit) => !changes.some((change) => contains(change, edit))), ...changes];
}

function contains(outer: TextEdit, inner: TextEdit): boolean {
  return inner.offset >= outer.offset && inner.offset + inner.length <= outer.offset + outer.length && outer.length > 0;
}

function endOf(node: Node): number {
  return node.range?.[2] ?? 0;
}

function rangeOf(node: Node): [number, number] {
  if (!node.range) throw new RangeError('node without a range');
  return [node.range[0], node.range[1]];
}

/** Replaces all that was meant to be a secret, also what YAML takes for something else; undefined for any other value. */
function replaceMisread(
  document: SmtpDocument,
  path: readonly string[],
  value: FieldValue,
  map: YAMLMap,
): TextEdit[] | undefined {
  const misread = misreadSecret(document, path);
  if (misread === undefined) return undefined;
  const { start, end } = misread.range;
  return [{ offset: start, length: end - start, text: scalarText(value, 'PLAIN', map.flow === true) }];
}

/** The tags that fit a value, by its type: any other would make something else of it. */
const tagTypes: Readonly<Record<string, string>> = {
  'tag:yaml.org,2002:str': 'string',
  'tag:yaml.org,2002:int': 'number',
  'tag:yaml.org,2002:float': 'number',
  'tag:yaml.org,2002:bool': 'boolean',
};

function replaceValue(writing: Writing, map: YAMLMap, pair: Pair, value: FieldValue, anchorMoved: boolean): TextEdit[] {
  const { text, json } = writing;
  const node = pair.value as Node | null;
  const flow = map.flow === true;
  const plain = json ? 'QUOTE_DOUBLE' : 'PLAIN';
  const isFitting = !node?.tag || tagTypes[node.tag] === typeof value;
  const tag = isFitting ? undefined : pair.srcToken?.sep?.find(({ type }) => type === 'tag');
  if (node === null || rangeOf(node)[0] === rangeOf(node)[1]) {
    const { colonEnd, propsEnd } = separatorOf(pair);
    const start = anchorMoved || tag ? colonEnd : propsEnd;
    const colon = pair.srcToken?.sep?.some(({ type }) => type === 'map-value-ind') ? '' : ':';
    return [{ offset: start, length: propsEnd - start, text: `${colon} ${scalarText(value, plain, flow)}` }];
  }
  const kept = isScalar(node) ? (node.type ?? plain) : plain;
  const next = scalarText(value, kept === 'PLAIN' ? plain : kept, flow);
  if (isCollection(node) && !node.flow) {
    const { colonEnd } = separatorOf(pair);
    const content = text.slice(colonEnd, contentEnd(node)).replace(/(\r?\n)+$/, '');
    return [{ offset: colonEnd, length: content.length, text: ` ${next}` }];
  }
  const replaced = replaceNode(text, node, next);
  return tag ? [removeProperty(text, tag.offset, tag.source.length), replaced] : [replaced];
}

/** Writes another text in place of a node; the comment behind the sign of a block scalar stays. */
function replaceNode(text: string, node: Node, next: string): TextEdit {
  const [start, end] = rangeOf(node);
  const old = text.slice(start, end);
  const isBlock = isScalar(node) && node.type?.startsWith('BLOCK') === true;
  const comment = (isBlock && old.match(/^\S+([ \t]+#[^\r\n]*)/)?.[1]) || '';
  const lineEnd = old.match(/(\r?\n)+$/)?.[0] ?? '';
  return { offset: start, length: end - start - lineEnd.length, text: next + comment };
}

/** Takes an anchor or a tag away, with the blanks that part it from what is beside it. */
function removeProperty(text: string, offset: number, length: number): TextEdit {
  const before = text.slice(lineStart(text, offset), offset);
  let [from, to] = [offset, offset + length];
  if (before.trim() === '') while (text[to] === ' ') to += 1;
  else from -= before.length - before.trimEnd().length;
  return { offset: from, length: to - from, text: '' };
}

/**
 * The smallest edits that give a list other items: what is alike at both ends is not touched. Undefined when the list is not one
 * of plain scalars, or when it becomes or was empty: then the whole value is written anew.
 */
function editItems(writing: Writing, list: YAMLSeq, next: readonly string[]): TextEdit[] | undefined {
  const { text, eol, json } = writing;
  const nodes = list.items.filter((item) => isScalar(item) && item.anchor === undefined && item.tag === undefined);
  const tokens = list.srcToken && 'items' in list.srcToken ? list.srcToken.items : [];
  const dashes = tokens.map(({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset ?? -1);
  const onOwnLines = nodes.every((_node, at) => text.slice(lineStart(text, dashes[at] ?? 0), dashes[at]).trim() === '');
  const usable = nodes.length === list.items.length && nodes.length > 0 && next.length > 0;
  if (!usable || (!list.flow && !onOwnLines)) return undefined;
  const old = nodes.map((node) => (node as { value: unknown }).value);
  const most = Math.min(old.length, next.length);
  let head = 0;
  while (head < most && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const gone = nodes.slice(head, old.length - tail) as Node[];
  const added = next.slice(head, next.length - tail);
  const written = (value: string, like?: Node) => {
    const style = isScalar(like) ? (like.type ?? 'PLAIN') : 'PLAIN';
    return scalarText(value, json ? 'QUOTE_DOUBLE' : style, list.flow === true);
  };
  const both = Math.min(gone.length, added.length);
  const edits: TextEdit[] = gone.slice(0, both).map((node, at) => {
    const next = written(added[at] ?? '', node);
    const [start, end] = rangeOf(node);
    const isEmpty = start === end && !list.flow;
    return isEmpty
      ? { offset: (dashes[head + at] ?? start) + 1, length: 0, text: ` ${next}` }
      : replaceNode(text, node, next);
  });
  const more = added.slice(both);
  const before = nodes[head + both - 1] as Node | undefined;
  const behind = nodes[old.length - tail] as Node | undefined;
  if (more.length > 0 && list.flow) {
    const values = more.map((value) => written(value));
    if (before)
      edits.push({ offset: rangeOf(before)[1], length: 0, text: values.map((value) => `, ${value}`).join('') });
    else if (behind)
      edits.push({ offset: rangeOf(behind)[0], length: 0, text: values.map((value) => `${value}, `).join('') });
  } else if (more.length > 0) {
    const indent = ' '.repeat(columnOf(text, dashes[0] ?? 0));
    const lines = more.map((value) => `${indent}- ${written(value)}`);
    if (before) edits.push(insertLines(writing, rangeOf(before)[1], lines.join(eol)));
    else
      edits.push({
        offset: lineStart(text, dashes[0] ?? 0),
        length: 0,
        text: lines.map((line) => line + eol).join(''),
      });
  }
  const first = gone[both];
  const last = gone.at(-1);
  if (first && last && gone.length > both) {
    const [from, to] = [rangeOf(first)[0], rangeOf(last)[1]];
    if (!list.flow) {
      const begin = lineStart(text, dashes[head + both] ?? from);
      const newline = text[to - 1] === '\n' ? to - 1 : text.indexOf('\n', to);
      edits.push({ offset: begin, length: (newline === -1 ? text.length : newline + 1) - begin, text: '' });
    } else if (before) edits.push({ offset: rangeOf(before)[1], length: to - rangeOf(before)[1], text: '' });
    else edits.push({ offset: from, length: (behind ? rangeOf(behind)[0] : to) - from, text: '' });
  }
  return edits;
}

/** Where the colon of a pair ends, and where the anchor and the tag of its value end; both the key's end without a colon. */
function separatorOf(pair: Pair): { colonEnd: number; propsEnd: number } {
  const [, keyEnd] = rangeOf(pair.key as Node);
  const tokens = pair.srcToken?.sep ?? [];
  const ends = (types: string[]) =>
    tokens.filter(({ type }) => types.includes(type)).map(({ offset, source }) => offset + source.length);
  const colonEnd = ends(['map-value-ind'])[0] ?? keyEnd;
  return { colonEnd, propsEnd: Math.max(colonEnd, ...ends(['anchor', 'tag'])) };
}

/** Where a pair begins: at its key, or at what stands before it (`?`, an anchor, a tag). */
export function pairStart(pair: Pair): number {
  const types = ['explicit-key-ind', 'anchor', 'tag'];
  const first = pair.srcToken?.start.find(({ type }) => types.includes(type));
  return first?.offset ?? rangeOf(pair.key as Node)[0];
}

function insertPair(writing: Writing, map: YAMLMap, path: readonly string[], value: FieldValue): TextEdit {
  const { text, eol } = writing;
  const last = map.items.at(-1);
  if (map.flow) {
    const inner = flowPair(path, value, writing.json);
    if (last === undefined) {
      const [start] = rangeOf(map);
      return { offset: start + 1, length: 0, text: ` ${inner} ` };
    }
    const lead = text.slice(lineStart(text, pairStart(last)), pairStart(last));
    const separator = lead.trim() === '' && lead !== '' ? `,${eol}${lead}` : ', ';
    return { offset: pairEnd(last), length: 0, text: `${separator}${inner}` };
  }
  if (last === undefined) throw new RangeError('block map without items');
  const indent = ' '.repeat(columnOf(text, pairStart(map.items[0] as Pair)));
  return insertLines(writing, pairEnd(last), blockLines(path, value, indent, eol));
}

/** Where the last thing of the pair ends that is no comment and no blank line. */
export function pairEnd(pair: Pair): number {
  const value = pair.value as Node | null;
  if (value === null || rangeOf(value)[0] === rangeOf(value)[1]) return separatorOf(pair).propsEnd;
  return contentEnd(value);
}

function contentEnd(node: Node): number {
  if (!isCollection(node) || node.flow) return rangeOf(node)[1];
  const last = node.items.at(-1);
  if (isMap(node)) return pairEnd(last as Pair);
  if (isNode(last) && rangeOf(last)[0] !== rangeOf(last)[1]) return contentEnd(last);
  const items = node.srcToken && 'items' in node.srcToken ? node.srcToken.items : [];
  const dashes = items.flatMap(({ start }) => start.filter(({ type }) => type === 'seq-item-ind'));
  return (dashes.at(-1)?.offset ?? rangeOf(node)[0]) + 1;
}

/** Puts whole lines behind the line of `after`, and behind the comments there that are indented deeper than they are. */
function insertLines({ text, eol }: Writing, after: number, lines: string): TextEdit {
  // a block scalar ends behind a line end, and its blank lines can belong to it
  const lineEnd = text[after - 1] === '\n' ? after - 1 : text.indexOf('\n', after);
  if (lineEnd === -1) return { offset: text.length, length: 0, text: eol + lines };
  const indent = lines.length - lines.trimStart().length;
  const deeper = text.slice(lineEnd + 1).match(new RegExp(`^(?:(?:[ \\t]*\\r?\\n)*[ ]{${indent + 1},}#[^\\n]*\\n)+`));
  return { offset: lineEnd + 1 + (deeper?.[0].length ?? 0), length: 0, text: lines + eol };
}

/** Gives a key without a value, or an empty file, the rest of the path. */
function fillEmpty(
  writing: Writing,
  parentMap: YAMLMap | undefined,
  parent: Pair | undefined,
  path: readonly string[],
  value: FieldValue,
): TextEdit {
  const { text, eol, json } = writing;
  if (parent === undefined) {
    const start = text === '' || text.endsWith('\n') ? '' : eol;
    return { offset: text.length, length: 0, text: start + blockLines(path, value, '', eol) + eol };
  }
  const node = parent.value as Node | null;
  const [start, end] = node === null ? [0, 0] : rangeOf(node);
  const flow = `{ ${flowPair(path, value, json)} }`;
  if (start !== end) return { offset: start, length: end - start, text: flow };
  const { propsEnd } = separatorOf(parent);
  if (parentMap?.flow) return { offset: propsEnd, length: 0, text: `${node === null ? ':' : ''} ${flow}` };
  const indent = ' '.repeat(columnOf(text, pairStart(parent)) + 2);
  return insertLines(writing, propsEnd, blockLines(path, value, indent, eol));
}

function removePair(
  writing: Writing,
  map: YAMLMap,
  pair: Pair,
  parent: Pair | undefined,
  anchorMoved: boolean,
): TextEdit[] {
  const { text } = writing;
  if (map.flow) return removeFlowPair(text, map, pair);
  if (map.items.length > 1 || parent === undefined) return [removeLines(text, map, pair)];
  const { colonEnd, propsEnd } = separatorOf(parent);
  const start = anchorMoved ? colonEnd : propsEnd;
  return [{ offset: start, length: propsEnd - start, text: ' {}' }, removeLines(text, map, pair)];
}

function removeFlowPair(text: string, map: YAMLMap, pair: Pair): TextEdit[] {
  const start = pairStart(pair);
  const position = map.items.indexOf(pair);
  const next = map.items[position + 1];
  const previous = map.items[position - 1];
  if (next) return [{ offset: start, length: pairStart(next) - start, text: '' }];
  const end = pairEnd(pair);
  // a comment between the two is about the one that stays, and the comma before it, too
  const keepsComma = previous === undefined || text.slice(pairEnd(previous), start).includes('#');
  if (!keepsComma) return [{ offset: pairEnd(previous), length: end - pairEnd(previous), text: '' }];
  const comma = text.slice(end, rangeOf(map)[1]).match(/^((?:\s|#[^\n]*\n)*),/)?.[1];
  if (comma === undefined || comma.trim() === '') {
    return [{ offset: start, length: end - start + (comma === undefined ? 0 : comma.length + 1), text: '' }];
  }
  return [
    { offset: start, length: end - start, text: '' },
    { offset: end + comma.length, length: 1, text: '' },
  ];
}

/** Takes away the lines of a pair in block style, with the comment at the end of its last line. */
function removeLines(text: string, map: YAMLMap, pair: Pair): TextEdit {
  const end = pairEnd(pair);
  const newline = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  const stop = newline === -1 ? text.length : newline + 1;
  const start = pairStart(pair);
  const column = columnOf(text, start);
  const begin = start - column;
  const previous = map.items[map.items.indexOf(pair) - 1];
  if (/^ *$/.test(text.slice(begin, start))) {
    // behind a block scalar the blank lines would become its text, and a comment that is indented deeper
    if (previous && text[pairEnd(previous) - 1] === '\n') {
      const [behind = '', blank = '', indent = ''] = text.slice(stop).match(/^((?:[ \t]*\r?\n)*)([ \t]*)(?=#)?/) ?? [];
      const isDeeper = text[stop + behind.length] === '#' && indent.length > column;
      const gone = isDeeper ? behind.length : blank.length;
      return { offset: begin, length: stop - begin + gone, text: isDeeper ? ' '.repeat(column) : '' };
    }
    return { offset: begin, length: stop - begin, text: '' };
  }
  // the line begins with something else, such as the `:` of an explicit key
  const next = map.items[map.items.indexOf(pair) + 1];
  return { offset: start, length: (next ? pairStart(next) : end) - start, text: '' };
}

/** Characters before the offset in its line; a byte order mark is none. */
function columnOf(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return offset - start - (text[start] === '\ufeff' ? 1 : 0);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function blockLines(path: readonly string[], value: FieldValue, indent: string, eol: string): string {
  return path
    .map((key, depth) => {
      const line = `${indent}${'  '.repeat(depth)}${scalarText(key, 'PLAIN', false)}:`;
      return depth === path.length - 1 ? `${line} ${scalarText(value, 'PLAIN', false)}` : line;
    })
    .join(eol);
}

function flowPair(path: readonly string[], value: FieldValue, json: boolean): string {
  const style = json ? 'QUOTE_DOUBLE' : 'PLAIN';
  const [key = '', ...rest] = path;
  const inner = rest.length > 0 ? `{ ${flowPair(rest, value, json)} }` : scalarText(value, style, true);
  return `${scalarText(key, style, true)}: ${inner}`;
}

/** A value on one line in flow style (YAML 1.2 section 7.4). */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (isRecord(value)) {
    const pairs = Object.entries(value).map(([key, item]) => `${scalarText(key, 'PLAIN', true)}: ${flowText(item)}`);
    return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}';
  }
  return scalarText(value as FieldValue, 'PLAIN', true);
}

/** The scalar in the style that is asked for when that style can hold it, else in the plainest that can; a list in flow style. */
export function scalarText(value: FieldValue, style: string, flow: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => scalarText(item, style, true)).join(', ')}]`;
  if (typeof value !== 'string') return String(value);
  const double = JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escapeControl);
  if (style === 'QUOTE_DOUBLE') return double;
  const singleLine = !/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/u.test(value);
  if (style !== 'QUOTE_SINGLE' && singleLine && isPlainSafe(value, flow)) return value;
  return singleLine ? `'${value.replaceAll("'", "''")}'` : double;
}

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** True when the text, written without quotes, is read back as this very string, by readers of YAML 1.1, too. */
function isPlainSafe(value: string, flow: boolean): boolean {
  if (value === '' || value !== value.trim() || (flow && /[,[\]{}]/.test(value))) return false;
  const source = flow ? `{ k: ${value} }` : `k: ${value}`;
  return plainKey(value) && (['1.2', '1.1'] as const).every((version) => readsAs(source, version, value));
}

function readsAs(source: string, version: '1.1' | '1.2', value: string): boolean {
  const parsed = parseDocument(source, { version, logLevel: 'silent' });
  return parsed.errors.length === 0 && parsed.warnings.length === 0 && parsed.get('k') === value;
}

/** A string that is safe as a value can still be no plain key. */
function plainKey(value: string): boolean {
  return !/[:#]\s|\s[#]|:$/.test(value) && !/^[-?]\s?$/.test(value);
}

/** The value of a node, aliases resolved. */
export function plainOf(node: Node | undefined, document: SmtpDocument): unknown {
  if (node === undefined) return null;
  if (isAlias(node)) return document.yaml ? plainOf(node.resolve(document.yaml), document) : null;
  return node.toJS(document.yaml as NonNullable<SmtpDocument['yaml']>, { maxAliasCount: 1000 });
}

/** The value of the file once the key at the path has another value; null takes the key away. */
export function valueAfter(target: unknown, path: readonly string[], value: FieldValue): unknown {
  return value === null && !hasIn(target, path) ? target : setIn(target, path, value);
}

function hasIn(target: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return isRecord(target) && Object.hasOwn(target, key) && hasIn(target[key], rest);
}

function setIn(target: unknown, path: readonly string[], value: FieldValue): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const old = new Map(isRecord(target) ? Object.entries(target) : []);
  if (rest.length > 0) old.set(key, setIn(old.get(key), rest, value));
  else if (value === null) old.delete(key);
  else old.set(key, value);
  return Object.fromEntries(old);
}

/** Moves the anchors of a value that is about to go away to aliases after `end`, so that none is left hanging. */
function moveAnchorsInside(document: SmtpDocument, node: Node, end: number): TextEdit[] {
  if (isAlias(node)) return [];
  const own = moveAnchor(document, node, end);
  if (!isCollection(node)) return own;
  const children = node.items.map((item) => (isMap(node) ? (item as Pair).value : item) as Node | null);
  return [...own, ...children.flatMap((child) => (child === null ? [] : moveAnchorsInside(document, child, end)))];
}

/** When aliases after `end` refer to the node: takes the anchor away here and gives it, with the old value, to the first. */
export function moveAnchor(document: SmtpDocument, node: Node, end = endOf(node)): TextEdit[] {
  const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
  const alias = anchor === undefined ? undefined : firstAlias(document, node, end);
  if (alias === undefined) return [];
  const [start, stop] = rangeOf(alias);
  return [
    removeAnchor(document, node),
    { offset: start, length: stop - start, text: `&${anchor} ${flowText(plainOf(node, document))}` },
  ];
}

/** Takes away the anchor that the node has. */
export function removeAnchor(document: SmtpDocument, node: Node): TextEdit {
  const anchor = `&${(node as { anchor?: string }).anchor}`;
  return removeProperty(document.text, anchorOffset(document, node, anchor), anchor.length);
}

/** Where the anchor of the node stands. */
function anchorOffset({ yaml, text }: SmtpDocument, node: Node, source: string): number {
  let found: number | undefined;
  const look = (tokens: readonly { type: string; offset: number }[] | undefined) => {
    found = tokens?.findLast(({ type }) => type === 'anchor')?.offset;
    return visit.BREAK;
  };
  visit(yaml as NonNullable<SmtpDocument['yaml']>, {
    Pair: (_key, pair) => (pair.value === node ? look((pair as Pair).srcToken?.sep) : undefined),
    Seq: (_key, { items, srcToken }) => {
      const at = items.indexOf(node);
      return at < 0 ? undefined : look(srcToken && 'items' in srcToken ? srcToken.items[at]?.start : undefined);
    },
  });
  return found ?? text.lastIndexOf(source, rangeOf(node)[0]);
}

/** The first alias after `offset` that stands for the node. */
function firstAlias({ yaml }: SmtpDocument, node: Node, offset: number): Node | undefined {
  const targets = yaml ? aliasTargets(yaml) : new Map<Node, Node>();
  return [...targets].find(([alias, target]) => target === node && rangeOf(alias)[0] >= offset)?.[0];
}
