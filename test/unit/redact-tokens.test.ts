import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/core/probe/redact';
import { tokenLogin } from '../../src/core/probe/sasl';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=';

/** Random text, as tokens are; the same for the same seed. */
function tokenOf(seed: number, length: number): string {
  const bytes = createHash('shake256', { outputLength: length }).update(String(seed)).digest();
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
}

const tokens = fc.tuple(fc.nat(), fc.integer({ min: 40, max: 4000 })).map(([seed, length]) => tokenOf(seed, length));
const users = fc.string({ unit: 'grapheme', maxLength: 30 });

/** True when no run of `length` characters of the writing is left, but for its beginning and end, which are not the token's. */
function gone(clean: string, written: string, from: number, to: number, length = 24): boolean {
  for (let at = from; at + length <= to; at += 1) if (clean.includes(written.slice(at, at + length))) return false;
  return true;
}

describe('an access token', () => {
  it.each(['XOAUTH2', 'OAUTHBEARER'])(
    'does not survive in the blob of %s, whatever the user is called',
    (mechanism) => {
      fc.assert(
        fc.property(tokens, users, (token, user) => {
          const { response } = tokenLogin(mechanism, { user, password: token, host: 'smtp.example.com', port: 587 });
          const plain = Buffer.from(response, 'base64');
          const start = Math.ceil((plain.indexOf(`Bearer ${token}`) + 7) / 3) * 4 + 4;
          const end = start + Math.floor((token.length * 4) / 3) - 8;
          const redact = createRedactor([token]);
          return [`AUTH ${mechanism} ${response}`, `501 5.5.2 ${response}`].every((line) =>
            gone(redact(line), response, start, end),
          );
        }),
        { numRuns: 60 },
      );
    },
  );

  it('does not survive in any other writing, also when it is very long', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const redact = createRedactor([token, 'other']);
        const writings = [
          token,
          JSON.stringify({ token }),
          encodeURIComponent(token),
          Buffer.from(token).toString('hex'),
          Buffer.from(token).toString('base64url'),
          new URLSearchParams({ token }).toString(),
        ];
        return writings.every((writing) => gone(redact(`x ${writing} y`), writing, 4, writing.length - 4));
      }),
      { numRuns: 40 },
    );
  });

  it('that is quoted in part shows less than one piece of it', () => {
    const token = Array.from({ length: 150 }, (_, index) => `part${index}.`).join('');
    const clean = createRedactor([token])(`500 line too long: ${token.slice(0, 700)}`);
    expect(clean.length).toBeLessThan(80);
  });

  it('of 100,000 characters is no trouble, and other text stays as it is', () => {
    const redact = createRedactor(['a1B2'.repeat(25_000)]);
    expect(redact('250-SIZE 100\n250 AUTH PLAIN')).toBe('250-SIZE 100\n250 AUTH PLAIN');
  });
});
