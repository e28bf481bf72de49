/** Every way in which SMTP Doctor itself can refuse to run. A failed test is a result, not an error. */
export type ErrorCode =
  | 'file-unreadable'
  | 'yaml-invalid'
  | 'not-ours'
  | 'account-unknown'
  | 'account-not-named'
  | 'host-missing'
  | 'reference-unknown'
  | 'secret-missing'
  | 'environment-missing'
  | 'port-invalid'
  | 'ca-unreadable'
  | 'destination-not-agreed'
  | 'not-supported'
  | 'proxy-invalid'
  | 'accounts-missing'
  | 'usage';

/** An error told apart by `code`; `details` fill the sentence `errors.CODE` of the locales. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError';

  constructor(
    readonly code: ErrorCode,
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${code} ${JSON.stringify(details)}`);
  }
}
