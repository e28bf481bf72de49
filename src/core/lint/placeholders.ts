import { parseReference, type Reference } from '../account/reference';
import { isRecord } from '../account/smtp-document';
import type { LintAccount } from './lint-file';

/** A text of an account that looks as if it held a reference. */
export interface Placeholder {
  path: string[];
  text: string;
  reference: Reference;
  /** The kinds of references that its key takes. */
  takes: readonly Reference['kind'][];
}

const secretKinds: Placeholder['takes'] = ['env', 'secret', 'ask'];

/** The kinds of references that a key of an account takes; none for most. */
export function referenceKinds(key: string): Placeholder['takes'] {
  if (key === 'password' || key === 'clientSecret') return secretKinds;
  return key === 'host' || key === 'port' || key === 'user' ? ['env'] : [];
}

/** The texts of an account that have `${` in them; keys of the user's own are nobody's business. */
export function findPlaceholders({ raw, path }: Pick<LintAccount, 'raw' | 'path'>): Placeholder[] {
  const found: Placeholder[] = [];
  const look = (values: Readonly<Record<string, unknown>>, keys: readonly string[]): void => {
    for (const [key, value] of Object.entries(values)) {
      if (typeof value === 'string' && value.includes('${')) {
        if (key.startsWith('x-')) continue;
        const reference = parseReference(value);
        found.push({ path: path(...keys, key), text: value, reference, takes: referenceKinds(key) });
      } else if (keys.length === 0 && (key === 'tls' || key === 'oauth2') && isRecord(value)) look(value, [key]);
    }
  };
  look(raw, []);
  return found;
}

/** True when one of the references that there are stands somewhere in the text. */
export function holdsReference(text: string): boolean {
  return /(?<!\$)\$\{(?:(?:env|secret):[^{}]+|ask)\}/.test(text);
}
