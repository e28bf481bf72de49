import type { Account } from '../account/account';
import type { ProbeResult } from '../probe/probe-result';
import {
  type CompiledRule,
  compileRule,
  compileRules,
  type Grams,
  gramsOf,
  matchesOne,
  rulesFor,
} from './compile-rules';
import type { Diagnosis, Evidence, Facts, Fix, PasswordShape, Retry, UserShape } from './diagnosis';
import { whiteSpace } from './normalize-text';
import { parseRetryMinutes } from './parse-retry-minutes';
import type { Rule, RuleCondition } from './rule';
import { withoutAdvice } from './without-advice';

/** What a failed test knows; undefined when it did not fail. */
export function factsOf(
  result: ProbeResult,
  account: Pick<Account, 'provider' | 'encryption'> & Partial<Pick<Account, 'auth' | 'user' | 'password'>>,
): Facts | undefined {
  if (result.outcome !== 'failed') return undefined;
  const stage = result.stages.findLast((entry) => entry.stage === result.failedStage);
  const text = result.reply?.text ?? result.fault?.message;
  return {
    account: result.account,
    host: result.host,
    port: result.port,
    encryption: account.encryption,
    ...(result.failedStage ? { stage: result.failedStage } : {}),
    ...(account.provider ? { provider: account.provider } : {}),
    ...(result.reply ? { code: result.reply.code } : {}),
    ...(result.reply?.enhanced ? { enhanced: result.reply.enhanced } : {}),
    ...(text === undefined ? {} : { text }),
    ...(result.fault ? { errorCode: result.fault.code } : {}),
    ...(stage?.outcome === 'silent' ? { silent: true } : {}),
    ...shapesOf(account),
  };
}

/** How user name and password are written, without quoting them. */
function shapesOf({
  auth,
  user,
  password,
}: Partial<Pick<Account, 'auth' | 'user' | 'password'>>): Pick<Facts, 'auth' | 'userShape' | 'passwordShape'> {
  if (auth === undefined) return {};
  const userShape: UserShape[] = [];
  const passwordShape: PasswordShape[] = [];
  if (!user) userShape.push('missing');
  else {
    if (!user.includes('@')) userShape.push('no-domain');
    if (/\s/.test(user)) userShape.push('blanks');
  }
  if (!password) passwordShape.push('missing');
  else {
    if (/\s/.test(password)) passwordShape.push('blanks');
    if (!/^[a-z]{16}$/i.test(password.replace(/\s/g, ''))) passwordShape.push('not-16-letters');
  }
  return {
    auth,
    ...(userShape.length > 0 ? { userShape } : {}),
    ...(auth === 'password' && passwordShape.length > 0 ? { passwordShape } : {}),
  };
}

/**
 * The causes that the rules give, the surest first, each cause once; what is only advised or supposed is less sure. Empty when
 * none holds: unknown stays unknown.
 */
export function diagnose(facts: Facts, rules: readonly Rule[], around: Around = aroundOf(facts.context)): Diagnosis[] {
  const seen = new Set<string>();
  const words = wordsOf(facts, around);
  const same = inOneShape(facts);
  const holding = rulesFor(compileRules(rules), facts, words.grams).filter((compiled) =>
    matches(compiled, same, words),
  );
  const advisedOnly = advisedOnlyOf(holding, words.text);
  const replaced = new Set(
    holding.flatMap((compiled) => (advisedOnly.has(compiled) ? [] : (compiled.rule.instead ?? []))),
  );
  return holding
    .filter(({ rule }) => !replaced.has(rule.id))
    .map((compiled) => ({
      compiled,
      confidence: compiled.rule.confidence * (advisedOnly.has(compiled) ? advised : 1),
    }))
    .sort((a, b) => b.confidence - a.confidence || compare(a.compiled, b.compiled))
    .filter(({ compiled: { rule } }) => !seen.has(rule.cause) && seen.add(rule.cause))
    .map(({ compiled, confidence }) => toDiagnosis(compiled, facts, Math.round(confidence * 100) / 100));
}

/** How much less a rule weighs whose words stand in advice or a condition only. */
const advised = 0.9;

/** The rules that hold by words of advice only. */
function advisedOnlyOf(holding: readonly CompiledRule[], text: string | undefined): ReadonlySet<CompiledRule> {
  const plain = text === undefined ? undefined : withoutAdvice(text);
  if (plain === undefined || plain === text) return new Set();
  return new Set(holding.filter(({ text: patterns }) => patterns !== undefined && !matchesOne(patterns, plain)));
}

/** True when every condition that is given holds. */
export function holds(when: RuleCondition, facts: Facts): boolean {
  const rule: Rule = { id: '', cause: '', when, confidence: 0, source: '', matches: [], nearMisses: [] };
  return matches(compileRule(rule), inOneShape(facts), wordsOf(facts, aroundOf(facts.context)));
}

/** Which of two rules that are as sure goes first: the workspace's own, then the one with more conditions. */
function compare(a: CompiledRule, b: CompiledRule): number {
  return (
    Number(b.rule.local ?? false) - Number(a.rule.local ?? false) ||
    Object.keys(b.rule.when).length - Object.keys(a.rule.when).length ||
    a.order - b.order
  );
}

/** One line: the code at the head of every line of a reply is taken away, so that a rule can match across lines. */
export function foldReply(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line, index) => (index === 0 ? line : line.replace(/^\d{3}[ -]\s*(?:[245]\.\d{1,3}\.\d{1,3}\s)?/, '')))
    .join(' ')
    .replace(whiteSpace, ' ');
}

/** The texts that patterns look at, with what tells quickly that they have no chance. */
interface Words {
  text: string | undefined;
  grams: Grams | undefined;
  /** Made when a rule asks for it. */
  context: Around;
}

/** The words around, made ready when they are asked for: the failures of one text share them. */
export type Around = () => { text: string; grams: Grams; plain: string } | undefined;

const telling = /relay|auth|login|outgoing|outbound|sending|account/i;

/** A machine or an address may be named after anything; what it is called is no objection to a cause. */
function withoutNames(text: string): string {
  if (!telling.test(text)) return text;
  return text.replace(/[^\s<>()[\]{},;:='"]{4,255}=?/g, (word) =>
    telling.test(word) && (/^relay=$/i.test(word) || (/^[^/]+\.[a-z]{2,24}\.?$/i.test(word) && !/^[45]\./.test(word)))
      ? word.replace(/[^.]/g, '-')
      : word,
  );
}

/** Nothing around gives undefined. */
export function aroundOf(context: string | undefined): Around {
  let made: ReturnType<Around>;
  return () => {
    if (made === undefined && context !== undefined)
      made = { text: context, grams: gramsOf(context), plain: withoutNames(context) };
    return made;
  };
}

function wordsOf(facts: Facts, around: Around): Words {
  const text = facts.text === undefined ? undefined : foldReply(facts.text);
  // of the text as a whole, the words around are the text itself
  const same = text !== undefined && text === facts.context ? around() : undefined;
  return { text, grams: same?.grams ?? (text === undefined ? undefined : gramsOf(text)), context: around };
}

/** Every key there. */
type SameShape<T> = { [Key in keyof T]-?: T[Key] | undefined };

/** What rules ask for; objects of one shape are read much faster. */
function inOneShape(facts: Facts): SameShape<Facts> {
  return {
    stage: facts.stage,
    code: facts.code,
    enhanced: facts.enhanced,
    text: facts.text,
    errorCode: facts.errorCode,
    silent: facts.silent,
    provider: facts.provider,
    account: facts.account,
    host: facts.host,
    port: facts.port,
    encryption: facts.encryption,
    auth: facts.auth,
    userShape: facts.userShape,
    passwordShape: facts.passwordShape,
    context: facts.context,
    reply: facts.reply,
    consequence: facts.consequence,
    whole: facts.whole,
  };
}

function matches({ when, text, context, without, host }: CompiledRule, facts: SameShape<Facts>, words: Words): boolean {
  if (
    !among(when.provider, facts.provider) ||
    !among(when.stage, facts.stage) ||
    !among(when.code, facts.code) ||
    !among(when.enhanced, facts.enhanced) ||
    !among(when.error, facts.errorCode) ||
    !among(when.port, facts.port) ||
    !among(when.encryption, facts.encryption) ||
    !among(when.auth, facts.auth) ||
    (when.userShape !== undefined && !when.userShape.some((shape) => facts.userShape?.includes(shape))) ||
    (when.passwordShape !== undefined && !when.passwordShape.some((shape) => facts.passwordShape?.includes(shape))) ||
    (when.reply !== undefined &&
      when.reply !== (facts.reply ?? (facts.code !== undefined || facts.enhanced !== undefined))) ||
    (when.silent !== undefined && when.silent !== (facts.silent ?? false))
  )
    return false;
  if (text && (words.text === undefined || !matchesOne(text, words.text, words.grams))) return false;
  if (host && (facts.host === undefined || !matchesOne(host, facts.host))) return false;
  if (context) {
    const around = words.context();
    if (around === undefined || !matchesOne(context, around.text, around.grams)) return false;
  }
  if (without === undefined) return true;
  const around = words.context();
  return !(
    (words.text !== undefined && matchesOne(without, words.text, words.grams)) ||
    (around !== undefined && matchesOne(without, around.plain, around.grams))
  );
}

function among<T>(list: readonly T[] | undefined, value: T | undefined): boolean {
  return list === undefined || (value !== undefined && list.includes(value));
}

function toDiagnosis({ rule, text }: CompiledRule, facts: Facts, confidence: number): Diagnosis {
  return {
    id: rule.cause,
    ...(facts.provider ? { provider: facts.provider } : {}),
    confidence,
    rule: rule.id,
    ...(rule.local ? { local: true as const } : {}),
    evidence: evidenceOf(rule, text, facts),
    ...(rule.guide ? { guide: rule.guide } : {}),
    fixes: (rule.fixes ?? []).map((id) => toFix(id, facts)).filter((fix) => fix !== undefined),
    ...(rule.retry ? { retry: retryOf(rule.retry, facts) } : {}),
  };
}

/** The minutes that the reply itself asks for go before the rule's. */
function retryOf(retry: Retry, facts: Facts): Retry {
  if (retry.when !== 'after-minutes' || facts.text === undefined) return retry;
  const minutes = parseRetryMinutes(facts.text);
  return minutes === undefined ? retry : { ...retry, minutes };
}

/** What the rule's pattern matched of the text as it stands, in whole words; undefined where it matched across folded lines only. */
function decisivePart(patterns: CompiledRule['text'], text: string): string | undefined {
  for (const { regexp } of patterns ?? []) {
    const match = regexp.exec(text);
    if (!match?.[0]) continue;
    let start = match.index;
    let end = start + match[0].length;
    while (isInWord(text, start)) start -= 1;
    while (isInWord(text, end)) end += 1;
    return text.slice(start, end);
  }
  return undefined;
}

/** True between two characters of one word. */
function isInWord(text: string, place: number): boolean {
  return /^[\p{L}\p{N}]{2}/u.test(text.slice(Math.max(0, place - 1), place + 1));
}

function evidenceOf(rule: Rule, patterns: CompiledRule['text'], facts: Facts): Evidence[] {
  const stage = facts.stage ? { stage: facts.stage } : {};
  const evidence: Evidence[] = [];
  if (facts.text !== undefined) {
    const error = facts.stage === 'tls' ? 'tls-error' : 'system-error';
    const decisive = decisivePart(patterns, facts.text);
    evidence.push({
      kind: facts.code === undefined ? error : 'reply',
      text: facts.text,
      ...(decisive ? { decisive } : {}),
      ...stage,
    });
  }
  if (facts.silent) evidence.push({ kind: 'silence', text: facts.stage ?? '', ...stage });
  if (rule.when.encryption || rule.when.port) {
    evidence.push({ kind: 'setting', text: `port: ${facts.port ?? ''}, encryption: ${facts.encryption ?? ''}` });
  }
  return evidence;
}

/** The edits of a fix for this account; undefined when they would change nothing. */
function toFix(id: string, { account, encryption, port }: Facts): Fix | undefined {
  if (account === undefined) return undefined;
  if (id === 'set-password') return { id, edits: [] };
  const targets: Readonly<Record<string, string>> = { 'use-starttls': 'starttls', 'use-implicit-tls': 'tls' };
  const target = Object.hasOwn(targets, id) ? targets[id] : undefined;
  if (target === undefined || target === encryption) return undefined;
  const edits: Fix['edits'] = [{ path: ['accounts', account, 'encryption'], value: target }];
  // the ports that belong to a mode by RFC 8314 change with it; any other port was chosen on purpose
  if (target === 'starttls' && port === 465) edits.push({ path: ['accounts', account, 'port'], value: 587 });
  if (target === 'tls' && port === 587) edits.push({ path: ['accounts', account, 'port'], value: 465 });
  return { id, edits };
}
