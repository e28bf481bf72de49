import type { Reply } from './probe-result';

/** Reads a reply (RFC 5321 section 4.2) with its enhanced status code (RFC 2034, RFC 3463), one or many lines. */
export function parseReply(text: string): Reply {
  const clean = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  const [, code, enhanced] = clean.match(/^(\d{3})[ -]?(?:([245]\.\d{1,3}\.\d{1,3})\b)?/) ?? [];
  return { text: clean, code: Number(code ?? 0), ...(enhanced ? { enhanced } : {}) };
}

/** True for replies that let the session go on: 2xx and 3xx. */
export function isPositive(reply: Reply): boolean {
  return reply.code >= 200 && reply.code < 400;
}
