import { isUtf8 } from 'node:buffer';

/** What stands in place of a secret. */
export const mask = '***';

/** Takes secrets out of a text. */
export type Redactor = (text: string) => string;

/**
 * A redactor for secrets in plain, base64 at any alignment (so also inside PLAIN's and XOAUTH2's blobs,
 * RFC 4616 and RFC 7628), URL-encoded, hexadecimal, quoted-printable (RFC 2045 section 6.7), and as JSON, HTML or a quoted
 * string writes them, broken into lines or not.
 * Secrets of one or two characters are masked as whole words only: anywhere else they say nothing.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  // a secret can be a part of another one
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  if (known.length === 0) return (text) => text;
  const strip = stripper(known);
  return (text) =>
    readings.reduce((clean, read) => {
      const plain = read(clean);
      if (plain === clean) return clean;
      const stripped = strip(plain);
      // a text is shown in other words only for what they would tell
      return stripped === plain ? clean : stripped;
    }, strip(text));
}

/** Masks what the secrets are written as in one piece. */
function stripper(known: readonly string[]): Redactor {
  const short = known.filter((secret) => secret.length <= longSecret);
  const long = longRedactor(known.filter((secret) => secret.length > longSecret));
  if (short.length === 0) return long;
  const pattern = new RegExp(short.flatMap(patternsOf).join('|'), 'gu');
  return (text) => long(text).replace(pattern, mask);
}

/** Take back how a text was encoded or broken into lines. */
const readings: readonly Redactor[] = [
  withoutBreaks,
  fromHexPairs,
  fromPrintable,
  fromBackslashes,
  // JSON inside JSON
  (text) => fromBackslashes(fromBackslashes(text)),
  fromEntities,
];

/** Without the ends of lines inside base64 and the like, also as JSON writes them, or with a code before the next line of a reply. */
function withoutBreaks(text: string): string {
  return text.replace(
    /(?<=[\w+/%=-]{4})(?:\r|\\r)?(?:\n|\\n)[ \t]*(?:\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?)?(?=[\w+/%=-]{2})/g,
    '',
  );
}

/** `68 75 6e`, `68:75:6e`, `0x68, 0x75`: hexadecimal in one piece. */
function fromHexPairs(text: string): string {
  const digits = '(?:0x)?(?:[0-9a-f]{2})+';
  const pairs = new RegExp(`(?<![0-9a-z])${digits}(?:[\\s:,-]{1,2}${digits})+(?![0-9a-z])`, 'gi');
  return text.replace(pairs, (part) => part.replace(/0x|[\s:,-]/gi, ''));
}

/** Quoted-printable, and the encoded words of headers (RFC 2047 section 4.2). */
function fromPrintable(text: string): string {
  const whole = text.replace(/=[ \t]*\r?\n/g, '');
  const words = whole.replace(/=\?[\w-]{1,40}\?q\?([^?\s]*)\?=/gi, (_, word: string) => word.replaceAll('_', ' '));
  return words.replace(/(?:=[0-9a-f]{2})+/gi, (part) => fromBytes(part.match(/[0-9a-f]{2}/gi), 16));
}

/** The escapes of JSON and of the strings of programs. */
function fromBackslashes(text: string): string {
  return text.replace(
    /(?:\\x[0-9a-f]{2})+|(?:\\[0-3][0-7]{2})+|\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\([^a-z0-9])/gi,
    (part, point?: string, unit?: string, itself?: string) => {
      if (itself !== undefined) return itself;
      if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16));
      if (point !== undefined) return fromPoint(Number.parseInt(point, 16));
      return /^\\x/i.test(part) ? fromBytes(part.match(/[0-9a-f]{2}/gi), 16) : fromBytes(part.match(/\d+/g), 8);
    },
  );
}

/** The numbered characters of HTML and XML. */
function fromEntities(text: string): string {
  const decimal = text.replace(/&#(\d{1,9});?/g, (_, code: string) => fromPoint(Number(code)));
  return decimal.replace(/&#x([0-9a-f]{1,8});?/gi, (_, code: string) => fromPoint(Number.parseInt(code, 16)));
}

function fromPoint(point: number): string {
  return point <= 0x10ffff ? String.fromCodePoint(point) : '';
}

/** The text of bytes in UTF-8, or else in Latin 1. */
function fromBytes(numbers: readonly string[] | null, base: number): string {
  const bytes = Buffer.from((numbers ?? []).map((number) => Number.parseInt(number, base)));
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

/** Characters from which on a secret is too long for one regular expression; access tokens have thousands. */
const longSecret = 256;

/** Characters of one piece of a long secret. A server that quotes a cut token shows less than one piece of it. */
const pieceLength = 48;

/** A redactor for long secrets, piece by piece. */
function longRedactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.flatMap((secret) => piecesOf(secret).flatMap(pieceForms)))];
  forms.sort((a, b) => b.length - a.length);
  const shortest = forms.at(-1)?.length;
  if (shortest === undefined) return (text) => text;
  return (text) => {
    if (text.length < shortest) return text;
    let clean = text;
    for (const form of forms) clean = clean.replaceAll(form, mask);
    // what base64 leaves of a character where two pieces meet
    return clean === text ? text : clean.replace(/\*\*\*(?:[^\s*]{0,4}\*\*\*)+/g, mask);
  };
}

function piecesOf(secret: string): string[] {
  const characters = Array.from(secret);
  const count = Math.floor(characters.length / pieceLength);
  // the last piece takes what is left, so that none is too short to be told from other text
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * pieceLength, index === count - 1 ? undefined : (index + 1) * pieceLength).join(''),
  );
}

function pieceForms(piece: string): string[] {
  const bytes = Buffer.from(piece);
  const hex = bytes.toString('hex');
  const percent = hex.replace(/../g, '%$&');
  const json = JSON.stringify(piece).slice(1, -1);
  const url = urlEncoded(piece);
  const field = new URLSearchParams([['', bytes.toString()]]).toString().slice(1);
  return [piece, json, url, field, url.replaceAll('%20', '+'), ...base64Forms(bytes)].concat(
    ...[hex, percent].map((form) => [form, form.toUpperCase()]),
  );
}

/** As `encodeURIComponent`, but never throws. */
function urlEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** Patterns of everything that the secret can be written as, longest first. */
function patternsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (secret.length < 3) {
    const word = `(?<![\\p{L}\\p{N}])${escapePattern(secret)}(?![\\p{L}\\p{N}])`;
    return [escapePattern(bytes.toString('base64')), word];
  }
  const json = JSON.stringify(secret).slice(1, -1);
  const singleQuoted = json.replaceAll("'", "\\'");
  const forms = [secret, json, singleQuoted, singleQuoted.replaceAll('\\"', '"'), ...base64Forms(bytes)];
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length).map(escapePattern);
  return [hexPattern(bytes, '%'), hexPattern(bytes, ''), urlPattern(secret), htmlPattern(secret), ...longestFirst];
}

/** Characters that HTML writes differently, with their names. */
const entities: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** Escaped as in HTML or XML, by name or by number. */
function htmlPattern(secret: string): string {
  return Array.from(secret, (character) => {
    const name = entities[character];
    if (name === undefined) return escapePattern(character);
    const code = character.charCodeAt(0);
    return `(?:&${name};|&#0{0,4}${code};|&#[xX]0{0,4}${hexPattern(Buffer.from(character), '')};|${escapePattern(character)})`;
  }).join('');
}

/** The bytes in hexadecimal, each behind `prefix`, in upper or lower case. */
function hexPattern(bytes: Uint8Array, prefix: string): string {
  const digit = (value: number) =>
    value < 10 ? String(value) : `[${value.toString(16)}${value.toString(16).toUpperCase()}]`;
  return [...bytes].map((byte) => `${prefix}${digit(byte >> 4)}${digit(byte & 15)}`).join('');
}

/** Percent-encoded as any encoder does it: which characters they encode differs, a blank can be a plus. */
function urlPattern(secret: string): string {
  return Array.from(secret, (character) => {
    const encoded = hexPattern(Buffer.from(character), '%');
    if (character === '%') return encoded;
    return `(?:${character === ' ' ? '\\+|' : ''}${escapePattern(character)}|${encoded})`;
  }).join('');
}

/** The parts of any base64 text that are the same wherever the secret begins in it, also in base64url (RFC 4648). */
function base64Forms(bytes: Buffer): string[] {
  const forms = [bytes.toString('base64')];
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = [0, 2, 3][before] ?? 0;
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    const certain = encoded.slice(first, last);
    if (certain.length >= 3) forms.push(certain);
  }
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
