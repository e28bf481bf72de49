/** What a value of smtp.yaml says: itself, or where its text is to be taken from. */
export type Reference =
  | { kind: 'literal'; value: string }
  | { kind: 'env'; name: string }
  | { kind: 'secret'; name: string }
  | { kind: 'ask' }
  /** Looks like a reference and is none. */
  | { kind: 'unknown'; text: string };

/** Reads a value: a reference is a whole value, never a part of one, and `$${` writes a literal `${`. */
export function parseReference(value: string): Reference {
  if (!value.includes('${')) return { kind: 'literal', value };
  const whole = value.match(/^\$\{(?:(env|secret):([^}]+)|(ask))\}$/);
  if (whole) {
    const [, kind, name, ask] = whole;
    if (ask) return { kind: 'ask' };
    return kind === 'env' ? { kind: 'env', name: name ?? '' } : { kind: 'secret', name: name ?? '' };
  }
  if (/(?<!\$)\$\{/.test(value)) return { kind: 'unknown', text: value };
  return { kind: 'literal', value: value.replaceAll('$${', '${') };
}
