/** Fields of an account, each the path of its key below the account with dots. */
export const accountFields = [
  'provider',
  'host',
  'port',
  'encryption',
  'auth',
  'user',
  'password',
  'from',
  'replyTo',
  'timeout',
  'mechanism',
  'envelopeFrom',
  'ehloName',
  'family',
  'proxy',
  'tls.ca',
  'tls.cert',
  'tls.key',
  'tls.minVersion',
  'tls.servername',
  'tls.verify',
  'oauth2.clientId',
  'oauth2.tenant',
  'oauth2.scopes',
  'oauth2.issuer',
  'oauth2.authorizationUrl',
  'oauth2.tokenUrl',
] as const;

/** Fields that are one for the whole file. */
export const fileFields = [
  'contact',
  'default',
  'admins',
  'test.to',
  'test.subject',
  'test.body',
  'test.mode',
] as const;

/** A field of an account. */
export type AccountField = (typeof accountFields)[number];

/** A field of the whole file. */
export type FileField = (typeof fileFields)[number];

/** True for the name of a field, of an account or of the whole file. */
export function isField(name: string): name is AccountField | FileField {
  return isOneOf(accountFields, name) || isOneOf(fileFields, name);
}

/** The one path in smtp.yaml that a field stands for. */
export function pathOfField(field: AccountField | FileField, account: string): string[] {
  const keys = field.split('.');
  return isOneOf(fileFields, field) ? keys : ['accounts', account, ...keys];
}

/** The field that a path stands for; undefined when the form has none for it. */
export function fieldOfPath(path: readonly string[]): AccountField | FileField | undefined {
  if (path[0] === 'accounts') {
    const field = path.slice(2).join('.');
    return isOneOf(accountFields, field) ? field : undefined;
  }
  const field = path.join('.');
  return isOneOf(fileFields, field) ? field : undefined;
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}
