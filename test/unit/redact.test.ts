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

const bytesOf = (text: string, write: (hex: string, byte: number) => string) =>
  Array.from(Buffer.from(text), (byte) => write(byte.toString(16).padStart(2, '0'), byte)).join('');
const unitsOf = (text: string) =>
  text.replace(/[^a-z0-9 ]/gi, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const pointsOf = (text: string, write: (point: number) => string) =>
  Array.from(text, (character) => write(character.codePointAt(0) ?? 0)).join('');
const broken = (text: string, every: number, end: string) =>
  text.replace(new RegExp(`.{${every}}(?=..)`, 'gsu'), (part) => part + end);

/** Encodings that are taken back as a whole. */
const encodings: Record<string, (secret: string, user: string) => string> = {
  'JSON in ASCII': unitsOf,
  'JSON in ASCII, in capitals': (secret) =>
    unitsOf(secret).replace(/\\u[0-9a-f]{4}/g, (unit) => `\\u${unit.slice(2).toUpperCase()}`),
  'JSON in JSON': (secret) => JSON.stringify(unitsOf(secret)).slice(1, -1),
  'code points in braces': (secret) => pointsOf(secret, (point) => `\\u{${point.toString(16)}}`),
  'bytes of a string': (secret) => bytesOf(secret, (hex) => `\\x${hex}`),
  'octal bytes': (secret) => bytesOf(secret, (_hex, byte) => `\\${byte.toString(8).padStart(3, '0')}`),
  'numbers of HTML': (secret) => pointsOf(secret, (point) => `&#${point};`),
  'hexadecimal numbers of HTML': (secret) => pointsOf(secret, (point) => `&#x${point.toString(16)};`),
  'numbers of HTML where needed': (secret) => secret.replace(/[^a-z0-9]/giu, (part) => `&#${part.codePointAt(0)};`),
  'quoted-printable': (secret) =>
    secret.replace(/[^a-z0-9]/giu, (part) => bytesOf(part, (hex) => `=${hex.toUpperCase()}`)),
  'quoted-printable, all of it, in lines': (secret) =>
    broken(
      bytesOf(secret, (hex) => `=${hex.toUpperCase()}`),
      6,
      '=\r\n',
    ),
  'an encoded word': (secret) =>
    `=?utf-8?Q?${secret.replace(/[^a-z0-9 ]/giu, (part) => bytesOf(part, (hex) => `=${hex}`)).replaceAll(' ', '_')}?=`,
  'base64 in lines': (secret, user) => broken(base64(`\0${user}\0${secret}`), 12, '\r\n'),
  'base64 in lines, behind blanks': (secret, user) => broken(base64(`\0${user}\0${secret}`), 16, '\n\t '),
  'base64 in lines, in JSON': (secret, user) => broken(base64(`\0${user}\0${secret}`), 20, '\\r\\n'),
  'base64 in the lines of a reply': (secret, user) => broken(base64(`\0${user}\0${secret}`), 24, '\n535-5.7.8 '),
  'hexadecimal in lines': (secret) => broken(Buffer.from(secret).toString('hex'), 8, '\r\n'),
  'hexadecimal with blanks': (secret) => bytesOf(secret, (hex) => `${hex} `),
  'hexadecimal with colons': (secret) => bytesOf(secret, (hex) => `${hex}:`),
  'hexadecimal of programs': (secret) => bytesOf(secret, (hex) => `0x${hex}, `),
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

  it.each(Object.keys(encodings))('does not survive as %s', (name) => {
    fc.assert(
      fc.property(secrets, users, around, (secret, user, before) => {
        const written = encodings[name]?.(secret, user) ?? '';
        fc.pre(written.length > 8);
        const clean = createRedactor([secret])(`${before} ${written} end`);
        // nothing is left of the middle, where neither the user nor the end of a base64 group can be
        return clean.includes(mask) && !clean.includes(written);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['\ufffd   ', '\ufffdé\ufffd', '\x80\x81abc'])('does not survive with the odd characters of %j', (secret) => {
    const left = Object.entries(encodings).filter(
      ([, write]) => createRedactor([secret])(write(secret, 'me')) === write(secret, 'me'),
    );
    expect(left.map(([name]) => name)).toEqual([]);
  });

  it('does not survive in any of them when it is long', () => {
    const token = Array.from({ length: 80 }, (_, index) => `p+${index}/=`).join('');
    for (const [name, write] of Object.entries(encodings)) {
      const clean = createRedactor([token])(`334 ${write(token, 'me')} end`);
      expect([name, clean.length < 120]).toEqual([name, true]);
    }
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
    const encoded = [
      'a=3D=\r\nb',
      '68 75 6e',
      '\\u0105\\n',
      '&#261; &#x105; &amp;',
      `${base64('x'.repeat(60))}\r\neHh4`,
    ];
    for (const text of ['', '534-5.7.9 Application-specific password required', '*** = +/ %20', '📮 ž', ...encoded])
      expect(redact(text)).toBe(text);
  });

  it('stays as it is, whatever it is', () => {
    const redact = createRedactor(['~correct~horse~']);
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => redact(text) === text));
  });
});
