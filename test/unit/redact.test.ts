import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, mask, type Redactor } from '../../src/core/probe/redact';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const url = (text: string) => encodeURIComponent(Buffer.from(text).toString());
const upperPercent = (text: string) => text.replace(/%[0-9a-f]{2}/gi, (part) => part.toUpperCase());
const lowerPercent = (text: string) => text.replace(/%[0-9a-f]{2}/gi, (part) => part.toLowerCase());

/** Every way in which a secret can go over the wire or into a text. */
const writings: Record<string, (secret: string, user: string) => string> = {
  plain: (secret) => secret,
  base64: (secret) => base64(secret),
  'base64 without padding': (secret) => base64(secret).replace(/=+$/, ''),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'the blob of PLAIN': (secret, user) => base64(`\0${user}\0${secret}`),
  'the blob of PLAIN with an identity': (secret, user) => base64(`${user}\0${user}\0${secret}`),
  'the blob of XOAUTH2': (secret, user) => base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`),
  'a basic header': (secret, user) => base64(`${user}:${secret}`),
  'URL-encoded': (secret) => upperPercent(url(secret)),
  'URL-encoded in lower case': (secret) => lowerPercent(url(secret)),
  'a form field': (secret) => url(secret).replaceAll('%20', '+'),
  'a form field in lower case': (secret) => lowerPercent(url(secret)).replaceAll('%20', '+'),
  URLSearchParams: (secret) => new URLSearchParams([['p', secret]]).toString().slice(2),
  'all percent': (secret) => Buffer.from(secret).toString('hex').replace(/../g, '%$&'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'upper-case hex': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
};

/** True when a part of the writing that tells the secret is still in the text. */
function survives(redact: Redactor, writing: string, core: string, before: string, after: string): boolean {
  return redact(`${before}${writing}${after}`).includes(core);
}

/** The characters of a base64 text that depend on the secret alone, wherever it begins. */
function coreOf(name: string, secret: string, user: string): string {
  const written = writings[name]?.(secret, user) ?? '';
  if (!/blob|basic/.test(name)) return written;
  const prefix =
    {
      'the blob of PLAIN': `\0${user}\0`,
      'the blob of PLAIN with an identity': `${user}\0${user}\0`,
      'the blob of XOAUTH2': `user=${user}\u0001auth=Bearer `,
    }[name] ?? `${user}:`;
  const start = Math.ceil((Buffer.byteLength(prefix) * 8) / 6);
  const end = Math.floor(((Buffer.byteLength(prefix) + Buffer.byteLength(secret)) * 8) / 6);
  return written.slice(start, end);
}

const wellFormed = (text: string) => !/\p{Cs}/u.test(text);
const secrets = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 3, maxLength: 64 }),
    fc.string({ unit: 'binary', minLength: 3, maxLength: 64 }),
    fc.string({ unit: fc.constantFrom(...'\\^$.*+?()[]{}|/-"\'<>&%= \t\n#@:a1Ž📮'), minLength: 3, maxLength: 64 }),
    fc.string({ unit: fc.constantFrom(...'abcdefghij0123456789ABC+/= '), minLength: 3, maxLength: 64 }),
  )
  .filter((secret) => wellFormed(secret) && secret.length >= 3 && secret.length <= 64);
const users = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
// surroundings that cannot be a part of the secret's writings
const around = fc.constantFrom('', '334 ', '\n', '(', '<b>', '"', 'a=', '—');

const canary = (make: (secret: string) => Redactor, name: string, numRuns: number) =>
  fc.property(secrets, users, around, around, (secret, user, before, after) => {
    const core = coreOf(name, secret, user);
    fc.pre(core.length >= 3 && !mask.includes(core));
    expect(survives(make(secret), writings[name]?.(secret, user) ?? '', core, before, after)).toBe(false);
    return numRuns > 0;
  });

describe('a secret', () => {
  it.each(Object.keys(writings))('does not survive as %s', (name) => {
    fc.assert(
      canary((secret) => createRedactor([secret]), name, 300),
      { numRuns: 300 },
    );
  });

  it.each(Object.keys(writings))('would be seen as %s by this very check', (name) => {
    expect(() =>
      fc.assert(
        canary(() => (text) => text, name, 5),
        { numRuns: 5 },
      ),
    ).toThrow();
  });

  it('does not survive beside others, also when one is a part of another', () => {
    const redact = createRedactor(['hunter2', 'hunter2-long', 'other secret']);
    const text = redact('hunter2-long hunter2 other secret other+secret');
    expect(text).toBe(`${mask} ${mask} ${mask} ${mask}`);
  });

  it('does not survive as a quoted string of another language', () => {
    const redact = createRedactor(['a"b\'c\\d']);
    for (const text of ['"a\\"b\'c\\\\d"', "'a\"b\\'c\\\\d'", `'a\\"b\\'c\\\\d'`])
      expect(redact(text)).not.toMatch(/[bcd]/);
  });

  it('of one or two characters is masked as a word only', () => {
    const redact = createRedactor(['1', 'ab']);
    expect(redact('pass 1, ab; 12 cab 250-OK YWI= MQ==')).toBe(`pass ${mask}, ${mask}; 12 cab 250-OK ${mask} ${mask}`);
  });
});

describe('a text without the secret', () => {
  it.each([[[]], [['']], [['correct horse']]])('stays as it is with %j', (list) => {
    const redact = createRedactor(list);
    for (const text of ['', '534-5.7.9 Application-specific password required', '*** = +/ %20', '📮 ž'])
      expect(redact(text)).toBe(text);
  });

  it('stays as it is, whatever it is', () => {
    const redact = createRedactor(['~correct~horse~']);
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => redact(text) === text));
  });
});
