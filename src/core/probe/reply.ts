import type { Reply, Stage } from './probe-result';

/**
 * Reads a reply (RFC 5321 section 4.2) with its enhanced status code (RFC 2034, RFC 3463), one or many lines.
 * Where the lines do not agree on the code, which section 4.2.1 forbids, the last line that has one decides.
 */
export function parseReply(text: string): Reply {
  const lines = text.split(/\r\n?|\n/);
  while (lines.length > 1 && lines.at(-1) === '') lines.pop();
  const clean = lines.join('\n');
  const code = lines.findLast((line) => /^\d{3}/.test(line))?.slice(0, 3);
  const deciding = lines.find((line) => code !== undefined && line.startsWith(code));
  const enhanced = deciding?.match(/^\d{3}[ -]?([245]\.\d{1,3}\.\d{1,3})\b/)?.[1];
  return { text: clean, code: Number(code ?? 0), ...(enhanced ? { enhanced } : {}) };
}

/** True for replies that let the session go on: 2xx, and 3xx where more is asked for (AUTH and DATA). */
export function isPositive(reply: Reply, stage?: Stage): boolean {
  const limit = stage === undefined || stage === 'auth' || stage === 'data' ? 400 : 300;
  return reply.code >= 200 && reply.code < limit;
}
