import { isCollection, isMap, isScalar, type Pair, visit } from 'yaml';
import {
  applyEdits,
  editSmtpDocument,
  type FieldValue,
  pairEnd,
  pairStart,
  scalarText,
  type TextEdit,
} from './edit-smtp-document';
import { parseSmtpDocument, type SmtpDocument, valueAt } from './smtp-document';
import { textDifference } from './text-difference';

/** A new value for the key at a path; null removes the key. */
export interface Change {
  path: readonly string[];
  value: FieldValue;
}

/** The edits that make all changes, one after the other. Throws a RangeError as `editSmtpDocument` does. */
export function editAll(document: SmtpDocument, changes: readonly Change[]): TextEdit[] {
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
 * too. Throws a RangeError when the name cannot be given, or the key is no plain text of the file.
 */
export function renameAccount(document: SmtpDocument, name: string, to: string): TextEdit[] {
  const key = document.nodeAt(['accounts', name])?.key;
  if (key === undefined || !isFreeName(document, to)) throw new RangeError(`cannot rename ${name}`);
  const old = document.text.slice(key.start, key.end);
  const style = { '"': 'QUOTE_DOUBLE', "'": 'QUOTE_SINGLE' }[old[0] ?? ''] ?? 'PLAIN';
  const edits = [{ offset: key.start, length: key.end - key.start, text: scalarText(to, style, true) }];
  return isDefault(document, name) ? [...edits, ...editSmtpDocument(document, ['default'], to)] : edits;
}

/** Puts a copy of an account behind it, with its comments. Anchors are not copied: an alias goes on meaning the original. */
export function duplicateAccount(document: SmtpDocument, name: string, to: string): TextEdit[] {
  const { text } = document;
  const map = document.nodeAt(['accounts'])?.node;
  if (!isMap(map) || !isFreeName(document, to)) throw new RangeError(`cannot copy ${name}`);
  const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === name) as Pair | undefined;
  const key = document.nodeAt(['accounts', name])?.key;
  if (pair === undefined || key === undefined) throw new RangeError(`no account ${name}`);
  const start = pairStart(pair);
  const end = pairEnd(pair);
  const anchors: TextEdit[] = [];
  visit(pair.value as Parameters<typeof visit>[0], {
    Node: (_key, node) => {
      const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
      if (anchor === undefined) return;
      const offset = text.lastIndexOf(`&${anchor}`, node.range?.[0]);
      const blank = text[offset + anchor.length + 1] === ' ' ? 1 : 0;
      anchors.push({ offset: offset - start, length: anchor.length + 1 + blank, text: '' });
    },
  });
  const style = { '"': 'QUOTE_DOUBLE', "'": 'QUOTE_SINGLE' }[text[key.start] ?? ''] ?? 'PLAIN';
  const copy = applyEdits(text.slice(start, end), [
    { offset: key.start - start, length: key.end - key.start, text: scalarText(to, style, map.flow === true) },
    ...anchors,
  ]).replace(/(\r?\n)+$/, '');
  if (map.flow) return [{ offset: end, length: 0, text: `, ${copy}` }];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lead = text.slice(lineStart, start);
  if (lead.trim() !== '') throw new RangeError(`no line of its own: ${name}`);
  const newline = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  const next = map.items[map.items.indexOf(pair as (typeof map.items)[number]) + 1];
  const gap = next && /\n[ \t]*\r?\n/.test(text.slice(end, pairStart(next as Pair))) ? eol : '';
  if (newline === -1) return [{ offset: text.length, length: 0, text: `${eol}${lead}${copy}` }];
  return [{ offset: newline + 1, length: 0, text: `${gap}${lead}${copy}${eol}` }];
}

function isDefault(document: SmtpDocument, name: string): boolean {
  return valueAt(document, ['default']) === name;
}
