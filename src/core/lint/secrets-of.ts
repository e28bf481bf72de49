import type { Scalar } from 'yaml';
import { type MisreadSecret, misreadSecret } from '../account/misread-secret';
import { isRecord, type SmtpDocument, type SourceRange } from '../account/smtp-document';
import type { LintAccount } from './lint-file';

/** A password or client secret that is written in the file. Its value must not get into a finding's details. */
export interface WrittenSecret {
  key: 'password' | 'clientSecret';
  path: string[];
  /** What is meant, also where YAML reads something else. */
  value: string;
  node: Scalar | undefined;
  /** How YAML reads it, when that is not what is meant. */
  misread?: MisreadSecret['as'];
  /** All that is meant, where YAML reads only a part. */
  range?: SourceRange;
}

/** The secrets of an account that are texts and no references. */
export function secretsOf(
  document: SmtpDocument,
  { raw, path, scalar }: Pick<LintAccount, 'raw' | 'path' | 'scalar'>,
): WrittenSecret[] {
  const secret = (key: WrittenSecret['key'], value: unknown, keys: string[]): WrittenSecret[] => {
    if (value === undefined) return [];
    const place = { key, path: path(...keys), node: scalar(...keys) };
    const misread = misreadSecret(document, place.path);
    if (misread) return [{ ...place, value: misread.text, misread: misread.as, range: misread.range }];
    return typeof value === 'string' && !/(?<!\$)\$\{/.test(value) ? [{ ...place, value }] : [];
  };
  const oauth2 = isRecord(raw.oauth2) ? raw.oauth2 : {};
  return [
    ...secret('password', raw.password, ['password']),
    ...secret('clientSecret', oauth2.clientSecret, ['oauth2', 'clientSecret']),
  ];
}
