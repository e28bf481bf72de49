import { isRecord } from '../../account/smtp-document';
import { isSafeEndpoint } from '../../oauth2/oauth2-request';
import { type Hit, type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** An address of OAuth 2 that tokens and secrets would reach in clear text, or that is none. */
export const endpointInvalid: Lint = {
  id: 'endpoint-invalid',
  severity: 'error',
  check: perAccount(({ raw, path }) => {
    const oauth2 = isRecord(raw.oauth2) ? raw.oauth2 : {};
    return ['issuer', 'authorizationUrl', 'tokenUrl'].flatMap((key): Hit[] => {
      const url = oauth2[key];
      // what looks like a reference is a finding of its own
      if (typeof url !== 'string' || url.includes('${') || isSafeEndpoint(url)) return [];
      const clear = /^http:/i.test(url);
      const secure = url.replace(/^http:/i, 'https:');
      const fix = { ...writeFix(path('oauth2', key), secure), preferred: true as const };
      return [
        {
          path: path('oauth2', key),
          details: { key, ...(clear ? { variant: 'clear' } : {}) },
          fixes: () => (clear && isSafeEndpoint(secure) ? [fix] : []),
        },
      ];
    });
  }),
};
