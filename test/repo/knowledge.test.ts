import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openData } from '../../src/core/data';
import { diagnose, holds } from '../../src/core/diagnosis/diagnose';
import { factsOfExample } from '../../src/core/diagnosis/facts-of-example';
import { validate } from '../../src/core/diagnosis/generated/validate';
import { patternProblem, patternsOf } from '../../src/core/diagnosis/pattern-problem';
import type { GuideSource, SourceInline } from '../../src/core/guide/guide-source';
import { renderGuide } from '../../src/core/guide/render-guide';
import { languages } from '../../src/core/i18n/languages';
import { stages } from '../../src/core/probe/probe-result';

const root = join(__dirname, '../..');
const data = openData(join(root, 'dist'));
const { providers, rules, signs } = data.knowledge();
const english = data.guides('en');

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

  it('names a cause with a sentence, a guide that exists, stages and a source', () => {
    for (const language of languages)
      expect(data.translator(language).has(`causes:${rule.cause}`), language).toBe(true);
    if (rule.guide !== undefined) expect(Object.keys(english)).toContain(rule.guide);
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
    for (const { pattern } of patternsOf(rule)) expect(patternProblem(pattern), pattern).toBeUndefined();
  });

  // other programs disturb a measurement now and then; what grows faster fails every time
  it('grow no worse than linearly on adversarial text', { retry: 4 }, () => {
    const patterns = rules.flatMap((rule) => patternsOf(rule).map(({ pattern }) => new RegExp(pattern, 'i')));
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
    const timeOf = (text: string) => {
      const start = performance.now();
      for (const pattern of patterns) pattern.test(text);
      return performance.now() - start;
    };
    for (const seed of seeds) {
      const [once, twice] = [4000, 8000].map((length) => seed.repeat(Math.ceil(length / seed.length)));
      timeOf(once ?? '');
      const least = (text: string) => Math.min(timeOf(text), timeOf(text), timeOf(text));
      // linear is 2; a quadratic pattern would give 4 and more
      expect(least(twice ?? '') / Math.max(1, least(once ?? '')), seed).toBeLessThan(3.2);
    }
  });
});

/** Block types, links and labels in their order: what must be the same in every language. */
function structureOf(guide: GuideSource): string[] {
  const keys = (inlines: readonly SourceInline[]) =>
    inlines.flatMap((part) => ('key' in part ? [`${part.type}:${part.key}`] : [])).sort();
  return guide.blocks.map((block) => {
    if (block.type === 'heading') return 'heading';
    if (block.type === 'paragraph') return `paragraph ${keys(block.inlines)}`;
    return `${block.type} ${block.items.map((item) => `(${keys(item)})`).join(' ')}`;
  });
}

describe.each(Object.keys(english))('guide %s', (id) => {
  it('is the name of its folder and is reached by a rule', () => {
    expect(readdirSync(join(root, 'knowledge/guides'))).toContain(id);
    expect(rules.some(({ guide }) => guide === id)).toBe(true);
  });

  it.each(languages)('has the structure of English in %s, and every label and link exists', (language) => {
    const source = data.guides(language)[id];
    const model = english[id];
    if (!source || !model) throw new Error('missing');
    expect(structureOf(source)).toEqual(structureOf(model));
    expect(source.date).toBe(model.date);
    const guide = renderGuide(source, language, providers);
    for (const block of guide.blocks) {
      const inlines = block.type === 'heading' ? [] : block.type === 'paragraph' ? block.inlines : block.items.flat();
      for (const part of inlines) if (part.type === 'link') expect(part.url).toMatch(/^https:\/\//);
    }
    expect(JSON.stringify(guide)).not.toMatch(/\{label:|link:/);
  });
});

describe('guides of providers that take no passwords', () => {
  const closed = providers.filter(({ state }) => state === 'closed').map(({ id }) => id);

  it.each(languages)('send nobody to create one in %s', (language) => {
    for (const guide of Object.values(data.guides(language))) {
      if (!guide.provider || !closed.includes(guide.provider)) continue;
      const steps = guide.blocks.flatMap((block) => (block.type === 'steps' ? block.items.flat() : []));
      const keys = steps.flatMap((part) =>
        'key' in part ? [part.key.includes('/') ? part.key : `${guide.provider}/${part.key}`] : [],
      );
      expect(keys.filter((key) => /password/i.test(key) && closed.includes(key.split('/')[0] ?? ''))).toEqual([]);
    }
  });
});

describe.each(providers)('provider $id', (provider) => {
  it('has servers, sources with dates, and unique domains', () => {
    expect(provider.servers.length).toBeGreaterThan(0);
    expect(provider.sources.length).toBeGreaterThan(0);
    for (const source of provider.sources) expect(String(source.date)).toMatch(/^\d{4}(-\d{2}){0,2}/);
    for (const domain of provider.domains) {
      expect(providers.filter(({ domains }) => domains.includes(domain)).map(({ id }) => id)).toEqual([provider.id]);
    }
    expect(provider.state === 'closed').toBe(provider.closedSince !== undefined);
    if (provider.closedSince !== undefined) expect(provider.closedSince).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it('has a file of its own name', () => {
    expect(readFileSync(join(root, `knowledge/providers/${provider.id}.yaml`), 'utf8')).toContain(`id: ${provider.id}`);
  });
});
