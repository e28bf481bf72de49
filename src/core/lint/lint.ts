import type { Finding, Severity } from '../account/finding';
import type { Fix } from '../account/fix';
import type { SourceRange } from '../account/smtp-document';
import type { LintAccount, LintFile } from './lint-file';

/** One thing that can be wrong with an smtp.yaml although the schema has nothing against it; one file each, named by its id. */
export interface Lint {
  /** Also the name of the file and the key of its sentence, `lint:ID`. */
  id: string;
  /** Unless the user sets another one. */
  severity: Severity;
  /** Id of the schema's finding that this one says better, where both are at the same place; then it is an error where that one is. */
  replaces?: string;
  /** Others that read the schema do not report what it replaces. */
  onlyHere?: true;
  /** Must not throw, whatever the types of the values are. */
  check(file: LintFile): Hit[];
}

/** Where a lint found something. */
export interface Hit extends Pick<Finding, 'path'> {
  /** What to mark, when it is not the value at the path. */
  range?: SourceRange;
  /** In place of the lint's own. */
  severity?: Severity;
  details?: Finding['details'];
  fixes?: () => Fix[];
}

/** A check that looks at one account at a time. */
export function perAccount(check: (account: LintAccount, file: LintFile) => Hit | Hit[] | undefined): Lint['check'] {
  return (file) => file.accounts.flatMap((account) => check(account, file) ?? []);
}
