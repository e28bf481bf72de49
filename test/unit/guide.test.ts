import { describe, expect, it } from 'vitest';
import type { GuideSource } from '../../src/core/guide/guide-source';
import { parseGuide } from '../../src/core/guide/parse-guide';
import { labelIn, linkIn, renderGuide } from '../../src/core/guide/render-guide';
import type { Provider } from '../../src/core/provider/provider';

const front = '---\ntitle: "T: x"\nsummary: S\naudience: A\ndate: 2026-11-21\nprovider: mailer\n---\n';
const file = 'knowledge/guides/g/en.md';
const blocks = (body: string) => parseGuide('g', front + body, file).blocks;
const text = (value: string) => ({ type: 'text', text: value });

describe('parseGuide', () => {
  it('reads front matter, headings, paragraphs and lists', () => {
    const body =
      '\nOne\ntwo.\n\n## Head\n\n1. First **bold** `code`\n2. Press {label:ok}, then {label:other/ok}.\n\n- [the page](link:page)\n- \\*star\n';
    expect(parseGuide('g', front + body, file)).toEqual({
      id: 'g',
      title: 'T: x',
      summary: 'S',
      audience: 'A',
      date: '2026-11-21',
      provider: 'mailer',
      blocks: [
        { type: 'paragraph', inlines: [text('One two.')] },
        { type: 'heading', text: 'Head' },
        {
          type: 'steps',
          items: [
            [text('First '), { type: 'strong', text: 'bold' }, text(' '), { type: 'code', text: 'code' }],
            [
              text('Press '),
              { type: 'label', key: 'ok' },
              text(', then '),
              { type: 'label', key: 'other/ok' },
              text('.'),
            ],
          ],
        },
        { type: 'list', items: [[{ type: 'link', text: 'the page', key: 'page' }], [text('*'), text('star')]] },
      ],
    });
  });

  it('reads CRLF, loose lists, and labels in bold', () => {
    expect(blocks('Text **x {label:ok}**\r\n\r\n1. one\r\n\r\n2. two\r\n')).toEqual([
      { type: 'paragraph', inlines: [text('Text '), { type: 'strong', text: 'x ' }, { type: 'label', key: 'ok' }] },
      { type: 'steps', items: [[text('one')], [text('two')]] },
    ]);
    expect(parseGuide('g', `${front}x\n`.replaceAll('\n', '\r\n'), file).title).toBe('T: x');
  });

  it('shows characters that mean something to HTML as they are', () => {
    expect(blocks('a < b & "c" `<d>` **e & f**\n')).toEqual([
      {
        type: 'paragraph',
        inlines: [text('a < b & "c" '), { type: 'code', text: '<d>' }, text(' '), { type: 'strong', text: 'e & f' }],
      },
    ]);
  });

  it.each([
    ['no front matter', '# Title\n'],
    ['a front matter without an end', '---\ntitle: T\n'],
    ['an empty front matter', '---\n\n---\nx\n'],
    ['no title', front.replace('title: "T: x"\n', '')],
    ['no summary', front.replace('summary: S\n', '')],
    ['no audience', front.replace('audience: A\n', '')],
    ['no date', front.replace('date: 2026-11-21\n', '')],
    ['a title that is no text', front.replace('"T: x"', '5')],
    ['a table', `${front}| a | b |\n|---|---|\n| 1 | 2 |\n`],
    ['HTML', `${front}<script>alert(1)</script>\n`],
    ['HTML in a line', `${front}a <b>b</b>\n`],
    ['a code block', `${front}\`\`\`\nx\n\`\`\`\n`],
    ['an indented code block', `${front}text\n\n    code\n`],
    ['a quotation', `${front}> x\n`],
    ['a line across', `${front}a\n\n---\n\nb\n`],
    ['an image', `${front}![x](link:y)\n`],
    ['emphasis', `${front}an *important* word\n`],
    ['a link to an address', `${front}[x](https://evil.example)\n`],
    ['a bare address', `${front}see https://evil.example\n`],
    ['a link without a key', `${front}[x](link:)\n`],
    ['a list in a list', `${front}1. a\n   - b\n`],
    ['a strike', `${front}~~x~~\n`],
    ['a hard line break', `${front}a  \nb\n`],
    ['a check box', `${front}- [ ] a\n`],
    ['a link in bold', `${front}**[x](link:y)**\n`],
    ['bold in a link', `${front}[**x**](link:y)\n`],
    ['code in bold', `${front}**a \`b\`**\n`],
    ['code in a heading', `${front}## a \`b\`\n`],
    ['a label without an end', `${front}Press {label:ok\n`],
    ['a label in a heading', `${front}## {label:ok}\n`],
    ['a label in code', `${front}\`{label:ok}\`\n`],
    ['a label in a link', `${front}[{label:ok}](link:y)\n`],
  ])('refuses %s and names the file', (_name, source) => {
    expect(() => parseGuide('g', source, file)).toThrow(file);
  });
});

const provider: Provider = {
  id: 'mailer',
  name: 'Mailer',
  kind: 'mailbox',
  domains: [],
  hosts: [],
  servers: [],
  userName: 'full-address',
  signIn: [],
  state: 'works',
  asOf: '2026-11',
  sources: {},
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
};

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
    expect(labelIn(provider.labels[key] as Provider['labels'][string], language)).toEqual(expected);
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
    expect(linkIn(provider, key, language)).toBe(expected);
  });
});

describe('renderGuide', () => {
  const other: Provider = {
    ...provider,
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
      { type: 'heading', text: 'H' },
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
          [
            { type: 'label', key: 'ok' },
            { type: 'label', key: 'other/ok' },
            { type: 'link', text: 'there', key: 'other/page' },
          ],
        ],
      },
    ],
  };

  it('fills in labels and links, of other providers, too', () => {
    expect(renderGuide(source, 'lt', [provider, other])).toEqual({
      id: 'g',
      language: 'lt',
      title: 'T',
      summary: 'S',
      audience: 'A',
      date: '2026-11-21',
      blocks: [
        { type: 'heading', text: 'H' },
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
            ],
          ],
        },
      ],
    });
  });

  it.each([
    { type: 'label', key: 'none' },
    { type: 'label', key: 'gone/ok' },
    { type: 'label', key: 'constructor' },
    { type: 'link', text: 'x', key: 'none' },
  ] as const)('throws for a key that is not there: %j', (inline) => {
    const guide: GuideSource = { ...source, blocks: [{ type: 'paragraph', inlines: [inline] }] };
    expect(() => renderGuide(guide, 'en', [provider])).toThrow(RangeError);
  });

  it('throws for a key without a provider', () => {
    const { provider: _none, ...general } = source;
    expect(() =>
      renderGuide({ ...general, blocks: [{ type: 'paragraph', inlines: [{ type: 'label', key: 'ok' }] }] }, 'en', [
        provider,
      ]),
    ).toThrow(/no label ok/);
  });
});
