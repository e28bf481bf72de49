import type { Encryption } from '../../account/account';
import { type Lint, perAccount } from '../lint';
import { encryptionName, wayFixes } from '../way-fixes';

/** The encryption that a port has everywhere (RFC 8314 section 3.3, RFC 6409). */
const usual: Readonly<Record<number, Encryption>> = { 25: 'starttls', 465: 'tls', 587: 'starttls' };

/** Port and encryption disagree. */
export const portEncryption: Lint = {
  id: 'port-encryption',
  severity: 'warning',
  check: perAccount((account) => {
    const { plan, raw, path, local } = account;
    const expected = typeof plan.port === 'number' ? usual[plan.port] : undefined;
    if (expected === undefined || local || raw.encryption === undefined || plan.encryption === expected)
      return undefined;
    // a relay on port 25 often has none, and on 587 a login without encryption is told by another finding
    if (plan.encryption === 'none' && expected === 'starttls') return undefined;
    if (!['tls', 'starttls', 'none'].includes(plan.encryption)) return undefined;
    const details = {
      port: Number(plan.port),
      encryption: encryptionName(plan.encryption),
      expected: encryptionName(expected),
    };
    return { path: path('encryption'), details, fixes: () => wayFixes(account, expected) };
  }),
};
