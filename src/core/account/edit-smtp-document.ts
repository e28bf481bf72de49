import { isAlias, isCollection, isMap, isScalar, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { isRecord, type SmtpDocument } from './smtp-document';

/** Replaces `length` UTF-16 units at `offset` by `text`. */
export interface TextEdit {
  offset: number;
  length: number;
  text: string;
}

/** A value that a field of the form can have; null removes the key. */
export type FieldValue = string | number | boolean | null;

/**
 * The smallest edits that give the key at `path` the new value: everything outside the value keeps its bytes.
 * Quoting style is kept where it can hold the value. A value that other places refer to by an alias changes
 * here only: the anchor and the old value move to the first alias. Edits do not overlap and refer to `document.text`.
 * Throws a RangeError when the file cannot be edited (not YAML, or `path` leads through something that is no map).
 */
export function editSmtpDocument(document: SmtpDocument, path: readonly string[], value: FieldValue): TextEdit[] {
  const { yaml, text } = document;
  if (document.problems.length > 0 || path.length === 0) throw new RangeError('not editable');
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (yaml === undefined) return value === null ? [] : [fillEmpty(text, undefined, null, path, value, eol)];
  const moved: TextEdit[] = [];
  let map = yaml.contents as Node | null;
  let parentPair: Pair | undefined;
  for (const [depth, key] of path.entries()) {
    if (map === null || (isScalar(map) && map.value === null)) {
      if (value === null) return [];
      return [...moved, fillEmpty(text, parentPair, map, path.slice(depth), value, eol)];
    }
    if (isAlias(map)) {
      const copy = setIn(plainOf(map.resolve(yaml), document), path.slice(depth), value);
      const [start, end] = rangeOf(map);
      return [...moved, { offset: start, length: end - start, text: flowText(copy) }];
    }
    if (!isMap(map)) throw new RangeError(`no map at ${path.slice(0, depth).join('.')}`);
    moved.push(...moveAnchor(document, map, endOf(map)));
    const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) as Pair | undefined;
    if (pair === undefined) {
      if (value === null) return [];
      return [...moved, insertPair(text, map, path.slice(depth), value, eol)];
    }
    if (depth === path.length - 1) {
      const node = pair.value as Node | null;
      const change = value === null ? removePair(text, map, pair, parentPair) : replaceValue(text, map, pair, value);
      const anchors = node === null ? [] : moveAnchorsInside(document, node, endOf(node));
      return [...moved, ...anchors.filter((edit) => !contains(change, edit)), change];
    }
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

function replaceValue(text: string, map: YAMLMap, pair: Pair, value: FieldValue): TextEdit {
  const node = pair.value as Node | null;
  if (node === null) {
    const [, keyEnd] = rangeOf(pair.key as Node);
    return { offset: keyEnd, length: 0, text: `: ${scalarText(value, 'PLAIN', map.flow === true)}` };
  }
  const [start, end] = rangeOf(node);
  if (start === end) return { offset: start, length: 0, text: ` ${scalarText(value, 'PLAIN', map.flow === true)}` };
  const old = text.slice(start, end);
  const style = isScalar(node) ? (node.type ?? 'PLAIN') : 'PLAIN';
  const lineEnd = old.match(/(\r?\n)+$/)?.[0] ?? '';
  const next = scalarText(value, style, map.flow === true);
  if (isCollection(node) && !node.flow) {
    const [, keyEnd] = rangeOf(pair.key as Node);
    const colonEnd = text.indexOf(':', keyEnd) + 1;
    return { offset: colonEnd, length: end - lineEnd.length - colonEnd, text: ` ${next}` };
  }
  return { offset: start, length: end - start - lineEnd.length, text: next };
}

function insertPair(text: string, map: YAMLMap, path: readonly string[], value: FieldValue, eol: string): TextEdit {
  const last = map.items.at(-1);
  if (map.flow) {
    const inner = flowPair(path, value);
    if (last === undefined) {
      const [start] = rangeOf(map);
      return { offset: start + 1, length: 0, text: ` ${inner} ` };
    }
    return { offset: pairEnd(last), length: 0, text: `, ${inner}` };
  }
  if (last === undefined) throw new RangeError('block map without items');
  const first = map.items[0];
  const [firstKey] = rangeOf(first?.key as Node);
  const indent = firstKey - lineStart(text, firstKey);
  return insertLines(text, pairEnd(last), blockLines(path, value, ' '.repeat(indent), eol), eol);
}

/** The end of the pair's value, before trailing line ends of a block. */
function pairEnd(pair: Pair): number {
  const value = pair.value as Node | null;
  return value === null ? rangeOf(pair.key as Node)[1] : rangeOf(value)[1];
}

function insertLines(text: string, after: number, lines: string, eol: string): TextEdit {
  let end = after;
  while (end > 0 && /\s/.test(text[end - 1] ?? '')) end -= 1;
  const lineEnd = text.indexOf('\n', end);
  if (lineEnd === -1) return { offset: text.length, length: 0, text: eol + lines };
  return { offset: lineEnd + 1, length: 0, text: lines + eol };
}

/** Gives a key without a value, or an empty file, the rest of the path. */
function fillEmpty(
  text: string,
  parent: Pair | undefined,
  node: Node | null,
  path: readonly string[],
  value: FieldValue,
  eol: string,
): TextEdit {
  if (parent === undefined) {
    const start = text === '' || text.endsWith('\n') ? '' : eol;
    return { offset: text.length, length: 0, text: start + blockLines(path, value, '', eol) + eol };
  }
  const [keyStart, keyEnd] = rangeOf(parent.key as Node);
  if (node !== null && rangeOf(node)[0] !== rangeOf(node)[1]) {
    const [start, end] = rangeOf(node);
    return { offset: start, length: end - start, text: `{ ${flowPair(path, value)} }` };
  }
  const indent = ' '.repeat(keyStart - lineStart(text, keyStart) + 2);
  return insertLines(text, node === null ? keyEnd : rangeOf(node)[1], blockLines(path, value, indent, eol), eol);
}

function removePair(text: string, map: YAMLMap, pair: Pair, parent: Pair | undefined): TextEdit {
  if (map.items.length === 1 && parent !== undefined && !map.flow) {
    const [, keyEnd] = rangeOf(parent.key as Node);
    const colonEnd = text.indexOf(':', keyEnd) + 1;
    let end = pairEnd(pair);
    while (/[\r\n]/.test(text[end - 1] ?? '')) end -= 1;
    return { offset: colonEnd, length: end - colonEnd, text: ' {}' };
  }
  const [keyStart] = rangeOf(pair.key as Node);
  if (map.flow) {
    const position = map.items.indexOf(pair);
    const next = map.items[position + 1];
    const previous = map.items[position - 1];
    if (next) return { offset: keyStart, length: rangeOf(next.key as Node)[0] - keyStart, text: '' };
    const start = previous ? pairEnd(previous) : keyStart;
    return { offset: start, length: pairEnd(pair) - start, text: '' };
  }
  let end = pairEnd(pair);
  while (end > 0 && /[\r\n]/.test(text[end - 1] ?? '')) end -= 1;
  const newline = text.indexOf('\n', end);
  const start = lineStart(text, keyStart);
  const stop = newline === -1 ? text.length : newline + 1;
  return { offset: start, length: stop - start, text: '' };
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

function flowPair(path: readonly string[], value: FieldValue): string {
  const [key = '', ...rest] = path;
  const inner = rest.length > 0 ? `{ ${flowPair(rest, value)} }` : scalarText(value, 'PLAIN', true);
  return `${scalarText(key, 'PLAIN', true)}: ${inner}`;
}

/** A value on one line in flow style (YAML 1.2 section 7.4). */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (isRecord(value)) {
    const pairs = Object.entries(value).map(([key, item]) => `${scalarText(key, 'PLAIN', true)}: ${flowText(item)}`);
    return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}';
  }
  return scalarText(value as FieldValue, 'PLAIN', true);
}

/** The scalar in the style that is asked for when that style can hold it, else in the plainest that can. */
function scalarText(value: FieldValue, style: string, flow: boolean): string {
  if (typeof value !== 'string') return String(value);
  const double = JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escapeControl);
  if (style === 'QUOTE_DOUBLE') return double;
  const singleLine = !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(value);
  if (style !== 'QUOTE_SINGLE' && singleLine && isPlainSafe(value, flow)) return value;
  return singleLine ? `'${value.replaceAll("'", "''")}'` : double;
}

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** True when the text, written without quotes, is read back as this very string. */
function isPlainSafe(value: string, flow: boolean): boolean {
  if (value === '' || value !== value.trim() || (flow && /[,[\]{}]/.test(value))) return false;
  const source = flow ? `{ k: ${value} }` : `k: ${value}`;
  const parsed = parseDocument(source, { logLevel: 'silent' });
  return parsed.errors.length === 0 && parsed.warnings.length === 0 && parsed.get('k') === value && plainKey(value);
}

/** A string that is safe as a value can still be no plain key (`a: b`, or one that YAML 1.1 readers take for a boolean). */
function plainKey(value: string): boolean {
  return !/^(y|n|yes|no|on|off|~)$/i.test(value) && !/[:#]\s|\s[#]|:$/.test(value) && !/^[-?]\s?$/.test(value);
}

function plainOf(node: Node | undefined, document: SmtpDocument): unknown {
  if (node === undefined) return null;
  if (isAlias(node)) return document.yaml ? plainOf(node.resolve(document.yaml), document) : null;
  return node.toJS(document.yaml as NonNullable<SmtpDocument['yaml']>, { maxAliasCount: 1000 });
}

function setIn(target: unknown, path: readonly string[], value: FieldValue): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  if (rest.length > 0) copy[key] = setIn(copy[key], rest, value);
  else if (value === null) delete copy[key];
  else copy[key] = value;
  return copy;
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
function moveAnchor(document: SmtpDocument, node: Node, end: number): TextEdit[] {
  const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
  const alias = anchor === undefined ? undefined : firstAlias(document, anchor, end);
  if (alias === undefined) return [];
  const { text } = document;
  const [start, stop] = rangeOf(alias);
  let from = text.lastIndexOf(`&${anchor}`, rangeOf(node)[0]);
  let to = from + `&${anchor}`.length;
  while (text[to] === ' ') to += 1;
  if (/[\r\n]/.test(text[to] ?? '\n')) while (text[from - 1] === ' ') from -= 1;
  return [
    { offset: from, length: to - from, text: '' },
    { offset: start, length: stop - start, text: `&${anchor} ${flowText(plainOf(node, document))}` },
  ];
}

/** The first alias of the anchor after `offset`, and before the anchor is defined again (YAML 1.2 section 7.1). */
function firstAlias(document: SmtpDocument, anchor: string, offset: number): Node | undefined {
  let found: Node | undefined;
  let redefined = Number.POSITIVE_INFINITY;
  const walk = (node: unknown): void => {
    if (isAlias(node)) {
      if (node.source === anchor && rangeOf(node)[0] >= offset && !found) found = node;
      return;
    }
    if (isScalar(node) || isCollection(node)) {
      if (node.anchor === anchor && node.range && node.range[0] >= offset) {
        redefined = Math.min(redefined, node.range[0]);
      }
    }
    if (isMap(node)) for (const { value } of node.items) walk(value);
    else if (isCollection(node)) for (const item of node.items) walk(item);
  };
  walk(document.yaml?.contents);
  return found && rangeOf(found)[0] < redefined ? found : undefined;
}
