import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openData } from '../../src/core/data';
import { diagnose } from '../../src/core/diagnosis/diagnose';
import {
  parseLocalRules,
  readLocalRules,
  ruleProblemText,
  withLocalRules,
} from '../../src/core/diagnosis/parse-local-rules';

const data = openData(join(__dirname, '../../dist'));
const knowledge = data.knowledge();
const english = data.translator('en');

interface Changes {
  id?: string;
  cause?: string;
  when?: string;
  confidence?: string;
  match?: string;
  more?: string;
}

/** A rule as a file has it, with one line after another changed. */
const rule = ({
  id = 'relay',
  cause = 'bad-credentials',
  when = '',
  confidence = '0.9',
  match = '535 ticket 12',
  more = '',
}: Changes = {}) =>
  [
    `- id: ${id}`,
    `  cause: ${cause}`,
    `  when: ${when || "{ text: ['ticket \\d{1,6}'] }"}`,
    `  confidence: ${confidence}`,
    '  source: our wiki',
    `  matches: [{ text: ${match} }]`,
    '  nearMisses: [{ text: 535 no }]',
    ...(more ? [`  ${more}`] : []),
    '',
  ].join('\n');

/** Problems as `line:column sentence`. */
function said(text: string): string[] {
  return parseLocalRules(text, knowledge).problems.map(
    (problem) => `${problem.line}:${problem.column} ${ruleProblemText(english, problem)}`,
  );
}

describe('a rule of the workspace', () => {
  it('is marked, in the rule and in the answer', () => {
    const { rules, problems } = parseLocalRules(rule(), knowledge);
    expect(problems).toEqual([]);
    expect(rules).toMatchObject([{ id: 'local/relay', local: true, cause: 'bad-credentials' }]);
    const [first] = diagnose({ text: 'see ticket 77' }, withLocalRules(knowledge, rules).rules);
    expect(first).toMatchObject({ id: 'bad-credentials', rule: 'local/relay', local: true, confidence: 0.9 });
  });

  it('wins against one of ours that is as sure, and has no say where that is surer', () => {
    const facts = { stage: 'auth', code: 534, provider: 'gmail', text: '534 Application-specific password required' };
    const answer = (confidence: string) => {
      const text = rule({ when: '{ text: [specific password] }', confidence, match: '534 specific password' });
      const all = withLocalRules(knowledge, parseLocalRules(text, knowledge).rules).rules;
      return diagnose({ ...facts, stage: 'auth' }, all)[0]?.rule;
    };
    expect(answer('0.99')).toBe('local/relay');
    expect(answer('0.5')).toBe('gmail-app-password-required');
  });

  it('names the others of its file, and ours, in `instead`', () => {
    const text = rule() + rule({ id: 'special', more: 'instead: [relay, login-refused-535]' });
    expect(parseLocalRules(text, knowledge).rules[1]?.instead).toEqual(['local/relay', 'login-refused-535']);
  });
});

describe('a rule with an error', () => {
  it.each<[Changes, string]>([
    [{ id: 'Not ours' }, '1:3 The rule “Not ours” is left out: An id consists of small letters, digits and hyphens.'],
    [{ confidence: '90' }, '4:3 The rule “relay” is left out: “confidence” must be at most 1.'],
    [{ confidence: 'high' }, '4:3 The rule “relay” is left out: “confidence” has the wrong type; it must be: number.'],
    [{ when: '{}' }, '3:3 The rule “relay” is left out: “when” is empty.'],
    [
      { when: '{ stage: [login] }' },
      '3:19 The rule “relay” is left out: “stage” can be: settings, dns, tcp, tls, greeting, ehlo, starttls, auth, mail, rcpt, data, quit.',
    ],
    [{ when: '{ code: [5] }' }, '3:18 The rule “relay” is left out: “code” must be at least 200.'],
    [
      { when: '{ text: [ok, "(a"] }' },
      '3:22 The rule “relay” is left out: “text” must be a regular expression (JavaScript); this is none.',
    ],
    [
      { more: 'retry: { when: now, after: 5 }' },
      '8:23 The rule “relay” is left out: “after” is not allowed here. Allowed: when, minutes.',
    ],
    [
      { more: 'zzz: 1' },
      '8:3 The rule “relay” is left out: “zzz” is not allowed here. Allowed: id, cause, guide, when, confidence, retry, fixes, source, matches, instead, alsoWonBy, nearMisses.',
    ],
    [
      { when: '{ txt: [a] }' },
      '3:11 The rule “relay” is left out: “txt” is not allowed here. Allowed: provider, stage, code, enhanced, text, context, without, host, error, reply, silent, port, encryption, auth, userShape, passwordShape.',
    ],
    [
      { match: 'ticket, foo: 1' },
      '6:29 The rule “relay” is left out: “foo” is not allowed here. Allowed: text, stage, provider, error, silent, host, port, encryption, auth, userShape, passwordShape, context.',
    ],
  ])('%j is left out with a sentence', (changes, sentence) => {
    expect(said(rule(changes))).toEqual([sentence]);
    expect(parseLocalRules(rule(changes), knowledge).rules).toEqual([]);
  });

  it.each(['(a{0,9}){0,30}b', '(a+)+', 'a{2,}', 'a{401}', '.*'])('with the pattern %s is left out', (pattern) => {
    expect(said(rule({ when: `{ host: ["${pattern}"] }` }))).toEqual([
      expect.stringContaining('“host”: every repetition needs a bound'),
    ]);
  });

  it.each([
    '.{0,400}.{0,400}.{0,400}x',
    '(a{1,100}){1,4}b',
    `${'('.repeat(5000)}a${')'.repeat(5000)}`,
    `x{0,4}${'y'.repeat(2000)}`,
    `${'('.repeat(8)}a{0,400}${'){1,4}'.repeat(8)}b`,
    'x(?=.{0,400}.{0,400}.{0,400}y)z',
    '(?:a|.{0,400}.{0,400}.{0,400})x',
    '((a{1,4}){1,4}){1,4}b',
    '(?:(?:.{0,400}x){0,4}){0,4}y',
    `${'a?'.repeat(30)}b`,
    '.{0,400}aa.{0,400}aa.{0,400}aa',
  ])('with the pattern %s, which could search for minutes, is left out', (pattern) => {
    expect(said(rule({ when: `{ host: [${JSON.stringify(pattern)}] }` }))).toEqual([
      expect.stringContaining('“host”: the repetitions and alternatives of this expression'),
    ]);
  });

  it.each([
    '.{0,400}quota.{0,400}exceeded',
    String.raw`\d{1,3}(?:\.\d{1,3}){3}`,
    String.raw`[\w.-]{1,80}@[\w.-]{1,80}\.\w{2,9}`,
    String.raw`user( \w{1,12}){0,3} (unknown|not (found|known)|rejected).{0,60}(mailbox|account)?`,
    String.raw`[\]x]{1,3}\x41\u0041\cA(?<a>b)\k<a>{?`,
    'a{,5}b',
    '(?!.{0,400}a)(?!.{0,400}b)(?<!c.{0,400})[^a]d',
    '(?:.{0,400}a|.{0,400}b|.{0,400}c).{0,400}?d',
  ])('with the pattern %s is kept', (pattern) => {
    expect(said(rule({ when: `{ text: [ticket], without: [${JSON.stringify(pattern)}] }` }))).toEqual([]);
  });

  it('is left out when its own examples speak against it', () => {
    expect(said(rule({ when: '{ text: [invoice] }' }))).toEqual([
      '6:13 The rule “relay” is left out: The rule does not hold for this example, which it must match.',
    ]);
    expect(said(rule({ when: "{ text: ['535'] }" }))).toEqual([
      '7:16 The rule “relay” is left out: The rule holds for this near miss, which it must not match.',
    ]);
    expect(parseLocalRules(rule({ when: "{ text: ['535'] }" }), knowledge).rules).toEqual([]);
  });

  it('says which causes and guides there are', () => {
    expect(said(rule({ cause: 'gremlins' }))[0]).toMatch(/^2:3 .*“cause” can be: account-locked, .*bad-credentials/);
    expect(said(rule({ more: 'guide: none' }))[0]).toMatch(/^8:3 .*“guide” can be: .*gmail-app-password/);
  });

  it('leaves the others alone', () => {
    const text = `${rule({ id: 'a' })}${rule({ id: 'b', confidence: '2' })}- 5\n${rule({ id: 'c' })}${rule({ id: 'a' })}`;
    const { rules, problems } = parseLocalRules(text, knowledge);
    expect(rules.map(({ id }) => id)).toEqual(['local/a', 'local/c']);
    expect(problems.map(({ line, id }) => [line, id])).toEqual([
      [11, 'at-most'],
      [15, 'rule-not-map'],
      [23, 'rule-id-twice'],
    ]);
  });
});

describe('a file', () => {
  it.each([
    ['', []],
    ['# none yet\n', []],
    ['[]', []],
    ['accounts: {}', ['1:1 The file must be a list of rules; each begins with “- id:”.']],
    ['- id: [', [expect.stringMatching(/^1:8 This is not valid YAML: /)]],
    [`# ${'x'.repeat(200_000)}`, ['1:1 The file is longer than 200 kB and is not read.']],
  ])('%# that cannot be used says so', (text, sentences) => {
    expect(said(text)).toEqual(sentences);
    expect(parseLocalRules(text, knowledge).rules).toEqual([]);
  });

  it('gives 500 rules at most', () => {
    const many = Array.from({ length: 502 }, (_, index) => rule({ id: `r-${index}` })).join('');
    const { rules, problems } = parseLocalRules(many, knowledge);
    expect(rules).toHaveLength(500);
    expect(problems).toMatchObject([{ id: 'rules-too-many', line: 3501 }]);
  });
});

describe('reading', () => {
  const source = (text: string, bytes = text.length) => ({
    size: vi.fn(async () => bytes),
    text: vi.fn(async () => text),
  });

  it('looks at nothing in a workspace that is not trusted', async () => {
    const untrusted = source(rule());
    expect(await readLocalRules(false, untrusted, knowledge)).toEqual({ rules: [], problems: [] });
    expect(untrusted.size).not.toHaveBeenCalled();
    expect(untrusted.text).not.toHaveBeenCalled();
    expect((await readLocalRules(true, source(rule()), knowledge)).rules).toHaveLength(1);
  });

  it('does not load a long file, and survives one that is missing or cannot be read', async () => {
    const long = source('', 200_000_000);
    expect((await readLocalRules(true, long, knowledge)).problems).toMatchObject([{ id: 'rules-too-long' }]);
    expect(long.text).not.toHaveBeenCalled();
    const missing = { size: async () => undefined, text: () => Promise.reject(new Error('ENOENT')) };
    expect(await readLocalRules(true, missing, knowledge)).toEqual({ rules: [], problems: [] });
    const denied = { ...missing, size: async () => 5 };
    expect((await readLocalRules(true, denied, knowledge)).problems).toMatchObject([{ id: 'rules-unreadable' }]);
  });
});
