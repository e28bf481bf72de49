import { isScalar } from 'yaml';
import type { Finding } from '../account/finding';
import type { Fix } from '../account/fix';
import type { SmtpDocument } from '../account/smtp-document';
import { keysAt } from '../language/schema-keys';
import { nearest } from './one-edit-away';
import { repeatedKeyFix } from './repeated-key';
import { writeFix } from './write-fix';

/** What people write for a value of the schema; small letters. */
const otherWords: Readonly<Record<string, string>> = {
  ssl: 'tls',
  'ssl/tls': 'tls',
  smtps: 'tls',
  implicit: 'tls',
  'tls/starttls': 'starttls',
  plain: 'password',
  login: 'password',
  basic: 'password',
  oauth: 'oauth2',
  xoauth2: 'oauth2',
  no: 'none',
  false: 'none',
  off: 'none',
};

/** What can be offered for a finding of the schema: the key, the value or the unit that is meant. */
export function schemaFixes(document: SmtpDocument, { id, path, details, range }: Finding): Fix[] {
  const node = document.nodeAt(path)?.node;
  const source = isScalar(node) ? String(node.value) : '';
  const write = (value: string | number): Fix[] => [{ ...writeFix(path, value), preferred: true }];
  switch (id) {
    case 'yaml-invalid':
      return details.problem === 'DUPLICATE_KEY' ? repeatedKeyFix(document, range.start) : [];
    case 'unknown-key': {
      const key = String(details.key);
      const meant = nearest(key, Object.keys(keysAt(path.slice(0, -1))));
      const old = document.text.slice(range.start, range.end);
      if (meant === undefined || document.nodeAt([...path.slice(0, -1), meant]) || !old.includes(key)) return [];
      const edits = [{ offset: range.start + old.indexOf(key), length: key.length, text: meant }];
      return [{ id: 'write', details: { text: meant }, edits, preferred: true }];
    }
    case 'not-allowed': {
      const allowed = String(details.allowed).split(', ');
      const other = otherWords[source.toLowerCase()];
      const meant = other !== undefined && allowed.includes(other) ? other : nearest(source, allowed);
      if (meant === undefined || source === '') return [];
      return write(path.at(-1) === 'version' ? Number(meant) : meant);
    }
    case 'port-invalid': {
      const port = Number(source.trim());
      return source.trim() !== '' && Number.isInteger(port) && port >= 1 && port <= 65_535 && isScalar(node)
        ? unquoted(range, port)
        : [];
    }
    case 'wrong-type':
    case 'timeout-format': {
      if (path.at(-1) !== 'timeout') return [];
      const [, number, unit = 's'] = source.match(/^\s*0*([1-9]\d*)\s*(ms|s|m)?[a-z]*\s*$/i) ?? [];
      return number === undefined ? [] : write(`${number}${unit.toLowerCase()}`);
    }
    default:
      return [];
  }
}

/** A number in place of a text in quotes. */
function unquoted({ start, end }: Finding['range'], value: number): Fix[] {
  const edits = [{ offset: start, length: end - start, text: String(value) }];
  return [{ id: 'write', details: { text: value }, edits, preferred: true }];
}
