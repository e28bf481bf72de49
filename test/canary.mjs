// Looks for a secret in everything that was shown or written, in every way that it could be written.

/**
 * Every writing of a secret, by name.
 * @param {string} secret
 * @param {string} [user]
 * @returns {Record<string, string>}
 */
export function writingsOf(secret, user = 'shop@example.com') {
  const bytes = Buffer.from(secret);
  const base64 = (/** @type {string} */ text) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  /** @type {Record<string, string>} */
  const writings = {
    plain: secret,
    'JSON string': JSON.stringify(secret).slice(1, -1),
    'base64 of PLAIN': base64(`\0${user}\0${secret}`),
    "PLAIN's NUL form": `\0${user}\0${secret}`,
    'base64 of XOAUTH2': base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`),
    'URL-encoded': encodeURIComponent(secret),
    'form field': new URLSearchParams({ '': secret }).toString().slice(1),
    hex: bytes.toString('hex'),
    'hex in capitals': bytes.toString('hex').toUpperCase(),
    'every byte with a percent sign': bytes.toString('hex').replace(/../g, '%$&'),
    'HTML text': secret.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`),
    'HTML text with names': secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  };
  // the part that is the same wherever the secret begins in a text that is base64
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const certain = encoded.slice([0, 2, 3][before], Math.floor(((before + bytes.length) * 8) / 6));
    writings[`base64 at ${before}`] = certain;
    writings[`base64url at ${before}`] = certain.replaceAll('+', '-').replaceAll('/', '_');
  }
  return writings;
}

/**
 * The names of the writings that the text shows, or nothing.
 * @param {string} text
 * @param {readonly string[]} secrets
 * @param {string} [user]
 * @returns {string[]}
 */
export function secretsIn(text, secrets, user) {
  return secrets.flatMap((secret, index) =>
    Object.entries(writingsOf(secret, user))
      .filter(([, writing]) => text.includes(writing))
      .map(([name]) => `secret ${index}: ${name}`),
  );
}
