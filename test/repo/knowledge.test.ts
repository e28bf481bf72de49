import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openData } from '../../src/core/data';
import { diagnose, holds } from '../../src/core/diagnosis/diagnose';
import { factsOfExample } from '../../src/core/diagnosis/facts-of-example';
import { validate } from '../../src/core/diagnosis/generated/validate';
import { patternProblem, patternsOfRule } from '../../src/core/diagnosis/pattern-problem';
import { languages } from '../../src/core/i18n/languages';
import { stages } from '../../src/core/probe/probe-result';
import { growth } from '../growth';

const root = join(__dirname, '../..');
const data = openData(join(root, 'dist'));
const { rules, signs } = data.knowledge();

describe.each(rules)('rule $id', (rule) => {
  it('wins its own examples', () => {
    expect(rule.matches.length).toBeGreaterThan(0);
    for (const example of rule.matches) {
      expect(holds(rule.when, factsOfExample(example)), JSON.stringify(example)).toBe(true);
      expect([rule.id, ...(rule.alsoWonBy ?? [])], JSON.stringify(example)).toContain(
        diagnose(factsOfExample(example), rules)[0]?.rule,
      );
    }
  });

  it('does not match its near misses', () => {
    expect(rule.nearMisses.length).toBeGreaterThan(0);
    for (const example of rule.nearMisses)
      expect(holds(rule.when, factsOfExample(example)), JSON.stringify(example)).toBe(false);
  });

  it('names a cause with a sentence, stages and a source', () => {
    for (const language of languages)
      expect(data.translator(language).has(`causes:${rule.cause}`), language).toBe(true);
    for (const stage of rule.when.stage ?? []) expect(stages).toContain(stage);
    for (const provider of rule.when.provider ?? []) expect(Object.keys(signs)).toContain(provider);
    for (const fix of rule.fixes ?? []) expect(data.translator('en').has(`fixes.${fix}`), fix).toBe(true);
    for (const other of [...(rule.alsoWonBy ?? []), ...(rule.instead ?? [])])
      expect(rules.find(({ id }) => id === other)?.id, other).toBe(other);
    for (const winner of rule.alsoWonBy ?? [])
      expect(rules.find(({ id }) => id === winner)?.cause, winner).toBe(rule.cause);
    expect(rule.source).toMatch(/\S/);
    expect(rule.confidence).toBeGreaterThan(0);
    expect(rule.confidence).toBeLessThanOrEqual(1);
  });
});

describe('files of rules', () => {
  const folder = join(root, 'knowledge/rules');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'providers-by-host.yaml');

  it.each(files)('%s is valid by the schema', (name) => {
    const valid = validate(parse(readFileSync(join(folder, name), 'utf8')));
    expect(valid ? [] : validate.errors).toEqual([]);
  });
});

describe('patterns of rules', () => {
  it.each(rules)('$id repeat nothing without a bound', (rule) => {
    for (const { pattern } of patternsOfRule(rule)) expect(patternProblem(pattern), pattern).toBeUndefined();
  });

  it('grow no worse than linearly on adversarial text', () => {
    const patterns = rules.flatMap((rule) => patternsOfRule(rule).map(({ pattern }) => new RegExp(pattern, 'i')));
    const seeds = [
      'a',
      ' ',
      'mail from ',
      '550 5.1.1 ',
      'too many ',
      'sender address ',
      '<a@b> ',
      'user ',
      'exceeded ',
    ];
    for (const seed of seeds) {
      const reading = (length: number) => {
        const text = seed.repeat(Math.ceil(length / seed.length));
        return () => {
          for (const pattern of patterns) pattern.test(text);
        };
      };
      // linear is 2; a quadratic pattern would give 4 and more
      expect(growth(reading(4000), reading(8000), 3.2), seed).toBeLessThan(3.2);
    }
  });
});
