import { type Hit, type Lint, perAccount } from '../lint';

/** Keys of an account whose values are texts, and can look like something else. */
export const textKeys = ['password', 'user', 'from', 'replyTo', 'envelopeFrom', 'host', 'ehloName', 'proxy'];

/** A text without quotes that YAML takes for a number, a boolean or nothing. */
export const valueRetyped: Lint = {
  id: 'value-retyped',
  severity: 'error',
  replaces: 'wrong-type',
  check: perAccount(({ raw, path, scalar, secrets }) =>
    textKeys.flatMap((key): Hit[] => {
      const value = raw[key];
      if (value === undefined || typeof value === 'string' || (typeof value === 'object' && value !== null)) return [];
      // a part of the secret in quotes would be no better
      if (secrets.some((secret) => secret.key === key && secret.misread)) return [];
      const node = scalar(key);
      const source = node?.type === 'PLAIN' ? node.source : undefined;
      if (source === undefined || source === '') return [];
      const fix = { id: 'quote', settings: [{ path: path(key), value: source }], preferred: true as const };
      return [{ path: path(key), details: { key }, fixes: () => [fix] }];
    }),
  ),
};
