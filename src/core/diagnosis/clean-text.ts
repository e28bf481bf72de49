import { joinBrokenLines, plainLines } from './normalize-text';
import { redactText } from './redact-text';

/** What is read of a longer text: its beginning and its end, in UTF-16 units. */
const headLength = 192 * 1024;
const tailLength = 64 * 1024;

/** More of both is redacted than is read, so that no secret is cut in two: half of one can no longer be told from other words. */
const margin = 12 * 1024;

/** A text without secrets, and whether only its beginning and its end are left. */
export interface CleanText {
  text: string;
  cut: boolean;
}

/** What may be looked at, shown and kept of a pasted text of any length: its lines, put together where a terminal broke them, without secrets. */
export function cleanText(text: string): CleanText {
  if (text.length <= headLength + tailLength) return { text: redactLines(text), cut: false };
  const head = redactLines(text.slice(0, headLength + margin)).slice(0, -margin);
  const tail = redactLines(text.slice(-tailLength - margin)).slice(margin);
  return { text: `${head}\n${tail}`, cut: true };
}

function redactLines(text: string): string {
  return redactText(joinBrokenLines(plainLines(text)).join('\n'));
}
