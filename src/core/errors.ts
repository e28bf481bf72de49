/** Every way in which SMTP Doctor itself can refuse to run. A failed test is a result, not an error. */
export type ErrorCode =
  | 'file-missing'
  | 'file-unreadable'
  | 'not-ours'
  | 'account-unknown'
  | 'account-not-named'
  | 'host-missing'
  | 'user-missing'
  | 'address-missing'
  | 'reference-unknown'
  | 'secret-missing'
  | 'environment-missing'
  | 'environment-empty'
  | 'port-invalid'
  | 'ca-unreadable'
  | 'destination-not-agreed'
  | 'not-supported'
  | 'secrets-file-open'
  | 'secrets-file-line'
  | 'secrets-file-value'
  | 'oauth2-client-missing'
  | 'oauth2-approval-missing'
  | 'oauth2-endpoints-missing'
  | 'oauth2-endpoint-invalid'
  | 'oauth2-not-signed-in'
  | 'oauth2-sign-in-again'
  | 'oauth2-scope-missing'
  | 'oauth2-no-device'
  | 'oauth2-port-taken'
  | 'oauth2-refused'
  | 'oauth2-unreachable'
  | 'oauth2-expired'
  | 'oauth2-cancelled'
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
