import { mask } from '../probe/redact';
import type { Secret } from './secret';
import { secretsOfLogins } from './secrets-of-logins';
import { secretsOfSettings } from './secrets-of-settings';
import { secretsOfTokens } from './secrets-of-tokens';

/** Secrets that are looked for in the rest of the text, too. */
const maximumRepeated = 32;

/**
 * A pasted text without the secrets that are plain to see: passwords and keys in settings, code and command lines, in
 * URLs and in what a login sends, and the same secret wherever else it stands. For text whose secrets are not known; a
 * test knows its own. Words that only speak of a password stay, and so does what servers and programs say.
 */
export function redactText(text: string): string {
  const found = [...secretsOfSettings(text), ...secretsOfLogins(text), ...secretsOfTokens(text)];
  return found.length === 0 ? text : masked(text, [...found, ...repeated(text, found)]);
}

function masked(text: string, secrets: readonly Secret[]): string {
  let clean = '';
  let done = 0;
  for (const { start, end } of [...secrets].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (end <= done) continue;
    // what begins inside the one before is one secret with it
    clean += start < done ? '' : `${text.slice(done, start)}${mask}`;
    done = end;
  }
  return clean + text.slice(done);
}

/** Where the secrets that were found stand once more, as they are or in base64. */
function repeated(text: string, found: readonly Secret[]): Secret[] {
  const secrets = new Set<string>();
  for (const { start, end, also = [] } of found) {
    for (const secret of [text.slice(start, end), ...also]) if (isTelling(secret)) secrets.add(secret);
    if (secrets.size >= maximumRepeated) break;
  }
  return [...secrets]
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')])
    .flatMap((form) => placesOf(text, form));
}

/** Not a word, a number, a name of a server or an address, which the text needs. */
function isTelling(secret: string): boolean {
  return (
    secret.length >= 6 &&
    secret.length <= 4000 &&
    /[^\d.,:-]/.test(secret) &&
    /\d|[^\p{L}\s.,:'"-]|\p{Ll}\p{Lu}/u.test(secret) &&
    !/^[\w.+-]{1,64}@[\w.-]{1,200}\.\w{2,}$|^(?:[\w-]{1,63}\.){1,8}[a-z]{2,}(?::\d{1,5})?$|:\/\//i.test(secret)
  );
}

function placesOf(text: string, form: string): Secret[] {
  const places: Secret[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length))
    places.push({ start: at, end: at + form.length });
  return places;
}
