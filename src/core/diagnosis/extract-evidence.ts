import type { Encryption } from '../account/account';
import { type Grams, gramsOf } from './compile-rules';
import type { Facts } from './diagnosis';
import { findErrors, lineAround } from './find-errors';
import { type FoundReply, findReplies } from './find-replies';
import { findServer, type ProviderSigns, providerOfHostName, providerOfWords } from './find-server';
import { stageOfReply, stageOfText } from './find-stage';
import { foldWhiteSpace, normalizeText } from './normalize-text';
import { redactText } from './redact-text';

/** What is known beside the text; it goes before what the text says. */
export interface TextHints {
  host?: string;
  port?: number;
  encryption?: Encryption;
}

/** The words around a reply or an error that rules can look at, in UTF-16 units. */
const contextLength = 4000;

/**
 * The failures that a pasted text speaks of, the first cause before its consequences. Never throws; a text that says
 * nothing of mail gives one entry with its own words, which no rule will match.
 */
export function extractEvidence(
  text: string,
  hints: TextHints = {},
  signs: Readonly<Record<string, ProviderSigns>> = {},
): Facts[] {
  const spelled = normalizeText(text);
  // a secret that was escaped or in quoted-printable is plain only now
  const normal = spelled === text ? text : redactText(spelled);
  if (!/\S/.test(normal)) return [];
  const replies = findReplies(normal);
  const grams = gramsOf(normal);
  const errors = findErrors(normal, grams);
  const server = { ...serverFacts(normal, grams, hints, signs), reply: replies.length > 0 };
  const context = contextOf(normal);
  const dsnStatus = normal.match(/Status:(?<=^\s{0,8}Status:) ?([45]\.\d{1,3}\.\d{1,3})/m)?.[1];
  const facts: Facts[] = [];
  const ordered = orderReplies(normal, replies);
  for (const [index, reply] of ordered.entries()) {
    const stage = stageOfReply(normal, reply);
    const enhanced =
      reply.enhanced ?? (index === 0 && dsnStatus && !dsnStatus.endsWith('.0.0') ? dsnStatus : undefined);
    facts.push({
      ...server,
      text: reply.text.slice(0, 2000),
      context,
      ...(reply.code === undefined ? {} : { code: reply.code }),
      ...(enhanced ? { enhanced } : {}),
      ...(stage ? { stage } : {}),
      ...(index > 0 ? { consequence: true } : {}),
    });
  }
  const toldStage = stageOfText(normal);
  const plainly = replies.length > 0 || errors.some(({ advised }) => !advised);
  for (const error of errors) {
    // what advice speaks of is no error of its own beside one that happened
    if (error.advised && plainly) continue;
    // what a server says of names and connections inside its reply is its own finding, not an error of this machine
    if (
      error.worded &&
      replies.some(({ code, start, end }) => code !== undefined && error.start > start && error.start < end)
    )
      continue;
    const stage = stageOfError(error.code) ?? toldStage;
    facts.push({ ...server, text: error.text, context, errorCode: error.code, ...(stage ? { stage } : {}) });
  }
  // Postfix writes one also where no server replied
  const dsn = replies.length > 0 ? undefined : normal.match(/\bdsn=([45]\.\d{1,3}\.\d{1,3})\b/)?.[1];
  facts.push({
    ...server,
    text: context.slice(0, 2000),
    context,
    whole: true,
    ...(dsn ? { enhanced: dsn } : {}),
    ...(toldStage ? { stage: toldStage } : {}),
  });
  return facts;
}

/** Replies in the order of cause and consequence: those that only answer an attempt to go on, or that nobody was given, come last. */
function orderReplies(text: string, replies: readonly FoundReply[]): FoundReply[] {
  const aftermath = (reply: FoundReply) =>
    // Postfix with `warn_if_reject` writes what it would have said
    /\breject_warning: .{1,300}$/.test(text.slice(Math.max(0, reply.start - 320), reply.start)) ||
    (reply.code !== undefined && [500, 502, 503].includes(reply.code) && replies.length > 1) ||
    /no valid recipients|need (?:rcpt|mail)\b|service unavailable$|bad sequence|^554 (?:5\.0\.0 )?(?:transaction failed|service unavailable)\.?$/i.test(
      reply.text,
    );
  return [...replies.filter((reply) => !aftermath(reply)), ...replies.filter(aftermath)];
}

function serverFacts(
  text: string,
  grams: Grams,
  hints: TextHints,
  signs: Readonly<Record<string, ProviderSigns>>,
): Pick<Facts, 'host' | 'port' | 'encryption' | 'provider'> {
  const server = { ...findServer(text), ...hints };
  const provider =
    (server.host ? providerOfHostName(signs, server.host) : undefined) ??
    (hints.host ? undefined : providerOfWords(signs, text, grams));
  return { ...server, ...(provider ? { provider } : {}) };
}

/** The text in one line without the frames of stacks and the subject of the message, for rules that look beyond the reply. */
function contextOf(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s{1,12}at [\w$.<[]|^\s{0,8}\.\.\. \d{1,4} more|^[\s>]{0,8}Subject: /.test(line));
  const kept = foldWhiteSpace(lines.join(' '));
  return kept.slice(0, contextLength) || lineAround(text, 0);
}

const stagesOfErrors: Readonly<Record<string, Facts['stage']>> = {
  ECONNREFUSED: 'tcp',
  ENETUNREACH: 'tcp',
  EHOSTUNREACH: 'tcp',
  EADDRNOTAVAIL: 'tcp',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EREFUSED: 'dns',
  ESERVFAIL: 'dns',
  ENODATA: 'dns',
};

function stageOfError(code: string): Facts['stage'] {
  return /^ERR_|CERT|LEAF_SIGNATURE|HOSTNAME_/.test(code) ? 'tls' : stagesOfErrors[code];
}
