import type { Scalar } from 'yaml';
import { isRecord } from '../account/smtp-document';
import type { LintAccount } from './lint-file';

/** A password or client secret that is written in the file. Its value must not get into a finding's details. */
export interface WrittenSecret {
  key: 'password' | 'clientSecret';
  path: string[];
  value: string;
  node: Scalar | undefined;
}

/** The secrets of an account that are texts and no references. */
export function secretsOf({ raw, path, scalar }: LintAccount): WrittenSecret[] {
  const secret = (key: WrittenSecret['key'], value: unknown, keys: string[]): WrittenSecret[] =>
    typeof value === 'string' && !/(?<!\$)\$\{/.test(value)
      ? [{ key, path: path(...keys), value, node: scalar(...keys) }]
      : [];
  const oauth2 = isRecord(raw.oauth2) ? raw.oauth2 : {};
  return [
    ...secret('password', raw.password, ['password']),
    ...secret('clientSecret', oauth2.clientSecret, ['oauth2', 'clientSecret']),
  ];
}
