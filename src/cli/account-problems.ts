import type { Finding } from '../core/account/finding';
import type { SmtpDocument } from '../core/account/smtp-document';
import { validateSmtpDocument } from '../core/account/validate-smtp-document';

/** What keeps an account from being used: errors of the schema in it. The other accounts are no matter of its. */
export function accountProblems(document: SmtpDocument, account: string): Finding[] {
  return errorsOf(document).filter(({ path: [top, name] }) => top === 'accounts' && name === account);
}

/** What keeps every account from being used: the file is no YAML, or has an error in one of the `keys` that are needed, too. */
export function fileProblems(document: SmtpDocument, keys: readonly string[]): Finding[] {
  const needed = [undefined, 'version', ...keys];
  return errorsOf(document).filter(
    ({ path: [top, name] }) => needed.includes(top) || (top === 'accounts' && name === undefined),
  );
}

function errorsOf(document: SmtpDocument): Finding[] {
  return validateSmtpDocument(document).filter(({ severity }) => severity === 'error');
}
