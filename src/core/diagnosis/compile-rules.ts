import type { Facts } from './diagnosis';
import type { Rule, RuleCondition } from './rule';

/** A pattern with what every match of it must have; both are made when they are asked for. */
export class Pattern {
  private compiled: RegExp | undefined;
  private required: number[][] | undefined;

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  /** Throws a SyntaxError when the source is no regular expression. */
  get regexp(): RegExp {
    this.compiled ??= new RegExp(this.source, this.flags);
    return this.compiled;
  }

  /** Of each list, one four-letter sequence must be there. */
  get requirements(): number[][] {
    this.required ??= requirementsOf(this.source);
    return this.required;
  }
}

/** A rule with its patterns. */
export interface CompiledRule {
  rule: Rule;
  /** Place in the knowledge base; the order of rules that are equal otherwise. */
  order: number;
  /** The conditions, each key there: objects of one shape are read much faster. */
  when: { [Key in keyof RuleCondition]-?: RuleCondition[Key] | undefined };
  text: Pattern[] | undefined;
  context: Pattern[] | undefined;
  without: Pattern[] | undefined;
  host: Pattern[] | undefined;
}

/** A rule, and what the words of one of its patterns are. */
interface WordedRule {
  rule: CompiledRule;
  requirements: readonly number[][];
}

/** Rules, sorted by what can be looked up. */
export interface CompiledRules {
  byCode: ReadonlyMap<number, readonly CompiledRule[]>;
  byError: ReadonlyMap<string, readonly CompiledRule[]>;
  /** By a four-letter sequence of which a text must have one for the rule to hold. */
  byGram: readonly (readonly WordedRule[] | undefined)[];
  /** What nothing tells beforehand. */
  others: readonly CompiledRule[];
  /** The special cases that replace general ones. */
  special: readonly Rule[];
}

/** The four-letter sequences of a text, as hashes: a set that may say yes too often, never no. */
export interface Grams {
  /** One bit for each hash. */
  bits: Uint8Array;
  /** Each hash once, in the order of the text. */
  list: number[];
}

const gramBits = 14;

// a memo of a pure function, not state: the same list of rules always gives the same result
const memo = new WeakMap<readonly Rule[], CompiledRules>();

/** Sorts a list of rules, once for each list. Each pattern is compiled when it is needed for the first time. */
export function compileRules(rules: readonly Rule[]): CompiledRules {
  const known = memo.get(rules);
  if (known) return known;
  const byCode = new Map<number, CompiledRule[]>();
  const byError = new Map<string, CompiledRule[]>();
  const byWords: CompiledRule[] = [];
  const others: CompiledRule[] = [];
  for (const [order, rule] of rules.entries()) {
    const compiled = compileRule(rule, order);
    if (compiled.text?.every(({ requirements }) => requirements.length > 0)) byWords.push(compiled);
    else if (rule.when.code) for (const code of new Set(rule.when.code)) push(byCode, code, compiled);
    else if (rule.when.error) for (const error of new Set(rule.when.error)) push(byError, error, compiled);
    else others.push(compiled);
  }
  const special = rules.filter(({ instead }) => instead !== undefined);
  const all = { byCode, byError, byGram: indexByGram(byWords), others, special };
  memo.set(rules, all);
  return all;
}

/** One rule with its patterns, ready to be compiled. */
export function compileRule(rule: Rule, order = 0): CompiledRule {
  const { when } = rule;
  const patterns = (sources: string[] | undefined) => sources?.flatMap((source) => patternsOf(source));
  return {
    rule,
    order,
    when: {
      provider: when.provider,
      stage: when.stage,
      code: when.code,
      enhanced: when.enhanced,
      text: when.text,
      context: when.context,
      without: when.without,
      host: when.host,
      error: when.error,
      reply: when.reply,
      silent: when.silent,
      port: when.port,
      encryption: when.encryption,
      auth: when.auth,
      userShape: when.userShape,
      passwordShape: when.passwordShape,
    },
    text: patterns(when.text),
    context: patterns(when.context),
    without: patterns(when.without),
    host: patterns(when.host),
  };
}

/** The rules that can hold for these facts as far as code, error and the words of the reply tell; `grams` are those of the text. */
export function rulesFor(all: CompiledRules, facts: Facts, grams: Grams | undefined): CompiledRule[] {
  const found = new Set<CompiledRule>();
  if (grams !== undefined) {
    for (const gram of grams.list) {
      const entries = all.byGram[gram];
      if (entries === undefined) continue;
      for (const { rule, requirements } of entries) if (!found.has(rule) && meets(requirements, grams)) found.add(rule);
    }
  }
  const list = [...found, ...all.others];
  if (facts.code !== undefined) list.push(...(all.byCode.get(facts.code) ?? []));
  if (facts.errorCode !== undefined) list.push(...(all.byError.get(facts.errorCode) ?? []));
  return list;
}

/** The four-letter sequences of a text. */
export function gramsOf(text: string): Grams {
  const bits = new Uint8Array(1 << (gramBits - 3));
  const list: number[] = [];
  let a = 0;
  let b = 0;
  let c = 0;
  for (let index = 0; index < text.length; index += 1) {
    let letter = text.charCodeAt(index);
    if (letter >= 65 && letter <= 90) letter += 32;
    const gram = hashOf(a, b, c, letter);
    const bit = 1 << (gram & 7);
    const known = bits[gram >> 3] ?? 0;
    if ((known & bit) === 0) {
      bits[gram >> 3] = known | bit;
      list.push(gram);
    }
    a = b;
    b = c;
    c = letter;
  }
  return { bits, list };
}

/** True when a text with these sequences can have the word, which is in lower case. */
export function mayHave(word: string, grams: Grams): boolean {
  if (word.length < 4) return true;
  return has(grams, gramIn(word));
}

function has({ bits }: Grams, gram: number): boolean {
  return ((bits[gram >> 3] ?? 0) & (1 << (gram & 7))) !== 0;
}

/** Each pattern of each rule under the sequences of that requirement which the fewest patterns share. */
function indexByGram(rules: readonly CompiledRule[]): CompiledRules['byGram'] {
  const uses = new Uint32Array(1 << gramBits);
  for (const { text = [] } of rules) {
    for (const { requirements } of text)
      for (const choices of requirements) for (const gram of choices) uses[gram] = (uses[gram] ?? 0) + 1;
  }
  const weight = (grams: readonly number[]) => grams.reduce((sum, gram) => sum + (uses[gram] ?? 0), 0);
  const index: (WordedRule[] | undefined)[] = new Array<undefined>(1 << gramBits).fill(undefined);
  for (const rule of rules) {
    for (const { requirements } of rule.text ?? []) {
      const keys = requirements.reduce((best, grams) => (weight(grams) < weight(best) ? grams : best));
      for (const gram of keys) {
        const list = index[gram];
        if (list) list.push({ rule, requirements });
        else index[gram] = [{ rule, requirements }];
      }
    }
  }
  return index;
}

/** True when one of the patterns matches. */
export function matchesOne(patterns: readonly Pattern[], text: string, grams?: Grams): boolean {
  for (const pattern of patterns) {
    if ((grams === undefined || meets(pattern.requirements, grams)) && pattern.regexp.test(text)) return true;
  }
  return false;
}

/** Of each list, one sequence is there; loops, because this is asked for every pattern of every text. */
function meets(requirements: readonly number[][], grams: Grams): boolean {
  for (const choices of requirements) {
    let found = false;
    for (const gram of choices) {
      if (has(grams, gram)) {
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
export function patternsOf(source: string, flags = 'i'): Pattern[] {
  return splitAlternatives(source).map((part) => new Pattern(part, flags));
}

/** Where the first match of any of the patterns begins; -1 when there is none. */
export function searchAny(patterns: readonly Pattern[], text: string, grams: Grams): number {
  let first = -1;
  for (const pattern of patterns) {
    if (!meets(pattern.requirements, grams)) continue;
    const index = text.search(pattern.regexp);
    if (index >= 0 && (first < 0 || index < first)) first = index;
  }
  return first;
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
function requirementsOf(pattern: string): number[][] {
  // a bundler writes the letters of a regular expression that are not ASCII as escapes
  const source = pattern.replace(/\\u([\da-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const requirements: number[][] = [];
  let run = '';
  const close = () => {
    // more than one of a long word: that a text has them all by chance is rare also where it has most sequences
    if (run.length >= 4) requirements.push([gramIn(run)]);
    if (run.length >= 8) requirements.push([gramAt(run, 0)], [gramAt(run, run.length - 4)]);
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
    } else if (/[a-zA-Z0-9 _#:;,<>/@'"=%&!~`\u3400-\u9fff-]/.test(character)) literal = character;
    const quantifier = quantifierAt(source, next);
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

const quantifierPattern = /(?:[?*+]|\{\d*,?\d*\})\??/y;

/** The quantifier that begins at `index`; empty when none does. */
function quantifierAt(source: string, index: number): string {
  const character = source[index];
  if (character !== '?' && character !== '*' && character !== '+' && character !== '{') return '';
  quantifierPattern.lastIndex = index;
  return quantifierPattern.exec(source)?.[0] ?? '';
}

/** The hash of the four letters in the middle: of a phrase, they are rarer than its first word. */
function gramIn(run: string): number {
  return gramAt(run, Math.floor((run.length - 4) / 2));
}

function gramAt(run: string, at: number): number {
  return hashOf(run.charCodeAt(at), run.charCodeAt(at + 1), run.charCodeAt(at + 2), run.charCodeAt(at + 3));
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
