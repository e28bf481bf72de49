/** A secret in a text: from `start`, before `end`, in UTF-16 units. */
export interface Secret {
  start: number;
  end: number;
  /** What it holds in plain, where it is written in another way. */
  also?: string[];
}

/** Where a secret stands. */
export interface SecretPlace {
  /** What the text must hold for it, so that most texts are not searched. */
  needs?: RegExp;
  /** Its second group is the secret, its first all that stands before. */
  pattern: RegExp;
  isSecret?: (value: string) => boolean;
}

/** The secrets in these places. */
export function secretsIn(text: string, places: readonly SecretPlace[]): Secret[] {
  const found: Secret[] = [];
  for (const { needs, pattern, isSecret } of places) {
    if (needs?.test(text) === false) continue;
    for (const match of text.matchAll(pattern)) {
      const [, before = '', value = ''] = match;
      const start = match.index + before.length;
      if (value !== '' && (isSecret?.(value) ?? true)) found.push({ start, end: start + value.length });
    }
  }
  return found;
}
