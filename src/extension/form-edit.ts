import type { Change } from '../core/account/edit-accounts';
import { recipientsOf } from '../core/account/read-account';
import { type SmtpDocument, valueAt } from '../core/account/smtp-document';
import { fieldOfPath } from '../protocol/fields';
import type { FieldEdit } from '../protocol/messages';

/**
 * The change that an edit of the form asks for; undefined when it must not be made: the form has no field for the path, the account is
 * gone, or the value is not the one that the form showed. `written` is what this form itself wrote there last.
 */
export function changeOf(
  { path, value }: FieldEdit,
  current: SmtpDocument,
  shown: SmtpDocument | undefined,
  written: { value: unknown } | undefined,
): Change | undefined {
  const field = fieldOfPath(path);
  const account = path[0] === 'accounts' ? path[1] : undefined;
  if (field === undefined || field === 'password' || field === 'provider') return undefined;
  if (account !== undefined && !current.accountNames.includes(account)) return undefined;
  const now = textOf(valueAt(current, path));
  const known = shown !== undefined && textOf(valueAt(shown, path)) === now;
  if (!known && (written === undefined || textOf(written.value) !== now)) return undefined;
  return { path, value: asWritten(field, value, valueAt(current, path)) };
}

/** A line with commas is a list where the file has one, and where the format knows nothing else. */
function asWritten(field: string, value: FieldEdit['value'], before: unknown): Change['value'] {
  if (typeof value !== 'string') return value;
  if (field === 'oauth2.scopes') return value.split(/[\s,]+/).filter((scope) => scope !== '');
  return field === 'admins' && Array.isArray(before) ? recipientsOf(value) : value;
}

/** Something to compare values by. */
function textOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}
