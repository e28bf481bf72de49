import { isScalar } from 'yaml';
import { scalarText, type TextEdit } from '../account/edit-smtp-document';
import { isRecord, type SmtpDocument, type SourceRange } from '../account/smtp-document';
import { pathAt } from './path-at';

/** The account whose name is at the offset, where it is defined or where `default` refers to it. */
export function accountNameAt(
  document: SmtpDocument,
  offset: number,
): { name: string; range: SourceRange } | undefined {
  const found = document.kind === 'ours' ? pathAt(document, offset) : undefined;
  if (found === undefined) return undefined;
  const { path, range, part } = found;
  if (part === 'key' && path.length === 2 && path[0] === 'accounts') return { name: path[1] ?? '', range };
  const named = isRecord(document.value) ? document.value.default : undefined;
  if (part === 'value' && path.length === 1 && path[0] === 'default' && typeof named === 'string')
    return { name: named, range };
  return undefined;
}

/** Where the account is defined; undefined when it is not. */
export function accountDefinition(document: SmtpDocument, name: string): SourceRange | undefined {
  return document.nodeAt(['accounts', name])?.key;
}

/** Where `default` refers to the account. */
export function accountReferences(document: SmtpDocument, name: string): SourceRange[] {
  const named = isRecord(document.value) ? document.value.default : undefined;
  const place = named === name ? document.nodeAt(['default'])?.value : undefined;
  return place === undefined ? [] : [place];
}

/**
 * Gives the account another name, everywhere. Undefined when there is no such account, the new name is empty or taken, or a
 * name is written by an alias.
 */
export function renameAccount(document: SmtpDocument, name: string, newName: string): TextEdit[] | undefined {
  const definition = accountDefinition(document, name);
  if (definition === undefined || newName.trim() === '' || /[\p{Cc}]/u.test(newName)) return undefined;
  if (newName !== name && document.accountNames.includes(newName)) return undefined;
  const places = [definition, ...accountReferences(document, name)];
  if (!places.slice(1).every(() => isScalar(document.nodeAt(['default'])?.node))) return undefined;
  const json = document.text.trimStart().startsWith('{');
  const text = json ? JSON.stringify(newName) : scalarText(newName, 'PLAIN', true);
  return places.map(({ start, end }) => ({ offset: start, length: end - start, text }));
}
