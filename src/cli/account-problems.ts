import type { Finding } from '../core/account/finding';
import type { SmtpDocument } from '../core/account/smtp-document';
import { validateSmtpDocument } from '../core/account/validate-smtp-document';

/** The errors of the schema in a file, or that it is no YAML. */
export function schemaErrors(document: SmtpDocument): Finding[] {
  return validateSmtpDocument(document).filter(({ severity }) => severity === 'error');
}

/** Those that keep an account from being used: what is wrong in it. The other accounts are no matter of its. */
export function accountProblems(errors: readonly Finding[], account: string): Finding[] {
  return errors.filter(({ path: [top, name] }) => top === 'accounts' && name === account);
}

/** Those that keep every account from being used: in the whole file, or in one of the `keys` that are needed, too. */
export function fileProblems(errors: readonly Finding[], keys: readonly string[]): Finding[] {
  const needed = [undefined, 'version', ...keys];
  return errors.filter(({ path: [top, name] }) => needed.includes(top) || (top === 'accounts' && name === undefined));
}
