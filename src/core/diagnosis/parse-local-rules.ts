import { findingText } from '../account/finding';
import { parseSmtpDocument, type SmtpDocument } from '../account/smtp-document';
import type { Translator } from '../i18n/create-translator';
import type { Knowledge } from '../knowledge/knowledge';
import { holds } from './diagnose';
import { factsOfExample } from './facts-of-example';
import { validate } from './generated/validate';
import { patternProblem, patternsOfRule } from './pattern-problem';
import { patternWays } from './pattern-ways';
import type { Rule, RuleExample } from './rule';
import schema from './rule-schema.json';

/** The file beside smtp.yaml with the rules of the workspace; the format of `knowledge/rules`. */
export const localRulesFile = 'smtp-rules.yaml';

/** The longest file that is read, in bytes, and the most rules of it. */
const maximumBytes = 200_000;
const maximumRules = 500;

/** Something to say about the file. The sentence is `findings.ID` of the locales, filled with `details`. */
export interface RuleProblem {
  /** One-based. */
  line: number;
  column: number;
  id: string;
  /** `rule`, when there is one, is the id of the rule that is left out. */
  details: Record<string, string | number>;
}

/** The rules of the workspace that can be used, and what is wrong with the file. */
export interface LocalRules {
  rules: Rule[];
  problems: RuleProblem[];
}

/** A file that may be there. */
export interface LocalRulesSource {
  /** Bytes; undefined when there is no such file. */
  size(): Promise<number | undefined>;
  /** The text as UTF-8. Rejects when it cannot be read. */
  text(): Promise<string>;
}

/** Reads the rules of a workspace. Of one that is not trusted nothing is even looked at. */
export async function readLocalRules(
  trusted: boolean,
  source: LocalRulesSource,
  knowledge: Pick<Knowledge, 'rules' | 'topics'>,
): Promise<LocalRules> {
  if (!trusted) return { rules: [], problems: [] };
  const size = await source.size();
  if (size === undefined) return { rules: [], problems: [] };
  if (size > maximumBytes) return tooLong;
  try {
    return parseLocalRules(await source.text(), knowledge);
  } catch {
    return { rules: [], problems: [{ line: 1, column: 1, id: 'rules-unreadable', details: {} }] };
  }
}

/** The knowledge with the rules of the workspace before our own. */
export function withLocalRules(knowledge: Knowledge, local: readonly Rule[]): Knowledge {
  return local.length === 0 ? knowledge : { ...knowledge, rules: [...local, ...knowledge.rules] };
}

/** The sentence of a problem in the translator's language. */
export function ruleProblemText(t: Translator, { id, details }: RuleProblem): string {
  const message = findingText(t, { id, details });
  return details.rule === undefined ? message : t('findings:rule-left-out', { rule: details.rule, message });
}

/**
 * The rules of a text, with ids that begin with `local/`. A rule with an error is left out and said; the others count.
 * A cause must be one that our own rules name, a guide one that there is. Never throws.
 */
export function parseLocalRules(text: string, knowledge: Pick<Knowledge, 'rules' | 'topics'>): LocalRules {
  if (Buffer.byteLength(text) > maximumBytes) return tooLong;
  const document = parseSmtpDocument(text);
  const problems: RuleProblem[] = document.problems.map(({ code, range }) => ({
    ...document.position(range.start),
    id: 'yaml-invalid',
    details: { problem: code },
  }));
  const { value } = document;
  if (problems.length > 0 || value === undefined || value === null) return { rules: [], problems };
  if (!Array.isArray(value))
    return { rules: [], problems: [{ line: 1, column: 1, id: 'rules-not-list', details: {} }] };
  const items = value.slice(0, maximumRules) as unknown[];
  const errors = schemaErrors(items);
  const causes = [...new Set(knowledge.rules.map(({ cause }) => cause))].sort();
  const guides = knowledge.topics.flatMap((topic) => topic.guides).sort();
  const rules: Rule[] = [];
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const found = errors.get(String(index)) ?? contentErrors(item as Rule, { causes, guides, seen });
    const rule = item as Rule;
    if (found.length === 0) {
      seen.add(rule.id);
      rules.push(rule);
      continue;
    }
    const name = idOf(item) ?? String(index + 1);
    for (const { path, id, details } of found)
      problems.push({ ...place(document, [String(index), ...path]), id, details: { rule: name, ...details } });
  }
  if (value.length > maximumRules) {
    const at = place(document, [String(maximumRules)]);
    problems.push({ ...at, id: 'rules-too-many', details: { maximum: maximumRules } });
  }
  return { rules: rules.map((rule) => localRule(rule, seen)), problems };
}

const tooLong: LocalRules = {
  rules: [],
  problems: [{ line: 1, column: 1, id: 'rules-too-long', details: { maximum: maximumBytes / 1000 } }],
};

/** Marked as local; what it names of its own file is found under the new ids. */
function localRule(rule: Rule, own: ReadonlySet<string>): Rule {
  const { instead } = rule;
  const renamed = instead?.map((id) => (own.has(id) && id !== rule.id ? `local/${id}` : id));
  return { ...rule, id: `local/${rule.id}`, local: true, ...(renamed ? { instead: renamed } : {}) };
}

/** What is wrong inside one rule; the path begins in the rule. */
interface RuleError {
  path: string[];
  id: string;
  details: Record<string, string | number>;
}

/** The shape of an error of the compiled validator (Ajv). */
interface SchemaError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
}

/** The errors of the schema by the index of their rule. */
function schemaErrors(items: unknown[]): Map<string, RuleError[]> {
  const errors = new Map<string, RuleError[]>();
  if (validate(items)) return errors;
  for (const error of (validate.errors ?? []) as SchemaError[]) {
    const [index = '', ...path] = error.instancePath
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const list = errors.get(index) ?? [];
    list.push(toRuleError(error, path));
    errors.set(index, list);
  }
  return errors;
}

function toRuleError({ keyword, params }: SchemaError, path: string[]): RuleError {
  const key = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
  const at = (id: string, details: RuleError['details'] = {}): RuleError => ({
    path,
    id,
    details: { key, ...details },
  });
  switch (keyword) {
    case 'additionalProperties': {
      const extra = String(params.additionalProperty);
      const allowed = allowedKeys(path).join(', ');
      return { path: [...path, extra], id: 'rule-unknown-key', details: { key: extra, allowed } };
    }
    case 'required':
      return at('missing-key', { missing: String(params.missingProperty) });
    case 'enum':
      return at('not-allowed', { allowed: (params.allowedValues as unknown[]).join(', ') });
    case 'type':
      return path.length === 0 ? at('rule-not-map') : at('wrong-type', { type: String(params.type) });
    case 'minimum':
      return at('at-least', { limit: Number(params.limit) });
    case 'maximum':
      return at('at-most', { limit: Number(params.limit) });
    case 'pattern':
      return at(key === 'id' ? 'rule-id-format' : 'empty-value');
    case 'minItems':
    case 'minProperties':
      return at('empty-value');
    default:
      return at('wrong-value');
  }
}

/** A part of the schema, as far as the keys of maps need it. */
interface SchemaPart {
  $ref?: string;
  properties?: Readonly<Record<string, SchemaPart>>;
  items?: SchemaPart;
  [more: string]: unknown;
}

/** The keys that the schema allows in the map at the path in a rule. */
function allowedKeys(path: readonly string[]): string[] {
  const definitions: Readonly<Record<string, SchemaPart>> = schema.definitions;
  const resolved = (part: SchemaPart | undefined) => definitions[part?.$ref?.split('/').at(-1) ?? ''] ?? part;
  const map = path.reduce((at, key) => resolved(at?.items ?? at?.properties?.[key]), resolved(schema.items));
  return Object.keys(map?.properties ?? {});
}

/** Ways in which a pattern may share a text; our own rules are tried out on texts made for it instead. */
const maximumWays = 2_000_000;

/** What the schema cannot tell: ids used twice, causes and guides that there are none of, patterns, examples that fail. */
function contentErrors(
  rule: Rule,
  { causes, guides, seen }: { causes: string[]; guides: string[]; seen: ReadonlySet<string> },
): RuleError[] {
  const errors: RuleError[] = [];
  if (seen.has(rule.id)) errors.push({ path: ['id'], id: 'rule-id-twice', details: {} });
  const known = (key: string, value: string | undefined, list: string[]) => {
    if (value !== undefined && !list.includes(value))
      errors.push({ path: [key], id: 'not-allowed', details: { key, allowed: list.join(', ') } });
  };
  known('cause', rule.cause, causes);
  known('guide', rule.guide, guides);
  for (const { key, index, pattern } of patternsOfRule(rule)) {
    const problem = patternProblem(pattern) ?? (patternWays(pattern) > maximumWays ? 'ambiguous' : undefined);
    if (problem) errors.push({ path: ['when', key, String(index)], id: `pattern-${problem}`, details: { key } });
  }
  return errors.length > 0 ? errors : exampleErrors(rule);
}

/** The rule must do what its own examples say; only of a rule whose patterns may be run. */
function exampleErrors({ when, matches, nearMisses }: Rule): RuleError[] {
  const errorsOf = (key: 'matches' | 'nearMisses', examples: readonly RuleExample[], id: string) =>
    examples.flatMap((example, index) =>
      holds(when, factsOfExample(example)) === (key === 'matches')
        ? []
        : [{ path: [key, String(index)], id, details: {} }],
    );
  return [
    ...errorsOf('matches', matches, 'rule-example-not-matched'),
    ...errorsOf('nearMisses', nearMisses, 'rule-near-miss-matched'),
  ];
}

function idOf(item: unknown): string | undefined {
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** The value at the path, or the nearest thing above it that is in the file; keys where there is one. */
function place(document: SmtpDocument, path: readonly string[]): { line: number; column: number } {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.nodeAt(path.slice(0, length));
    if (node) return document.position((node.key ?? node.value).start);
  }
  return { line: 1, column: 1 };
}
