import { describe, expect, it } from 'vitest';
import { tokenProblem } from '../../src/core/oauth2/token-problem';

const now = Date.parse('2026-11-21T12:00:00Z');
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: unknown) => `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;
const later = now / 1000 + 3600;

describe('an access token that can be read', () => {
  it.each([
    ['Graph', { aud: 'https://graph.microsoft.com', scp: 'Mail.Send', exp: later }, 'ETOKENAUDIENCE'],
    ['Graph by its id', { aud: '00000003-0000-0000-c000-000000000000', exp: later }, 'ETOKENAUDIENCE'],
    ['another scope', { aud: 'https://outlook.office.com', scp: 'IMAP.AccessAsUser.All', exp: later }, 'ETOKENSCOPE'],
    ['the past', { aud: 'https://outlook.office.com', scp: 'SMTP.Send', exp: now / 1000 - 61 }, 'ETOKENEXPIRED'],
  ])('for %s is refused at Microsoft', (_name, claims, code) => {
    expect(tokenProblem(jwt(claims), 'smtp.office365.com', now)?.code).toBe(code);
  });

  it.each([
    { aud: 'https://outlook.office.com', scp: 'SMTP.Send offline_access', exp: later },
    { aud: 'https://outlook.office365.com/', scp: 'smtp.send', exp: later },
    { aud: '00000002-0000-0ff1-ce00-000000000000', scp: 'SMTP.Send', exp: later },
    { aud: ['https://graph.microsoft.com', 'https://outlook.office.com'], exp: now / 1000 - 59 },
    { aud: 'https://outlook.office365.com', roles: ['SMTP.SendAsApp'], exp: later },
    { exp: 'soon' },
    {},
  ])('is let through where nothing speaks against it: %j', (claims) => {
    expect(tokenProblem(jwt(claims), 'smtp-mail.outlook.com', now)).toBeUndefined();
  });

  it('is for whom it likes at other servers, but not expired', () => {
    expect(tokenProblem(jwt({ aud: 'https://graph.microsoft.com' }), 'smtp.example.com', now)).toBeUndefined();
    expect(tokenProblem(jwt({ aud: 'x' }), 'smtp.office365.com.evil.example', now)).toBeUndefined();
    expect(tokenProblem(jwt({ exp: 1 }), 'smtp.example.com', now)).toMatchObject({
      code: 'ETOKENEXPIRED',
      message: 'The access token expired at 1970-01-01T00:00:01.000Z',
    });
  });

  it.each([
    '',
    'ya29.a0Af',
    'a.b.c',
    `a.${part(null)}.c`,
    `a.${part(7)}.c`,
    `${jwt({ exp: 1 })}.e`,
    `a.${part({ exp: 1e300 })}.c`,
  ])('and none that cannot: %s', (token) => {
    expect(tokenProblem(token, 'smtp.office365.com', now)).toBeUndefined();
  });

  it('shows nothing of the token but its audience, in plain letters', () => {
    const problem = tokenProblem(
      jwt({ aud: 'https://graph.microsoft.com\u001b[31m\r\nx', jti: 'canary' }),
      'smtp.office365.com',
      now,
    );
    expect(problem?.message).toBe(
      'The access token is for https://graph.microsoft.com?[31m??x, not for https://outlook.office.com',
    );
  });
});
