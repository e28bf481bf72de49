/** A value of a secrets file. */
export interface SecretEntry {
  /** One-based. */
  line: number;
  /** Undefined where programs that read such files differ about what it is. */
  value: string | undefined;
}

/**
 * A secrets file: lines `NAME=value`, as in `.env` files. A value is taken as it stands, without the quotes around it; in quotes
 * it may have several lines. Without them, a ` #` may be a comment or a part of the password: such a value is left undefined,
 * and so is one whose quote is not closed, or that goes on behind it. A number is the first line that is neither an entry nor a comment.
 */
export function parseSecrets(text: string): Map<string, SecretEntry> | number {
  const entries = new Map<string, SecretEntry>();
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const written = lines[index]?.replace(/^[ \t]+/, '') ?? '';
    if (written === '' || written.startsWith('#')) continue;
    const line = index + 1;
    const [, key = '', rest = ''] = written.match(/^(?:export[ \t]+)?([^=]+)=[ \t]*(.*)$/) ?? [];
    const name = key.trim();
    // `name: value` of YAML may well end with =
    if (name === '' || /:\s/.test(key)) return line;
    const quote = rest.match(/^["'`]/)?.[0];
    if (quote === undefined) {
      const value = rest.replace(/[ \t]+$/, '');
      entries.set(name, { line, value: /(?:^|[ \t])#/.test(value) ? undefined : value });
      continue;
    }
    const closes = (later: string, position: number) => position > index && later.includes(quote);
    const end = rest.includes(quote, 1) ? index : lines.findIndex(closes);
    const quoted = [rest.slice(1), ...lines.slice(index + 1, end + 1)].join('\n');
    const ended = quoted.match(new RegExp(`^([^${quote}]*)${quote}(?:[ \t]+#[^${quote}]*|[ \t]*)$`));
    entries.set(name, { line, value: ended?.[1] });
    index = Math.max(index, end);
  }
  return entries;
}
