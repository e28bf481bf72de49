import { isRecord } from '../../account/smtp-document';
import { type Lint, perAccount } from '../lint';

/** The certificate is not checked. */
export const verifyOff: Lint = {
  id: 'verify-off',
  severity: 'warning',
  check: perAccount(({ raw, local, path }) => {
    if (!isRecord(raw.tls) || raw.tls.verify !== false || local) return undefined;
    const fix = {
      id: 'remove',
      details: { text: 'verify: false' },
      settings: [{ path: path('tls', 'verify'), value: null }],
    };
    return { path: path('tls', 'verify'), fixes: () => [fix] };
  }),
};
