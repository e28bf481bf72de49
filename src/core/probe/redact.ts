/** What stands in place of a secret. */
export const mask = '***';

/** Takes secrets out of a text. */
export type Redactor = (text: string) => string;

/**
 * A redactor for secrets in plain, base64 at any alignment (so also inside PLAIN's and XOAUTH2's blobs,
 * RFC 4616 and RFC 7628), URL-encoded, hexadecimal, and as JSON or a quoted string writes them.
 * Secrets of one or two characters are masked as whole words only: anywhere else they say nothing.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  // a secret can be a part of another one
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  if (known.length === 0) return (text) => text;
  const pattern = new RegExp(known.flatMap(patternsOf).join('|'), 'gu');
  return (text) => text.replace(pattern, mask);
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
  return [hexPattern(bytes, '%'), hexPattern(bytes, ''), urlPattern(secret), ...longestFirst];
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
