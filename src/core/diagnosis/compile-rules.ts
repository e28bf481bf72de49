import type { Facts } from './diagnosis';
import type { Rule } from './rule';

/** A pattern with what every match of it must have. */
interface Pattern {
  regexp: RegExp;
  /** Of each list, one four-letter sequence must be there. */
  requirements: number[][];
}

/** A rule with its patterns compiled. */
export interface CompiledRule {
  rule: Rule;
  /** Place in the knowledge base; the order of rules that are equal otherwise. */
  order: number;
  text?: Pattern[];
  context?: Pattern[];
  without?: Pattern[];
  host?: Pattern[];
}

/** Rules, sorted by what can be looked up. */
export interface CompiledRules {
  byCode: ReadonlyMap<number, readonly CompiledRule[]>;
  byError: ReadonlyMap<string, readonly CompiledRule[]>;
  /** By a four-letter sequence of which a text must have one for the rule to hold. */
  byGram: readonly (readonly CompiledRule[] | undefined)[];
  /** What nothing tells beforehand. */
  others: readonly CompiledRule[];
}

/** Which four-letter sequences a text has; a set that may say yes too often, never no. */
export type Grams = Uint8Array;

const gramBits = 14;

// a memo of a pure function, not state: the same list of rules always gives the same result
const memo = new WeakMap<readonly Rule[], CompiledRules>();

/** Compiles the patterns of a list of rules, once for each list. Throws a SyntaxError on a pattern that is none. */
export function compileRules(rules: readonly Rule[]): CompiledRules {
  const known = memo.get(rules);
  if (known) return known;
  const byCode = new Map<number, CompiledRule[]>();
  const byError = new Map<string, CompiledRule[]>();
  const byWords: CompiledRule[] = [];
  const others: CompiledRule[] = [];
  for (const [order, rule] of rules.entries()) {
    const compiled = compileRule(rule, order);
    if (rule.when.code) for (const code of new Set(rule.when.code)) push(byCode, code, compiled);
    else if (rule.when.error) for (const error of new Set(rule.when.error)) push(byError, error, compiled);
    else if (compiled.text?.every(({ requirements }) => requirements.length > 0)) byWords.push(compiled);
    else others.push(compiled);
  }
  const all = { byCode, byError, byGram: indexByGram(byWords), others };
  memo.set(rules, all);
  return all;
}

/** One rule with its patterns compiled. */
export function compileRule(rule: Rule, order = 0): CompiledRule {
  const { text, context, without, host } = rule.when;
  return {
    rule,
    order,
    ...(text ? { text: text.flatMap(compilePattern) } : {}),
    ...(context ? { context: context.flatMap(compilePattern) } : {}),
    ...(without ? { without: without.flatMap(compilePattern) } : {}),
    ...(host ? { host: host.flatMap(compilePattern) } : {}),
  };
}

/** The rules that can hold for these facts as far as code, error and the words of the reply tell. */
export function rulesFor(all: CompiledRules, facts: Facts, text: string | undefined): CompiledRule[] {
  const found = new Set<CompiledRule>();
  if (text !== undefined) {
    eachGram(text, (gram) => {
      const rules = all.byGram[gram];
      if (rules) for (const rule of rules) found.add(rule);
    });
  }
  const list = [...found, ...all.others];
  if (facts.code !== undefined) list.push(...(all.byCode.get(facts.code) ?? []));
  if (facts.errorCode !== undefined) list.push(...(all.byError.get(facts.errorCode) ?? []));
  return list;
}

/** The four-letter sequences of a text. */
export function gramsOf(text: string): Grams {
  const grams = new Uint8Array(1 << (gramBits - 3));
  eachGram(text, (gram) => {
    grams[gram >> 3] = (grams[gram >> 3] ?? 0) | (1 << (gram & 7));
  });
  return grams;
}

/** Calls back with the hash of every four letters of a text, upper and lower case alike. */
function eachGram(text: string, take: (gram: number) => void): void {
  let a = 0;
  let b = 0;
  let c = 0;
  for (let index = 0; index < text.length; index += 1) {
    let letter = text.charCodeAt(index);
    if (letter >= 65 && letter <= 90) letter += 32;
    take(hashOf(a, b, c, letter));
    a = b;
    b = c;
    c = letter;
  }
}

/** Each rule under the sequences of that requirement of each of its patterns which the fewest patterns share. */
function indexByGram(rules: readonly CompiledRule[]): (CompiledRule[] | undefined)[] {
  const uses = new Uint32Array(1 << gramBits);
  for (const { text = [] } of rules) {
    for (const { requirements } of text)
      for (const gram of new Set(requirements.flat())) uses[gram] = (uses[gram] ?? 0) + 1;
  }
  const weight = (grams: readonly number[]) => grams.reduce((sum, gram) => sum + (uses[gram] ?? 0), 0);
  const index: (CompiledRule[] | undefined)[] = new Array<undefined>(1 << gramBits).fill(undefined);
  for (const rule of rules) {
    const keys = (rule.text ?? []).flatMap(({ requirements }) =>
      requirements.reduce((best, grams) => (weight(grams) < weight(best) ? grams : best)),
    );
    for (const gram of new Set(keys)) {
      const list = index[gram];
      if (list) list.push(rule);
      else index[gram] = [rule];
    }
  }
  return index;
}

/** True when one of the patterns matches. */
export function matchesOne(patterns: readonly Pattern[], text: string, grams?: Grams): boolean {
  for (const { regexp, requirements } of patterns) {
    if ((grams === undefined || meets(requirements, grams)) && regexp.test(text)) return true;
  }
  return false;
}

function meets(requirements: readonly number[][], grams: Grams): boolean {
  for (const choices of requirements) {
    let found = false;
    for (const gram of choices) {
      if (((grams[gram >> 3] ?? 0) & (1 << (gram & 7))) !== 0) {
        found = true;
        break;
      }
    }
    if (!found) return false;
  }
  return true;
}

function push<Key>(map: Map<Key, CompiledRule[]>, key: Key, rule: CompiledRule): void {
  const list = map.get(key);
  if (list) list.push(rule);
  else map.set(key, [rule]);
}

function hashOf(a: number, b: number, c: number, d: number): number {
  return (Math.imul(Math.imul(Math.imul(a, 31) + b, 31) + c, 31) + d) & ((1 << gramBits) - 1);
}

/** Alternatives of the outermost level, each with its own requirements. */
function compilePattern(source: string): Pattern[] {
  return splitAlternatives(source).map((part) => ({
    regexp: new RegExp(part, 'i'),
    requirements: requirementsOf(part),
  }));
}

/** `a|b(c|d)` as `a` and `b(c|d)`. */
function splitAlternatives(source: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let inClass = false;
  let start = 0;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (character === '\\') index += 1;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '|' && depth === 0) {
      parts.push(source.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, source.slice(start)];
}

/**
 * What every match of a pattern must have: of each list, one of its four-letter sequences (as hashes). Words outside of
 * groups give lists of one; a group that is not optional gives one list when each of its alternatives has a sequence.
 */
function requirementsOf(source: string): number[][] {
  const requirements: number[][] = [];
  let run = '';
  const close = () => {
    if (run.length >= 4) requirements.push([gramIn(run)]);
    run = '';
  };
  let index = 0;
  while (index < source.length) {
    const character = source[index] ?? '';
    let literal = '';
    let group: string | undefined;
    let next = index + 1;
    if (character === '\\') {
      const escaped = source[index + 1] ?? '';
      next = index + 2;
      if (!/[a-z0-9]/i.test(escaped)) literal = escaped;
    } else if (character === '[') next = endOf(source, index, '[', ']');
    else if (character === '(') {
      next = endOf(source, index, '(', ')');
      const inner = source.slice(index + 1, next - 1);
      if (!/^\?[!<]/.test(inner)) group = inner.replace(/^\?[:=]/, '');
    } else if (/[a-zA-Z0-9 _#:;,<>/@'"=%&!~`-]/.test(character)) literal = character;
    const quantifier = source.slice(next).match(/^(?:[?*+]|\{\d*,?\d*\})\??/)?.[0] ?? '';
    if (literal !== '' && quantifier === '') run += literal.toLowerCase();
    else close();
    if (group !== undefined && !/^[?*]|^\{0/.test(quantifier)) {
      const choices = splitAlternatives(group).map((part) => requirementsOf(part)[0]);
      if (choices.every((choice) => choice !== undefined)) requirements.push([...new Set(choices.flat())]);
    }
    index = next + quantifier.length;
  }
  close();
  return requirements.sort((x, y) => x.length - y.length);
}

/** The hash of the four letters in the middle: of a phrase, they are rarer than its first word. */
function gramIn(run: string): number {
  const at = Math.floor((run.length - 4) / 2);
  const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((offset) => run.charCodeAt(at + offset));
  return hashOf(a, b, c, d);
}

/** Where the bracket that opens at `index` has closed. */
function endOf(source: string, index: number, open: string, close: string): number {
  let depth = 0;
  let inClass = false;
  for (let at = index; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\') at += 1;
    else if (open === '(' && inClass) inClass = character !== ']';
    else if (open === '(' && character === '[') inClass = true;
    else if (character === open) depth += 1;
    else if (character === close) {
      depth -= 1;
      if (depth === 0 || open === '[') return at + 1;
    }
  }
  return source.length;
}
