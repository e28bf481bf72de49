import { isAlias, isCollection, isMap, isScalar, type Node, type Pair, visit } from 'yaml';
import { checkedEdits } from './checked-edits';
import {
  applyEdits,
  editSmtpDocument,
  type FieldValue,
  flowText,
  moveAnchor,
  pairEnd,
  pairStart,
  plainOf,
  removeAnchor,
  scalarText,
  type TextEdit,
  valueAfter,
} from './edit-smtp-document';
import { aliasTargets, isRecord, parseSmtpDocument, type SmtpDocument, valueAt } from './smtp-document';
import { textDifference } from './text-difference';

/** A new value for the key at a path; null removes the key. */
export interface Change {
  path: readonly string[];
  value: FieldValue;
}

/**
 * The edits that make all changes, one after the other. Throws a RangeError as `editSmtpDocument` does, and where the file would not
 * be read afterwards as it was but for these changes.
 */
export function editAll(document: SmtpDocument, changes: readonly Change[]): TextEdit[] {
  const edits = uncheckedEdits(document, changes);
  if (edits.length === 0) return [];
  const expected = changes.reduce((now, { path, value }) => valueAfter(now, path, value), document.value);
  return checkedEdits(document, edits, expected);
}

/** The same without a look at the result, for whoever makes many such edits and looks once. */
export function uncheckedEdits(document: SmtpDocument, changes: readonly Change[]): TextEdit[] {
  const [only, ...more] = changes;
  if (only === undefined) return [];
  if (more.length === 0) return editSmtpDocument(document, only.path, only.value);
  const after = changes.reduce((current, { path, value }) => {
    const edits = editSmtpDocument(current, path, value);
    return edits.length === 0 ? current : parseSmtpDocument(applyEdits(current.text, edits));
  }, document);
  return after.text === document.text ? [] : [textDifference(document.text, after.text)];
}

/** A name that no account has: `base`, else `base-2` and so on. */
export function freeName(document: SmtpDocument, base: string): string {
  const taken = new Set(document.accountNames);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}

/** True for a name that a new account can have: on one line, not blank, not taken. */
export function isFreeName(document: SmtpDocument, name: string): boolean {
  return name.trim() === name && name !== '' && !/\p{Cc}/u.test(name) && !document.accountNames.includes(name);
}

/** Takes an account away, and `default` with it when it names this one. */
export function deleteAccount(document: SmtpDocument, name: string): TextEdit[] {
  const changes: Change[] = [{ path: ['accounts', name], value: null }];
  if (isDefault(document, name)) changes.push({ path: ['default'], value: null });
  return editAll(document, changes);
}

/**
 * Gives an account another name, also where `default` names it. References such as `${secret:…}` stay, so the stored password does,
 * too. Throws a RangeError when the name cannot be given, or not without changing more than that.
 */
export function renameAccount(document: SmtpDocument, name: string, to: string): TextEdit[] {
  const key = document.nodeAt(['accounts', name])?.key;
  if (key === undefined || !isFreeName(document, to)) throw new RangeError(`cannot rename ${name}`);
  const old = document.text.slice(key.start, key.end);
  const style = { '"': 'QUOTE_DOUBLE', "'": 'QUOTE_SINGLE' }[old[0] ?? ''] ?? 'PLAIN';
  const map = document.nodeAt(['accounts'])?.node;
  const edits = [
    { offset: key.start, length: key.end - key.start, text: scalarText(to, style, true) },
    ...(map ? moveAnchor(document, map) : []),
  ];
  const { value } = document;
  const { [name]: account, ...others } = accountsOf(document);
  const isNamed = isDefault(document, name);
  const expected = { ...(isRecord(value) ? value : {}), accounts: { ...others, [to]: account } };
  return checkedEdits(
    document,
    isNamed ? [...edits, ...editSmtpDocument(document, ['default'], to)] : edits,
    isNamed ? { ...expected, default: to } : expected,
  );
}

/**
 * Puts a copy of an account behind it, with its comments. Anchors are not copied: an alias goes on meaning the original. Throws a
 * RangeError where that cannot be done without changing more.
 */
export function duplicateAccount(document: SmtpDocument, name: string, to: string): TextEdit[] {
  const { text, value } = document;
  const map = document.nodeAt(['accounts'])?.node;
  if (!isMap(map) || !isFreeName(document, to)) throw new RangeError(`cannot copy ${name}`);
  const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === name) as Pair | undefined;
  const key = document.nodeAt(['accounts', name])?.key;
  if (pair === undefined || key === undefined) throw new RangeError(`no account ${name}`);
  const start = pairStart(pair);
  const end = pairEnd(pair);
  const style = { '"': 'QUOTE_DOUBLE', "'": 'QUOTE_SINGLE' }[text[key.start] ?? ''] ?? 'PLAIN';
  const renamed = { offset: key.start, length: key.end - key.start, text: scalarText(to, style, map.flow === true) };
  const changes = [renamed, ...withoutAnchors(document, pair.value as Node | null, end)];
  // the comment at the end of its last line is about it, too
  const lineEnd = map.flow || text[end - 1] === '\n' ? end : end + (text.slice(end).match(/^.*/)?.[0].length ?? 0);
  const copy = applyEdits(
    text.slice(start, lineEnd),
    changes.map((change) => ({ ...change, offset: change.offset - start })),
  );
  const next = map.items[map.items.indexOf(pair as (typeof map.items)[number]) + 1] as Pair | undefined;
  const edit = map.flow
    ? { offset: end, length: 0, text: `, ${copy}` }
    : insertedLines(text, { start, end, copy, next });
  const accounts = accountsOf(document);
  const expected = { ...(isRecord(value) ? value : {}), accounts: { ...accounts, [to]: accounts[name] } };
  return checkedEdits(document, [edit, ...moveAnchor(document, map)], expected);
}

/** The edits that make a copy of the account mean the same behind `end`: no anchors, and no alias that would mean another one there. */
function withoutAnchors(document: SmtpDocument, account: Node | null, end: number): TextEdit[] {
  const { yaml } = document;
  if (yaml === undefined || account === null) return [];
  const targets = aliasTargets(yaml);
  const own = new Set<Node>();
  visit(account, { Node: (_key, node) => void own.add(node) });
  const latest = new Map<string, Node>();
  visit(yaml, {
    Node: (_key, node) => {
      const anchor = anchorOf(node);
      if (anchor !== undefined && (own.has(node) || (node.range?.[0] ?? end) < end)) latest.set(anchor, node);
    },
  });
  const edits: TextEdit[] = [];
  for (const node of own) {
    if (anchorOf(node) !== undefined) edits.push(removeAnchor(document, node));
    if (!isAlias(node) || latest.get(node.source) === targets.get(node)) continue;
    const [from, to] = node.range ?? [0, 0];
    edits.push({ offset: from, length: to - from, text: flowText(plainOf(targets.get(node), document)) });
  }
  return edits;
}

function anchorOf(node: Node): string | undefined {
  return isScalar(node) || isCollection(node) ? node.anchor : undefined;
}

/** Puts the copy of an account that has lines of its own behind it, with the blank line that parts it from the next. */
function insertedLines(
  text: string,
  { start, end, copy, next }: { start: number; end: number; copy: string; next: Pair | undefined },
): TextEdit {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lead = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (lead.trim() !== '') throw new RangeError('no line of its own');
  // a block scalar ends behind a line end, and the blank lines before can belong to it
  if (text[end - 1] === '\n') {
    const blank = next ? (text.slice(end, pairStart(next)).match(/^[ \t]*\r?\n/)?.[0] ?? '') : '';
    return { offset: end, length: 0, text: blank + lead + copy };
  }
  const newline = text.indexOf('\n', end);
  const gap = next && /\n[ \t]*\r?\n/.test(text.slice(end, pairStart(next))) ? eol : '';
  if (newline === -1) return { offset: text.length, length: 0, text: `${eol}${lead}${copy}` };
  return { offset: newline + 1, length: 0, text: `${gap}${lead}${copy}${eol}` };
}

function accountsOf(document: SmtpDocument): Record<string, unknown> {
  const accounts = valueAt(document, ['accounts']);
  return isRecord(accounts) ? accounts : {};
}

function isDefault(document: SmtpDocument, name: string): boolean {
  return valueAt(document, ['default']) === name;
}
