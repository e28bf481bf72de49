import { isFreeName, renameAccount as rename } from '../account/edit-accounts';
import type { TextEdit } from '../account/edit-smtp-document';
import { type SmtpDocument, type SourceRange, valueAt } from '../account/smtp-document';
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
  const named = valueAt(document, ['default']);
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
  const named = valueAt(document, ['default']);
  const place = named === name ? document.nodeAt(['default'])?.value : undefined;
  return place === undefined ? [] : [place];
}

/** Gives the account another name, everywhere. Undefined when there is no such account or it cannot have that name. */
export function renameAccount(document: SmtpDocument, name: string, newName: string): TextEdit[] | undefined {
  if (accountDefinition(document, name) === undefined) return undefined;
  if (newName === name) return [];
  return isFreeName(document, newName) ? rename(document, name, newName) : undefined;
}
