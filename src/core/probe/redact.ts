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
  const forms = new Set<string>();
  const words = new Set<string>();
  for (const secret of secrets) {
    if (secret === '') continue;
    if (secret.length < 3) {
      words.add(secret);
      forms.add(Buffer.from(secret).toString('base64'));
      continue;
    }
    for (const form of formsOf(secret)) forms.add(form);
  }
  if (forms.size === 0) return (text) => text;
  const escaped = [...forms].sort((a, b) => b.length - a.length).map(escapePattern);
  const short = [...words].map((word) => `(?<![\\p{L}\\p{N}])${escapePattern(word)}(?![\\p{L}\\p{N}])`);
  const pattern = new RegExp([...escaped, ...short].join('|'), 'gu');
  return (text) => text.replace(pattern, mask);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    json.replaceAll("'", "\\'"),
    ...base64Forms(bytes),
    urlEncoded(secret),
    urlEncoded(secret).replaceAll('%20', '+'),
    percent,
    percent.toUpperCase(),
    hex,
    hex.toUpperCase(),
  ].filter((form) => form.length >= 3);
}

function urlEncoded(secret: string): string {
  return encodeURIComponent(Buffer.from(secret).toString());
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
    if (certain.length >= 4) forms.push(certain);
  }
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
