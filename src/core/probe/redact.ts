/** What stands in place of a secret. */
export const mask = '***';

/** Takes secrets out of a text. */
export type Redactor = (text: string) => string;

/**
 * A redactor for secrets in plain, base64 at any alignment (so also inside PLAIN's and XOAUTH2's blobs,
 * RFC 4616 and RFC 7628), URL-encoded, hexadecimal, and as JSON, HTML or a quoted string writes them.
 * Secrets of one or two characters are masked as whole words only: anywhere else they say nothing.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  // a secret can be a part of another one
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  const short = known.filter((secret) => secret.length <= longSecret);
  const long = longRedactor(known.filter((secret) => secret.length > longSecret));
  if (short.length === 0) return long;
  const pattern = new RegExp(short.flatMap(patternsOf).join('|'), 'gu');
  return (text) => long(text).replace(pattern, mask);
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
