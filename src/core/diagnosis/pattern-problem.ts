import type { Rule } from './rule';

/** Most repetitions of one thing, and of a group, whose repetitions multiply. */
const maximumRepeats = 400;
const maximumGroupRepeats = 4;

/** What is wrong with a pattern of a rule: it is no regular expression, or it repeats more often than a rule may. */
export function patternProblem(pattern: string): 'invalid' | 'unbounded' | undefined {
  try {
    new RegExp(pattern, 'i');
  } catch {
    return 'invalid';
  }
  const bare = barePattern(pattern);
  if (/[*+]|\{\d+,\}/.test(bare)) return 'unbounded';
  for (const [, group, lower, upper] of bare.matchAll(/(\)?)\{(\d+)(?:,(\d+))?\}/g))
    if (Number(upper ?? lower) > (group ? maximumGroupRepeats : maximumRepeats)) return 'unbounded';
  return undefined;
}

/** The pattern with one letter for each escape and class, so that its signs are all that is left. */
export function barePattern(pattern: string): string {
  return pattern.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
}

/** All regular expressions of a rule, each with the key of `when` and its place in the list. */
export function patternsOfRule({ when }: Pick<Rule, 'when'>): { key: string; index: number; pattern: string }[] {
  return (['text', 'context', 'without', 'host'] as const).flatMap((key) =>
    (when[key] ?? []).map((pattern, index) => ({ key, index, pattern })),
  );
}
