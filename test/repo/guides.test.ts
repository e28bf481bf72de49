import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openData } from '../../src/core/data';
import { findGuide } from '../../src/core/guide/find-guide';
import type { GuideFacts, GuideSource, SourceInline, SourceLine } from '../../src/core/guide/guide-source';
import { loadApplication } from '../../src/core/guide/load-application';
import { loadGuide } from '../../src/core/guide/load-guide';
import { parseGuide } from '../../src/core/guide/parse-guide';
import { parseGuideFacts } from '../../src/core/guide/parse-guide-facts';
import { type Language, languages } from '../../src/core/i18n/languages';
import { standingOn } from '../../src/core/provider/standing-on';
import { blocksText, guideText } from '../../src/core/report/guide-text';
import { englishLeft } from './english-left';

const root = join(__dirname, '../..');
const folder = join(root, 'knowledge/guides');
const data = openData(join(root, 'dist'));
const { providers, rules, signs, guides: index, topics, sources } = data.knowledge();
const today = '2026-11-21';

const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const factsById = new Map<string, GuideFacts>(
  ids.map((id) => {
    const file = join(folder, id, 'guide.yaml');
    return [id, parseGuideFacts(id, parse(readFileSync(file, 'utf8')), file)];
  }),
);

function facts(id: string): GuideFacts {
  return factsById.get(id) ?? expect.unreachable(id);
}

/** The guide as the file has it, not as the build put it. */
function source(id: string, language: Language): GuideSource {
  const file = join(folder, id, `${language}.md`);
  return parseGuide(facts(id), readFileSync(file, 'utf8'), file);
}

function linesOf({ blocks }: GuideSource): SourceLine[] {
  return blocks.flatMap((block) => {
    if (block.type === 'paragraph') return [block];
    return block.type === 'steps' || block.type === 'list' ? block.items : [];
  });
}

function stepsOf({ blocks }: GuideSource): SourceInline[] {
  return blocks.flatMap((block) => (block.type === 'steps' ? block.items.flatMap(({ inlines }) => inlines) : []));
}

/** Block types, ids, keys and days in their order: what must be the same in every language. */
function structureOf(guide: GuideSource): string[] {
  const line = ({ inlines, from, until }: SourceLine) => {
    const keys = inlines.flatMap((part) => ('key' in part ? [`${part.type}:${part.key}`] : [])).sort();
    return [...(from ? [`from ${from}`] : []), ...(until ? [`until ${until}`] : []), ...keys].join(' ');
  };
  return guide.blocks.map((block) => {
    switch (block.type) {
      case 'heading':
        return `heading ${block.id ?? ''}`;
      case 'paragraph':
        return `paragraph ${line(block)}`;
      case 'code':
        return `code ${block.language}`;
      default:
        return `${block.type} ${block.items.map((item) => `(${line(item)})`).join(' ')}`;
    }
  });
}

/** A key with its provider. */
function fullKey({ provider }: GuideFacts, key: string): string {
  return key.includes('/') ? key : `${provider}/${key}`;
}

/** All words of a guide that a translator writes. */
function wordsOf(guide: GuideSource): string[] {
  const line = ({ inlines }: SourceLine) =>
    inlines.map((part) => ('text' in part && part.type !== 'code' ? part.text : ' § ')).join('');
  return [
    guide.title,
    guide.summary,
    guide.audience,
    ...(guide.questions ?? []).flatMap(({ ask, answers }) => [ask, ...answers.map(({ text }) => text)]),
    ...guide.blocks.flatMap((block) => {
      if (block.type === 'heading') return [block.text];
      return block.type === 'code' && block.language === 'text'
        ? [block.text.replace(/^\s*[245]\d\d[ -].*$/gm, '')]
        : [];
    }),
    ...linesOf(guide).map(line),
  ];
}

/**
 * Applications into which the guide would have a password entered although it leads to OAuth 2, or no provider that it is for
 * accepts one; on the days on which something changes.
 */
function passwordsAtEnd(id: string, language: Language): string[] {
  const { provider, providers: own = [] } = facts(id);
  const t = data.translator(language);
  return ['2026-11-21', '2027-01-01', '2030-01-01'].flatMap((day) => {
    const guide = loadGuide(data, id, language, day) ?? expect.unreachable(id);
    return [...new Set([provider, ...own])].flatMap((name) => {
      const known = providers.find((candidate) => candidate.id === name);
      const closed = known !== undefined && standingOn(known, day).state === 'closed';
      if (facts(id).signIn !== 'oauth2' && !closed) return [];
      return data.applications().flatMap((application) => {
        const { provider: _own, ...rest } = guide;
        const read = { ...rest, ...(name === undefined ? {} : { provider: name }) };
        const { blocks } = loadApplication(data, application.id, read, day) ?? expect.unreachable(application.id);
        const text = blocksText(blocks, t, 'document');
        const words = [t('applications:newPassword'), t('applications:passwordPlaceholder'), 'SMTP_PASSWORD'];
        return words.some((word) => text.includes(word)) ? [`${application.id} at ${name} on ${day}`] : [];
      });
    });
  });
}

describe.each(ids)('guide %s', (id) => {
  const english = source(id, 'en');
  // the first test says which ones are missing
  const translations = languages.filter((one) => one !== 'en' && existsSync(join(folder, id, `${one}.md`)));

  it('has guide.yaml, a file for each language, and nothing else', () => {
    expect(readdirSync(join(folder, id)).sort()).toEqual(['guide.yaml', ...languages.map((one) => `${one}.md`)].sort());
  });

  it.each(translations)('has the structure of English in %s', (language) => {
    expect(structureOf(source(id, language))).toEqual(structureOf(english));
  });

  it.each(languages)(
    'finds every label, link, source, guide and text in %s, before and after the days it names',
    (language) => {
      const days = linesOf(english).flatMap(({ from, until }) => [from, until].filter((day) => day !== undefined));
      for (const day of [today, ...days, '2030-01-01']) {
        const guide = loadGuide(data, id, language, day);
        if (guide === undefined) throw new Error('missing');
        expect(guideText(guide, data.translator(language), 'document')).not.toMatch(/\{(label|ui|until|from):|\{\{/);
        for (const block of guide.blocks) {
          const inlines = 'items' in block ? block.items.flat() : 'inlines' in block ? block.inlines : [];
          for (const part of inlines) if (part.type === 'link') expect(part.url).toMatch(/^https:\/\//);
        }
      }
    },
  );

  it('has the sections that a guide with steps has', () => {
    const sections = english.blocks.flatMap((block) => (block.type === 'heading' ? [block.id] : []));
    const steps = stepsOf(english);
    if (steps.length === 0) return;
    for (const section of ['do', 'see', 'wait', 'not-fixed']) expect(sections).toContain(section);
    if (steps.some(({ type }) => type === 'label')) expect(sections).toContain('missing');
  });

  it('names causes and providers that there are', () => {
    for (const cause of facts(id).causes ?? [])
      expect(rules.map((rule) => rule.cause).concat('smtp-intercepted')).toContain(cause);
    const { provider, providers: own = [] } = facts(id);
    for (const name of [...own, ...(provider ? [provider] : [])]) expect(Object.keys(signs)).toContain(name);
  });

  it('sends nobody to create or enter a password where none is accepted', () => {
    const isClosed = (name: string | undefined) => {
      const provider = providers.find((candidate) => candidate.id === name);
      return provider !== undefined && standingOn(provider, today).state === 'closed';
    };
    const { providers: own } = facts(id);
    for (const part of stepsOf(english)) {
      if (!('key' in part)) continue;
      if (own?.every(isClosed))
        expect(`${part.type}:${part.key}`).not.toMatch(/^ui:passwordSet$|^label:.*app-password/);
      const [provider] = fullKey(facts(id), part.key).split('/');
      if (part.type === 'label' && isClosed(provider)) expect(part.key).not.toMatch(/password/);
    }
  });

  it.each(languages)('ends with no password in an application where it leads to none, in %s', (language) => {
    expect(passwordsAtEnd(id, language)).toEqual([]);
  });

  it('says that it leads to OAuth 2 where its account has it, or where no password is accepted and it makes none', () => {
    const { causes = [], signIn, otherwise } = facts(id);
    if (otherwise !== undefined) expect(facts(otherwise).signIn).toBeUndefined();
    const shows = english.blocks.some((block) => block.type === 'code' && /^auth: oauth2$/m.test(block.text));
    const makes = linesOf(english).some(({ inlines }) =>
      inlines.some((part) => 'key' in part && /app-password/.test(part.key)),
    );
    if (shows || (causes.includes('basic-auth-disabled') && !makes)) expect(signIn).toBe('oauth2');
  });

  it('names the server that its steps name', () => {
    const { provider: own, server } = facts(id);
    const known = providers.find((candidate) => candidate.id === own)?.servers ?? [];
    if (known.length === 0) return;
    const hosts = server ? [server.host] : known.map(({ host }) => host);
    for (const part of stepsOf(english))
      if (part.type === 'code' && providers.some((one) => one.hosts.includes(part.text)))
        expect(hosts).toContain(part.text);
  });

  it.each(translations)('has no English left in %s', (language) => {
    expect(wordsOf(source(id, language)).flatMap((text) => englishLeft(text, language))).toEqual([]);
  });
});

describe('English that was left in a translation', () => {
  it.each(languages.filter((language) => language !== 'en'))('is found in %s', (language) => {
    const planted = 'Open the page with the address from which the mail is to be sent.';
    const first = source(ids[0] ?? '', 'en');
    expect(wordsOf({ ...first, title: planted }).flatMap((text) => englishLeft(text, language))).toContain(planted);
    expect(englishLeft(`Atidaryti. ${planted} Uždaryti.`, language)).toEqual([planted]);
    expect(englishLeft('Press Advanced Protection, Send As, Less secure apps.', language)).toEqual([]);
  });
});

describe('the guide of a cause', () => {
  const causes = [...new Set([...rules.map(({ cause }) => cause), 'smtp-intercepted'])];

  it.each(causes)('%s is there for any provider', (cause) => {
    expect(ids).toContain(findGuide(index, cause, undefined));
  });

  it('is there for every cause that has a sentence', () => {
    const sentences = Object.keys(data.translator('en').all('causes')).filter((key) =>
      /^[a-z]+(-[a-z0-9]+)+$/.test(key),
    );
    expect(sentences.filter((cause) => !causes.includes(cause))).toEqual([]);
  });

  it('exists where a rule names one', () => {
    for (const { id, guide } of rules) if (guide !== undefined) expect(ids, id).toContain(guide);
  });
});

describe('the list of guides', () => {
  it('has every guide once, and no other', () => {
    expect(topics.flatMap(({ guides }) => guides).sort()).toEqual([...ids].sort());
  });

  it.each(languages)('has topics with names in %s, and no name without a topic', (language) => {
    const names = Object.keys(data.translator(language).all('guides')).filter((key) => key.startsWith('topic_'));
    expect(names.sort()).toEqual(topics.map(({ id }) => `topic_${id}`).sort());
  });
});

describe('keys of labels and sources', () => {
  const used = new Set(
    ids.flatMap((id) =>
      linesOf(source(id, 'en')).flatMap(({ inlines }) =>
        inlines.flatMap((part) => (part.type === 'label' ? [fullKey(facts(id), part.key)] : [])),
      ),
    ),
  );

  it.each(providers)('every label of $id is used by a guide', ({ id, labels }) => {
    expect(Object.keys(labels).filter((key) => !used.has(`${id}/${key}`))).toEqual([]);
  });

  it('every general source is used by a guide', () => {
    const named = new Set([...factsById.values()].flatMap((guide) => guide.sources ?? []));
    expect(Object.keys(sources).filter((key) => !named.has(`general/${key}`))).toEqual([]);
  });

  it('every general source has a title, an address and a day', () => {
    for (const { title, url, date } of Object.values(sources)) {
      expect(title).toMatch(/\S/);
      expect(url).toMatch(/^https:\/\//);
      expect(date).toMatch(/^\d{4}(-\d{2}){0,2}$/);
    }
  });
});
