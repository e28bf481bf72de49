import type { ProbeResult } from '../probe/probe-result';

/** Who said a line of a transcript. */
export const arrows = { client: '→', server: '←', note: '·' } as const;

/** The transcript of a test line by line, as it is shown and copied. Redacted when it was made. */
export function transcriptLines({ transcript }: Pick<ProbeResult, 'transcript'>): string[] {
  return transcript.map(({ ms, from, text }) => `${String(ms).padStart(6)} ${arrows[from]} ${text}`);
}
