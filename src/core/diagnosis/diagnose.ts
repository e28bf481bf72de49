import type { Account } from '../account/account';
import type { ProbeResult } from '../probe/probe-result';
import type { Diagnosis, Evidence, Facts, Fix } from './diagnosis';
import type { Rule, RuleCondition } from './rule';

/** What a failed test knows; undefined when it did not fail. */
export function factsOf(result: ProbeResult, account: Pick<Account, 'provider' | 'encryption'>): Facts | undefined {
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
  };
}

/** The causes that the rules give, best first, each cause once. Empty when none holds: unknown stays unknown. */
export function diagnose(facts: Facts, rules: readonly Rule[]): Diagnosis[] {
  const seen = new Set<string>();
  return rules
    .filter((rule) => holds(rule.when, facts))
    .sort((a, b) => b.confidence - a.confidence || specificity(b.when) - specificity(a.when))
    .filter((rule) => !seen.has(rule.cause) && seen.add(rule.cause))
    .map((rule) => toDiagnosis(rule, facts));
}

/** True when every condition that is given holds. */
export function holds(when: RuleCondition, facts: Facts): boolean {
  const among = <T>(list: readonly T[] | undefined, value: T | undefined) =>
    list === undefined || (value !== undefined && list.includes(value));
  return (
    among(when.provider, facts.provider) &&
    among(when.stage, facts.stage) &&
    among(when.code, facts.code) &&
    among(when.enhanced, facts.enhanced) &&
    among(when.error, facts.errorCode) &&
    among(when.port, facts.port) &&
    among(when.encryption, facts.encryption) &&
    (when.silent === undefined || when.silent === (facts.silent ?? false)) &&
    (when.text === undefined || (facts.text !== undefined && matchesText(when.text, facts.text)))
  );
}

/** One line: the code at the head of every line of a reply is taken away, so that a rule can match across lines. */
export function foldReply(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line, index) => (index === 0 ? line : line.replace(/^\d{3}[ -]\s*(?:[245]\.\d{1,3}\.\d{1,3}\s)?/, '')))
    .join(' ')
    .replace(/\s+/g, ' ');
}

function matchesText(patterns: readonly string[], text: string): boolean {
  const folded = foldReply(text);
  return patterns.some((pattern) => new RegExp(pattern, 'i').test(folded));
}

/** More conditions are more specific. */
function specificity(when: RuleCondition): number {
  return Object.keys(when).length;
}

function toDiagnosis(rule: Rule, facts: Facts): Diagnosis {
  return {
    id: rule.cause,
    ...(facts.provider ? { provider: facts.provider } : {}),
    confidence: rule.confidence,
    rule: rule.id,
    evidence: evidenceOf(rule, facts),
    ...(rule.guide ? { guide: rule.guide } : {}),
    fixes: (rule.fixes ?? []).map((id) => toFix(id, facts)).filter((fix) => fix !== undefined),
    ...(rule.retry ? { retry: rule.retry } : {}),
  };
}

function evidenceOf(rule: Rule, facts: Facts): Evidence[] {
  const stage = facts.stage ? { stage: facts.stage } : {};
  const evidence: Evidence[] = [];
  if (facts.code !== undefined && facts.text !== undefined)
    evidence.push({ kind: 'reply', text: facts.text, ...stage });
  else if (facts.text !== undefined) {
    evidence.push({ kind: facts.stage === 'tls' ? 'tls-error' : 'system-error', text: facts.text, ...stage });
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
  const target = { 'use-starttls': 'starttls', 'use-implicit-tls': 'tls' }[id];
  if (target === undefined || target === encryption) return undefined;
  const edits: Fix['edits'] = [{ path: ['accounts', account, 'encryption'], value: target }];
  // the ports that belong to a mode by RFC 8314 change with it; any other port was chosen on purpose
  if (target === 'starttls' && port === 465) edits.push({ path: ['accounts', account, 'port'], value: 587 });
  if (target === 'tls' && port === 587) edits.push({ path: ['accounts', account, 'port'], value: 465 });
  return { id, edits };
}
