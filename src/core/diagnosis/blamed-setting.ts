import type { Diagnosis } from './diagnosis';

/** The key of the account that a cause points at, by cause. A cause that is not here lies outside the file. */
const keys: Readonly<Record<string, string>> = {
  'dns-not-found': 'host',
  'network-unreachable': 'host',
  'connection-refused': 'port',
  'connection-timeout': 'port',
  'tls-wrong-mode': 'encryption',
  'starttls-required': 'encryption',
  'starttls-unavailable': 'encryption',
  'tls-certificate-self-signed': 'host',
  'tls-certificate-expired': 'host',
  'tls-hostname-mismatch': 'host',
  'tls-chain-incomplete': 'host',
  'tls-version-unsupported': 'host',
  'helo-rejected': 'ehloName',
  'app-password-required': 'password',
  'bad-credentials': 'password',
  'basic-auth-disabled': 'auth',
  'auth-mechanism-unsupported': 'auth',
  'oauth-token-invalid': 'password',
  'authentication-required': 'auth',
  'account-locked': 'user',
  'account-suspended': 'user',
  'smtp-auth-disabled': 'user',
  'security-policy-blocked': 'user',
  'sign-in-blocked': 'user',
  'smtp-access-not-enabled': 'user',
  'too-many-logins': 'user',
  'sender-not-allowed': 'from',
  'sender-not-verified': 'from',
  'sender-authentication-failed': 'from',
};

/** Path of the setting to mark for a diagnosis: what a fix would change, else what the cause points at, else the account. */
export function blamedSetting(account: string, diagnosis: Pick<Diagnosis, 'id' | 'fixes'> | undefined): string[] {
  const fixed = diagnosis?.fixes.flatMap(({ edits }) => edits)[0]?.path;
  if (fixed) return fixed;
  const key = diagnosis && (Object.hasOwn(keys, diagnosis.id) ? keys[diagnosis.id] : undefined);
  return key === undefined ? ['accounts', account] : ['accounts', account, key];
}
