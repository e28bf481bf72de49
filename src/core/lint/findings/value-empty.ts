import { type Hit, type Lint, perAccount } from '../lint';
import { textKeys } from './value-retyped';

/** A key without a value, or a user name of blanks only. An empty host is a finding of the schema, and a password has its own. */
export const valueEmpty: Lint = {
  id: 'value-empty',
  severity: 'error',
  replaces: 'wrong-type',
  check: perAccount(({ raw, plan, hasLogin, path, scalar }) =>
    textKeys
      .filter((key) => key !== 'password')
      .flatMap((key): Hit[] => {
        const value = raw[key];
        // an account that was only just added is not filled in yet
        const isUsed = hasLogin && plan.host !== '';
        const isBlank = key === 'user' && isUsed && typeof value === 'string' && value.trim() === '';
        // a written null is a text without quotes
        const isNothing = value === null && (scalar(key)?.source ?? '') === '';
        return isBlank || isNothing ? [{ path: path(key), details: { key } }] : [];
      }),
  ),
};
