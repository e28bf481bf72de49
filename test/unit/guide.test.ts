import { describe, expect, it } from 'vitest';
import { findGuide, withGuides } from '../../src/core/guide/find-guide';
import type { GuideFacts, GuideSource } from '../../src/core/guide/guide-source';
import { indexGuides } from '../../src/core/guide/index-guides';
import { isOutdated } from '../../src/core/guide/is-outdated';
import { parseGuide } from '../../src/core/guide/parse-guide';
import { parseGuideFacts } from '../../src/core/guide/parse-guide-facts';
import { parseTopics } from '../../src/core/guide/parse-topics';
import { type GuideContext, labelIn, linkIn, renderGuide } from '../../src/core/guide/render-guide';
import type { Provider } from '../../src/core/provider/provider';
import { provider } from '../golden/provider';

const front = '---\ntitle: "T: x"\nsummary: S\naudience: A\n---\n';
const file = 'knowledge/guides/g/en.md';
const facts: GuideFacts = { id: 'g', date: '2026-11-21', provider: 'mailer' };
const blocks = (body: string) => parseGuide(facts, front + body, file).blocks;
const text = (value: string) => ({ type: 'text', text: value });

describe('parseGuideFacts', () => {
  const yaml = 'knowledge/guides/g/guide.yaml';
  const question = (answers: unknown) => ({ date: '2026-11-21', questions: [{ id: 'q', answers }] });
  const answers = [
    { id: 'a', section: 'do' },
    { id: 'b', guide: 'other' },
  ];

  it('gives the facts with the id', () => {
    const content = {
      date: '2026-11-21',
      provider: 'gmail',
      causes: ['bad-credentials'],
      providers: ['gmail'],
      enterValues: true,
      signIn: 'oauth2',
      otherwise: 'other',
      server: { host: 'smtp.mailer.example', port: 587, encryption: 'starttls' },
      questions: [{ id: 'q', answers }],
      sources: ['gmail/errors', 'general/rfc8314'],
    };
    expect(parseGuideFacts('g', content, yaml)).toEqual({ id: 'g', ...content });
  });

  it.each([
    ['nothing', undefined, 'must be a map'],
    ['an unknown key', { date: '2026-11-21', cause: 'x' }, 'cause is not allowed; allowed: date, provider'],
    ['no date', { provider: 'gmail' }, 'date must be a day'],
    ['a month', { date: '2026-11' }, 'date must be a day'],
    ['causes that are no list', { date: '2026-11-21', causes: 'x' }, 'causes must be a list'],
    ['a cause twice', { date: '2026-11-21', causes: ['x', 'x'] }, 'x is there twice'],
    ['providers without causes', { date: '2026-11-21', providers: ['x'] }, 'together with causes'],
    ['a source without a place', { date: '2026-11-21', sources: ['rfc8314'] }, 'PROVIDER/KEY or general/KEY'],
    ['enterValues that is text', { date: '2026-11-21', enterValues: 'yes' }, 'true or false'],
    ['a sign-in that there is none of', { date: '2026-11-21', signIn: 'token' }, 'signIn must be oauth2'],
    ['another way without OAuth 2', { date: '2026-11-21', otherwise: 'other' }, 'together with signIn only'],
    ['a server that is a name', { date: '2026-11-21', server: 'a.example' }, 'server must be a map'],
    ['a server without a port', { date: '2026-11-21', server: { host: 'a.example' } }, 'port of server'],
    [
      'a server without TLS',
      { date: '2026-11-21', server: { host: 'a.example', port: 25, encryption: 'none' } },
      'must be tls or starttls',
    ],
    ['one answer', question([answers[0]]), 'two answers or more'],
    ['an answer without an end', question([answers[0], { id: 'b' }]), 'either a section or a guide'],
    ['an answer with two ends', question([answers[0], { id: 'b', section: 'do', guide: 'x' }]), 'either a section'],
    ['an answer called ask', question([answers[0], { id: 'ask', section: 'do' }]), 'cannot be ask'],
    ['an answer that leads on from a guide', question([answers[0], { id: 'b', guide: 'x', next: 'do' }]), 'next is'],
    ['the same answer twice', question([answers[0], answers[0]]), 'a is there twice'],
    ['an answer that YAML took for a boolean', question([answers[0], { id: true, section: 'do' }]), 'must be an id'],
  ])('refuses %s, and names the file and what is allowed', (_name, content, message) => {
    expect(() => parseGuideFacts('g', content, yaml)).toThrow(new RegExp(`${yaml}.*${message}`));
  });
});

describe('parseGuide', () => {
  it('reads front matter, headings, paragraphs and lists', () => {
    const body =
      '\nOne\ntwo.\n\n## Head {#do}\n\n1. First **bold** `code`\n2. Press {label:ok}, then {label:other/ok} or {ui:test}.\n\n## Plain\n\n- [the page](link:page)\n- [more](guide:other)\n- \\*star\n';
    expect(parseGuide(facts, front + body, file)).toEqual({
      id: 'g',
      title: 'T: x',
      summary: 'S',
      audience: 'A',
      date: '2026-11-21',
      provider: 'mailer',
      blocks: [
        { type: 'paragraph', inlines: [text('One two.')] },
        { type: 'heading', text: 'Head', id: 'do' },
        {
          type: 'steps',
          items: [
            {
              inlines: [text('First '), { type: 'strong', text: 'bold' }, text(' '), { type: 'code', text: 'code' }],
            },
            {
              inlines: [
                text('Press '),
                { type: 'label', key: 'ok' },
                text(', then '),
                { type: 'label', key: 'other/ok' },
                text(' or '),
                { type: 'ui', key: 'test' },
                text('.'),
              ],
            },
          ],
        },
        { type: 'heading', text: 'Plain' },
        {
          type: 'list',
          items: [
            { inlines: [{ type: 'link', text: 'the page', key: 'page' }] },
            { inlines: [{ type: 'guide', text: 'more', key: 'other' }] },
            { inlines: [text('*'), text('star')] },
          ],
        },
      ],
    });
  });

  it('reads CRLF, loose lists, and labels in bold', () => {
    expect(blocks('Text **x {label:ok}**\r\n\r\n1. one\r\n\r\n2. two\r\n')).toEqual([
      { type: 'paragraph', inlines: [text('Text '), { type: 'strong', text: 'x ' }, { type: 'label', key: 'ok' }] },
      { type: 'steps', items: [{ inlines: [text('one')] }, { inlines: [text('two')] }] },
    ]);
    expect(parseGuide(facts, `${front}x\n`.replaceAll('\n', '\r\n'), file).title).toBe('T: x');
  });

  it('shows characters that mean something to HTML as they are', () => {
    expect(blocks('a < b & "c" `<d>` **e & f**\n')).toEqual([
      {
        type: 'paragraph',
        inlines: [text('a < b & "c" '), { type: 'code', text: '<d>' }, text(' '), { type: 'strong', text: 'e & f' }],
      },
    ]);
  });

  it('reads messages, examples, and lines for a time', () => {
    const body =
      '{until:2026-12-31} Old.\n\n- {from:2027-01-01} {label:ok} new\n- always\n\n```text\nDear *admin*,\n\n<b>\n```\n\n```yaml\nport: 587\n```\n';
    expect(blocks(body)).toEqual([
      { type: 'paragraph', inlines: [text('Old.')], until: '2026-12-31' },
      {
        type: 'list',
        items: [
          { inlines: [{ type: 'label', key: 'ok' }, text(' new')], from: '2027-01-01' },
          { inlines: [text('always')] },
        ],
      },
      { type: 'code', language: 'text', text: 'Dear *admin*,\n\n<b>' },
      { type: 'code', language: 'yaml', text: 'port: 587' },
    ]);
  });

  it('puts the words of the questions to their answers', () => {
    const asking: GuideFacts = {
      ...facts,
      questions: [
        {
          id: 'q',
          answers: [
            { id: 'a', section: 'do', next: 'see' },
            { id: 'b', guide: 'other' },
          ],
        },
      ],
    };
    const body = '## Do {#do}\n\n## See {#see}\n';
    const words = (lines: string) => front.replace('audience: A\n', `audience: A\nquestions:\n${lines}`);
    const whole = '  q:\n    ask: Which?\n    a: This\n    b: That\n';
    expect(parseGuide(asking, words(whole) + body, file).questions).toEqual([
      {
        id: 'q',
        ask: 'Which?',
        answers: [
          { id: 'a', section: 'do', next: 'see', text: 'This' },
          { id: 'b', guide: 'other', text: 'That' },
        ],
      },
    ]);
    const parse =
      (lines: string, rest = body) =>
      () =>
        parseGuide(asking, words(lines) + rest, file);
    expect(parse('')).toThrow(`${file}: the question q: texts are missing`);
    expect(parse(whole.replace('    b: That\n', ''))).toThrow(`${file}: the question q lacks the text b`);
    expect(parse(`${whole}    c: Those\n`)).toThrow('c is not in guide.yaml; there are: ask, a, b');
    expect(parse(`${whole}  r:\n    ask: x\n`)).toThrow('r is not in guide.yaml; there are: q');
    expect(parse(whole, '## Do {#do}\n')).toThrow('there is no section see; there are: do');
  });

  it.each([
    ['no front matter', '# Title\n'],
    ['a front matter without an end', '---\ntitle: T\n'],
    ['an empty front matter', '---\n\n---\nx\n'],
    ['no title', front.replace('title: "T: x"\n', '')],
    ['no summary', front.replace('summary: S\n', '')],
    ['no audience', front.replace('audience: A\n', '')],
    ['a date in the front matter', front.replace('audience', 'date: 2026-11-21\naudience')],
    ['a title that is no text', front.replace('"T: x"', '5')],
    ['a table', `${front}| a | b |\n|---|---|\n| 1 | 2 |\n`],
    ['HTML', `${front}<script>alert(1)</script>\n`],
    ['HTML in a line', `${front}a <b>b</b>\n`],
    ['a block without a language', `${front}\`\`\`\nx\n\`\`\`\n`],
    ['a label in a block', `${front}\`\`\`text\n{label:ok}\n\`\`\`\n`],
    ['an indented code block', `${front}text\n\n    code\n`],
    ['a quotation', `${front}> x\n`],
    ['a line across', `${front}a\n\n---\n\nb\n`],
    ['an image', `${front}![x](link:y)\n`],
    ['emphasis', `${front}an *important* word\n`],
    ['a link to an address', `${front}[x](https://evil.example)\n`],
    ['a bare address', `${front}see https://evil.example\n`],
    ['a link without a key', `${front}[x](link:)\n`],
    ['a guide without an id', `${front}[x](guide:)\n`],
    ['a list in a list', `${front}1. a\n   - b\n`],
    ['a strike', `${front}~~x~~\n`],
    ['a hard line break', `${front}a  \nb\n`],
    ['a check box', `${front}- [ ] a\n`],
    ['a link in bold', `${front}**[x](link:y)**\n`],
    ['bold in a link', `${front}[**x**](link:y)\n`],
    ['code in bold', `${front}**a \`b\`**\n`],
    ['code in a heading', `${front}## a \`b\`\n`],
    ['a heading of another level', `${front}### a\n`],
    ['a heading that is only an id', `${front}## {#do}\n`],
    ['a heading with a wrong id', `${front}## a {#Do it}\n`],
    ['a section twice', `${front}## a {#do}\n\n## b {#do}\n`],
    ['a label without an end', `${front}Press {label:ok\n`],
    ['a text of ours without a key', `${front}Press {ui:}\n`],
    ['a label in a heading', `${front}## {label:ok}\n`],
    ['a label in code', `${front}\`{label:ok}\`\n`],
    ['a label in a link', `${front}[{label:ok}](link:y)\n`],
    ['a step for a time', `${front}1. {until:2026-12-31} a\n`],
    ['a day in the middle of a line', `${front}a {until:2026-12-31} b\n`],
    ['a day that is none', `${front}{until:2026-12} b\n`],
    ['a heading for a time', `${front}## {from:2027-01-01} a\n`],
  ])('refuses %s and names the file', (_name, source) => {
    expect(() => parseGuide(facts, source, file)).toThrow(file);
  });
});

describe('the guide of a diagnosis', () => {
  const guide = (id: string, causes: string[], providers?: string[]): GuideFacts => ({
    id,
    date: '2026-11-21',
    causes,
    ...(providers ? { providers } : {}),
  });
  const index = indexGuides([
    guide('general', ['bad-credentials', 'relay-denied']),
    guide('gmail', ['bad-credentials'], ['gmail', 'google-workspace']),
    guide('outlook', ['basic-auth-disabled'], ['outlook']),
    { id: 'background', date: '2026-11-21' },
  ]);

  it.each([
    ['bad-credentials', 'gmail', 'gmail'],
    ['bad-credentials', 'google-workspace', 'gmail'],
    ['bad-credentials', 'yahoo', 'general'],
    ['bad-credentials', undefined, 'general'],
    ['basic-auth-disabled', 'outlook', 'outlook'],
    ['basic-auth-disabled', 'gmail', undefined],
    ['greylisted', 'gmail', undefined],
    ['bad-credentials', 'constructor', 'general'],
    ['constructor', undefined, undefined],
  ])('of %s at %s is %s', (cause, provider, expected) => {
    expect(findGuide(index, cause, provider)).toBe(expected);
  });

  it('is the one that the rule names, where it names one', () => {
    const diagnoses = [{ id: 'bad-credentials', provider: 'gmail' }, { id: 'relay-denied', guide: 'own' }, { id: 'x' }];
    expect(withGuides(diagnoses, index).map((diagnosis) => diagnosis.guide)).toEqual(['gmail', 'own', undefined]);
  });

  it('is never one of two', () => {
    const twice = [guide('a', ['x'], ['gmail']), guide('b', ['x'], ['gmail'])];
    expect(() => indexGuides(twice)).toThrow('guides a and b are both for x at gmail');
    expect(() => indexGuides([guide('a', ['x']), guide('b', ['x'])])).toThrow('both for x');
  });
});

describe('parseTopics', () => {
  it('gives topics in their order, and refuses anything else', () => {
    const topics = [
      { id: 'b', guides: ['x'] },
      { id: 'a', guides: [] },
    ];
    expect(parseTopics(topics, 'index.yaml')).toEqual(topics);
    for (const wrong of [
      {},
      undefined,
      ['x'],
      [{ id: 'a' }],
      [{ id: 'a', guides: [5] }],
      [{ ...topics[0], title: 'x' }],
    ])
      expect(() => parseTopics(wrong, 'index.yaml')).toThrow('index.yaml');
  });
});

describe('isOutdated', () => {
  it.each([
    ['2025-11-21', '2026-11-21', false],
    ['2025-11-20', '2026-11-21', true],
    ['2025-11', '2026-11-01', false],
    ['2025-10', '2026-11-01', true],
    ['2026-11-21', '2026-11-21', false],
  ])('%s on %s: %s', (date, today, expected) => {
    expect(isOutdated(date, today)).toBe(expected);
  });
});

const mailer = provider({
  links: {
    page: 'https://mailer.example/',
    help: {
      en: 'https://mailer.example/en',
      it: 'https://mailer.example/it',
      'pt-BR': 'https://mailer.example/br',
      'pt-PT': 'https://mailer.example/ptpt',
    },
    english: { en: 'https://mailer.example/only' },
    italian: { it: 'https://mailer.example/it' },
  },
  labels: {
    ok: { en: 'Create', it: 'Crea', lt: { text: 'Sukurti', sure: 'inferred' }, pt: 'Criar' },
    same: { en: 'App', it: { text: 'App', sure: 'one-source' } },
    split: { en: 'Password', 'pt-BR': 'Senha', 'pt-PT': 'Palavra-passe' },
    unsureSplit: { en: 'Password', 'pt-BR': 'Senha', 'pt-PT': { text: 'Palavra-passe', sure: 'inferred' } },
    equalSplit: { en: 'Done', 'pt-BR': 'Concluído', 'pt-PT': { text: 'Concluído', sure: 'inferred' } },
    brazil: { en: 'Done', 'pt-BR': 'Pronto' },
    portugal: { en: 'Done', 'pt-PT': { text: 'Feito', sure: 'one-source' } },
    unsureEnglish: { en: { text: 'Go', sure: 'one-source' } },
  },
});

describe('labelIn', () => {
  it.each([
    ['ok', 'en', { text: 'Create' }],
    ['ok', 'it', { text: 'Crea' }],
    ['ok', 'lt', { text: 'Sukurti', english: 'Create' }],
    ['ok', 'pl', { text: 'Create' }],
    ['ok', 'pt', { text: 'Criar' }],
    ['same', 'it', { text: 'App' }],
    ['split', 'pt', { text: 'Senha (Portugal: Palavra-passe)' }],
    ['unsureSplit', 'pt', { text: 'Senha (Portugal: Palavra-passe)', english: 'Password' }],
    ['equalSplit', 'pt', { text: 'Concluído' }],
    ['brazil', 'pt', { text: 'Pronto' }],
    ['portugal', 'pt', { text: 'Feito', english: 'Done' }],
    ['unsureEnglish', 'en', { text: 'Go' }],
    ['unsureEnglish', 'pt', { text: 'Go' }],
  ] as const)('%s in %s', (key, language, expected) => {
    expect(labelIn(mailer.labels[key] as Provider['labels'][string], language)).toEqual(expected);
  });
});

describe('linkIn', () => {
  it.each([
    ['page', 'lt', 'https://mailer.example/'],
    ['help', 'it', 'https://mailer.example/it'],
    ['help', 'lt', 'https://mailer.example/en'],
    ['help', 'pt', 'https://mailer.example/br'],
    ['english', 'it', 'https://mailer.example/only'],
    ['italian', 'en', undefined],
    ['none', 'en', undefined],
    ['constructor', 'en', undefined],
  ] as const)('%s in %s', (key, language, expected) => {
    expect(linkIn(mailer, key, language)).toBe(expected);
  });
});

describe('renderGuide', () => {
  const other: Provider = {
    ...mailer,
    id: 'other',
    labels: { ok: { en: 'Other' } },
    links: { page: 'https://other.example/' },
  };
  const source: GuideSource = {
    id: 'g',
    title: 'T',
    summary: 'S',
    audience: 'A',
    date: '2026-11-21',
    provider: 'mailer',
    blocks: [
      { type: 'heading', text: 'H', id: 'do' },
      {
        type: 'paragraph',
        inlines: [
          { type: 'text', text: 'x' },
          { type: 'link', text: 'here', key: 'help' },
        ],
      },
      {
        type: 'steps',
        items: [
          {
            inlines: [
              { type: 'label', key: 'ok' },
              { type: 'label', key: 'other/ok' },
              { type: 'link', text: 'there', key: 'other/page' },
              { type: 'ui', key: 'test' },
              { type: 'guide', text: 'more', key: 'second' },
            ],
          },
        ],
      },
    ],
  };
  const context: GuideContext = {
    providers: [
      { ...mailer, sources: { old: { title: 'Old', date: '2024-06' }, page: { title: 'Page', date: '2026-11-01' } } },
      other,
    ],
    sources: {
      rfc: { title: 'RFC', url: 'https://rfc.example/', date: '2008-10', standard: true },
      blog: { title: 'Blog', date: '2020-01-01' },
    },
    title: (id) => (id === 'second' ? 'The second guide' : undefined),
    today: '2026-11-21',
    ui: (key) => (key === 'test' ? 'Prueba' : undefined),
  };
  const withLine = (line: GuideSource['blocks'][number]): GuideSource => ({ ...source, blocks: [line] });

  it('fills in labels, links, our own texts and titles, of other providers, too', () => {
    expect(renderGuide(source, 'lt', context)).toEqual({
      id: 'g',
      language: 'lt',
      title: 'T',
      summary: 'S',
      audience: 'A',
      date: '2026-11-21',
      provider: 'mailer',
      questions: [],
      sources: [],
      blocks: [
        { type: 'heading', text: 'H', id: 'do' },
        {
          type: 'paragraph',
          inlines: [
            { type: 'text', text: 'x' },
            { type: 'link', text: 'here', url: 'https://mailer.example/en' },
          ],
        },
        {
          type: 'steps',
          items: [
            [
              { type: 'label', text: 'Sukurti', english: 'Create' },
              { type: 'label', text: 'Other' },
              { type: 'link', text: 'there', url: 'https://other.example/' },
              { type: 'ui', key: 'test', text: 'Prueba' },
              { type: 'guide', text: 'more', id: 'second', title: 'The second guide' },
            ],
          ],
        },
      ],
    });
  });

  it('reads differently before and after a day', () => {
    const line = (value: string, when = {}) => ({ inlines: [{ type: 'text' as const, text: value }], ...when });
    const guide: GuideSource = {
      ...source,
      blocks: [
        { type: 'paragraph', ...line('before', { until: '2026-12-31' }) },
        { type: 'paragraph', ...line('after', { from: '2027-01-01' }) },
        { type: 'list', items: [line('always'), line('later', { from: '2027-01-01' })] },
        { type: 'list', items: [line('gone', { until: '2026-12-31' })] },
      ],
    };
    const words = (today: string) =>
      JSON.stringify(renderGuide(guide, 'en', { ...context, today }).blocks).match(/before|after|always|later|gone/g);
    expect(words('2026-12-31')).toEqual(['before', 'always', 'gone']);
    expect(words('2027-01-01')).toEqual(['after', 'always', 'later']);
    expect(renderGuide(guide, 'en', { ...context, today: '2027-01-01' }).blocks).toHaveLength(2);
  });

  it('gives questions with where each answer leads', () => {
    const questions: NonNullable<GuideSource['questions']> = [
      {
        id: 'q',
        ask: 'Which?',
        answers: [
          { id: 'a', text: 'This', section: 'do', next: 'see' },
          { id: 'b', text: 'That', guide: 'second' },
        ],
      },
    ];
    expect(renderGuide({ ...source, questions }, 'en', context).questions[0]?.answers).toEqual([
      { id: 'a', text: 'This', section: 'do', next: 'see' },
      { id: 'b', text: 'That', guide: { id: 'second', title: 'The second guide' } },
    ]);
  });

  it('marks what is older than a year on the day of reading, but no standard', () => {
    const guide = { ...source, sources: ['mailer/old', 'mailer/page', 'general/rfc', 'general/blog'] };
    const on = (today: string) => {
      const { outdated, sources } = renderGuide(guide, 'en', { ...context, today });
      return [outdated, ...sources.map((page) => page.outdated)];
    };
    expect(on('2026-11-21')).toEqual([undefined, true, undefined, undefined, true]);
    expect(on('2027-11-22')).toEqual([true, true, true, undefined, true]);
    expect(renderGuide(guide, 'en', context).sources[2]).toEqual({
      title: 'RFC',
      url: 'https://rfc.example/',
      date: '2008-10',
    });
  });

  it.each([
    { type: 'label', key: 'none' },
    { type: 'label', key: 'gone/ok' },
    { type: 'label', key: 'constructor' },
    { type: 'link', text: 'x', key: 'none' },
    { type: 'ui', key: 'none' },
    { type: 'guide', text: 'x', key: 'none' },
  ] as const)('throws for a key that is not there: %j', (inline) => {
    expect(() => renderGuide(withLine({ type: 'paragraph', inlines: [inline] }), 'en', context)).toThrow(RangeError);
  });

  it.each(['mailer/none', 'gone/old', 'general/none', 'general/constructor'])('throws for the source %s', (key) => {
    expect(() => renderGuide({ ...source, sources: [key] }, 'en', context)).toThrow(`no source ${key}`);
  });

  it('throws for a key without a provider', () => {
    const { provider: _none, ...general } = withLine({ type: 'paragraph', inlines: [{ type: 'label', key: 'ok' }] });
    expect(() => renderGuide(general, 'en', context)).toThrow(/no label ok/);
  });
});
