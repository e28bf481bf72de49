import { describe, expect, it } from 'vitest';
import { diagnose, factsOf, foldReply, holds } from '../../src/core/diagnosis/diagnose';
import type { Facts } from '../../src/core/diagnosis/diagnosis';
import type { Rule, RuleCondition } from '../../src/core/diagnosis/rule';
import type { ProbeResult } from '../../src/core/probe/probe-result';

const rule = (id: string, when: RuleCondition, more: Partial<Rule> = {}): Rule => ({
  id,
  cause: id,
  when,
  confidence: 0.9,
  source: 'test',
  matches: [],
  nearMisses: [],
  ...more,
});

const facts: Facts = {
  account: 'shop',
  host: 'smtp.example.com',
  port: 465,
  encryption: 'tls',
  provider: 'gmail',
  stage: 'auth',
  code: 534,
  enhanced: '5.7.9',
  text: '534-5.7.9 Application-specific password\n534 5.7.9  required. Go to 5b1 - gsmtp',
};

describe('a condition', () => {
  it.each<[RuleCondition, boolean]>([
    [{}, true],
    [{ provider: ['yahoo', 'gmail'] }, true],
    [{ provider: ['yahoo'] }, false],
    [{ provider: [] }, false],
    [{ stage: ['auth'] }, true],
    [{ stage: ['mail'] }, false],
    [{ code: [535, 534] }, true],
    [{ code: [535] }, false],
    [{ enhanced: ['5.7.9'] }, true],
    [{ enhanced: ['5.7.8'] }, false],
    [{ port: [465] }, true],
    [{ port: [587] }, false],
    [{ encryption: ['tls'] }, true],
    [{ encryption: ['none'] }, false],
    [{ error: ['ECONNREFUSED'] }, false],
    [{ silent: true }, false],
    [{ silent: false }, true],
    [{ text: ['application-specific PASSWORD required'] }, true],
    [{ text: ['nothing', 'gsmtp$'] }, true],
    [{ text: ['^required'] }, false],
    [{ provider: ['gmail'], stage: ['auth'], code: [534], text: ['password'] }, true],
    [{ provider: ['gmail'], stage: ['auth'], code: [534], text: ['passport'] }, false],
  ])('%j: %s', (when, expected) => {
    expect(holds(when, facts)).toBe(expected);
  });

  it('does not hold for what is not known', () => {
    for (const when of [
      { provider: ['gmail'] },
      { stage: ['auth'] },
      { code: [0] },
      { text: ['.*'] },
      { port: [465] },
    ] as RuleCondition[]) {
      expect(holds(when, {})).toBe(false);
    }
    expect(holds({ silent: true }, { silent: true })).toBe(true);
    expect(holds({ silent: false }, { silent: true })).toBe(false);
  });
});

describe('foldReply', () => {
  it.each([
    ['534-5.7.9 a\n534 5.7.9 b', '534-5.7.9 a b'],
    ['550-a\r\n550-b\r\n550 c', '550-a b c'],
    ['550 a\n  b\t c', '550 a b c'],
    ['550-5.1.1 The\n550-5.1.1 address 10.20.30 is', '550-5.1.1 The address 10.20.30 is'],
    ['one line', 'one line'],
  ])('%j', (text, expected) => {
    expect(foldReply(text)).toBe(expected);
  });
});

describe('diagnose', () => {
  it('says nothing when no rule holds', () => {
    expect(diagnose(facts, [])).toEqual([]);
    expect(diagnose(facts, [rule('no', { code: [535] })])).toEqual([]);
  });

  it('puts the surer first, then the more specific, then the order of the rules', () => {
    const rules = [
      rule('general', { code: [534] }),
      rule('also-general', { stage: ['auth'] }),
      rule('specific', { code: [534], provider: ['gmail'] }),
      rule('weak', { code: [534], provider: ['gmail'], stage: ['auth'], text: ['password'] }, { confidence: 0.5 }),
      rule('sure', {}, { confidence: 0.99 }),
    ];
    expect(diagnose(facts, rules).map(({ id }) => id)).toEqual(['sure', 'specific', 'general', 'also-general', 'weak']);
    expect(rules.map(({ id }) => id)).toEqual(['general', 'also-general', 'specific', 'weak', 'sure']);
  });

  it('gives each cause once, by its best rule', () => {
    const rules = [
      rule('r1', { code: [534] }, { cause: 'app-password', confidence: 0.7 }),
      rule('r2', { code: [534] }, { cause: 'app-password', confidence: 0.95, guide: 'g' }),
      rule('r3', { code: [534] }, { cause: 'other', confidence: 0.6 }),
    ];
    expect(diagnose(facts, rules).map(({ id, rule: by }) => `${id} by ${by}`)).toEqual([
      'app-password by r2',
      'other by r3',
    ]);
  });

  it('quotes what the pattern matched in whole words', () => {
    const decisive = (text: string, pattern: string) =>
      diagnose({ text }, [rule('r', { text: [pattern] })])[0]?.evidence[0]?.decisive;
    expect(decisive('451 4.7.1 Greylisted for 4m30s', 'greylist')).toBe('Greylisted');
    expect(decisive('451 4.7.1 Ungreylisted', 'greylist')).toBe('Ungreylisted');
    expect(decisive('Odrzucono połączenie', 'po.{1,2}cz')).toBe('połączenie');
    expect(decisive('(#AUTH005) Too many', '#auth\\d')).toBe('#AUTH005');
    expect(decisive('a b c', ' b ')).toBe(' b ');
  });

  it('carries provider, guide, retry and the quoted evidence', () => {
    const [diagnosis] = diagnose(facts, [
      rule('r', { code: [534], encryption: ['tls'] }, { guide: 'g', retry: { when: 'after-minutes', minutes: 15 } }),
    ]);
    expect(diagnosis).toEqual({
      id: 'r',
      provider: 'gmail',
      confidence: 0.9,
      rule: 'r',
      guide: 'g',
      retry: { when: 'after-minutes', minutes: 15 },
      fixes: [],
      evidence: [
        { kind: 'reply', text: facts.text, stage: 'auth' },
        { kind: 'setting', text: 'port: 465, encryption: tls' },
      ],
    });
  });

  it.each<[Facts, string]>([
    [{ stage: 'tls', text: 'wrong version', errorCode: 'E' }, 'tls-error'],
    [{ stage: 'tcp', text: 'refused', errorCode: 'E' }, 'system-error'],
    [{ stage: 'greeting', silent: true }, 'silence'],
  ])('names the kind of the evidence in %j', (seen, kind) => {
    expect(diagnose(seen, [rule('r', {})])[0]?.evidence).toEqual([
      { kind, text: seen.text ?? 'greeting', stage: seen.stage },
    ]);
  });

  it.each<[string, Partial<Facts>, unknown[]]>([
    [
      'use-starttls',
      { port: 465, encryption: 'tls' },
      [
        ['encryption', 'starttls'],
        ['port', 587],
      ],
    ],
    ['use-starttls', { port: 587, encryption: 'tls' }, [['encryption', 'starttls']]],
    ['use-starttls', { port: 2525, encryption: 'none' }, [['encryption', 'starttls']]],
    [
      'use-implicit-tls',
      { port: 587, encryption: 'starttls' },
      [
        ['encryption', 'tls'],
        ['port', 465],
      ],
    ],
    ['use-implicit-tls', { port: 465, encryption: 'starttls' }, [['encryption', 'tls']]],
    ['use-starttls', { port: 587, encryption: 'starttls' }, []],
    ['use-implicit-tls', { encryption: 'tls' }, []],
    ['unknown-fix', {}, []],
    ['use-starttls', { account: undefined } as never, []],
  ])('offers %s for %j', (id, seen, expected) => {
    const known = Object.fromEntries(Object.entries({ ...facts, ...seen }).filter(([, value]) => value !== undefined));
    const fixes = diagnose(known, [rule('r', {}, { fixes: [id] })])[0]?.fixes ?? [];
    expect(fixes.flatMap(({ edits }) => edits.map(({ path, value }) => [path.at(-1), value]))).toEqual(expected);
    for (const fix of fixes) {
      expect(fix.id).toBe(id);
      expect(fix.edits.every(({ path }) => path[0] === 'accounts' && path[1] === 'shop')).toBe(true);
    }
  });
});

describe('factsOf', () => {
  const result: ProbeResult = {
    account: 'shop',
    mode: 'login',
    outcome: 'failed',
    failedStage: 'ehlo',
    ms: 1,
    host: 'h',
    port: 587,
    stages: [
      { stage: 'ehlo', outcome: 'passed', ms: 1 },
      { stage: 'tls', outcome: 'passed', ms: 1 },
      { stage: 'ehlo', outcome: 'silent', ms: 1 },
    ],
    capabilities: [],
    startedAt: '2026-11-21T00:00:00.000Z',
    runFrom: 'this-machine',
    transcript: [],
  };

  it('knows nothing of a test that did not fail', () => {
    for (const outcome of ['passed', 'cancelled'] as const)
      expect(factsOf({ ...result, outcome }, { encryption: 'tls' })).toBeUndefined();
  });

  it('looks at the last stage of that name', () => {
    expect(factsOf(result, { encryption: 'starttls', provider: 'p' })).toEqual({
      account: 'shop',
      host: 'h',
      port: 587,
      encryption: 'starttls',
      stage: 'ehlo',
      provider: 'p',
      silent: true,
    });
  });

  it('prefers the reply to the fault for the text, and keeps both codes', () => {
    const more = {
      reply: { text: '454 4.7.0 no', code: 454, enhanced: '4.7.0' },
      fault: { kind: 'tls', code: 'ETLS', message: 'm' },
    } as const;
    expect(factsOf({ ...result, ...more }, { encryption: 'tls' })).toMatchObject({
      code: 454,
      enhanced: '4.7.0',
      text: '454 4.7.0 no',
      errorCode: 'ETLS',
    });
    expect(factsOf({ ...result, fault: more.fault }, { encryption: 'tls' })).toMatchObject({
      text: 'm',
      errorCode: 'ETLS',
    });
  });
});
