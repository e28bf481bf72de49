import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** What each mechanism signs in with (RFC 4616, RFC 2195, RFC 7628, and XOAUTH2, which came before it). */
const signsInWith: Readonly<Record<string, 'password' | 'oauth2'>> = {
  PLAIN: 'password',
  LOGIN: 'password',
  'CRAM-MD5': 'password',
  XOAUTH2: 'oauth2',
  OAUTHBEARER: 'oauth2',
};

/** The mechanism cannot do what `auth` says. */
export const mechanismAuth: Lint = {
  id: 'mechanism-auth',
  severity: 'error',
  check: perAccount(({ raw: { mechanism }, plan: { auth }, path }) => {
    const fits = typeof mechanism === 'string' ? signsInWith[mechanism] : undefined;
    if (typeof mechanism !== 'string' || fits === undefined || fits === auth) return undefined;
    // any other word under `auth` is a finding of the schema
    if (auth !== 'password' && auth !== 'oauth2') return undefined;
    return {
      path: path('mechanism'),
      details: { mechanism, ...(fits === 'oauth2' ? { variant: fits } : {}) },
      fixes: () => [
        {
          id: 'remove',
          details: { text: `mechanism: ${mechanism}` },
          settings: [{ path: path('mechanism'), value: null }],
        },
        { ...writeFix(path('auth'), fits), details: { text: `auth: ${fits}` } },
      ],
    };
  }),
};
