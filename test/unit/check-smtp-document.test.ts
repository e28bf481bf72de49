// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../src/core/account/edit-smtp-document';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import { checkSmtpDocument } from '../../src/core/lint/check-smtp-document';
import { editsOfFix, fixAll } from '../../src/core/lint/fix-all';
import type { LintContext } from '../../src/core/lint/lint-context';
import { passwordSignIn } from '../../src/core/lint/password-sign-in';
import { suppressions } from '../../src/core/lint/suppressions';
import { manyAccounts } from '../golden/many-accounts';
import { providers, today } from '../golden/providers';
import { growth } from '../growth';

const check = (text: string, context: Partial<LintContext> = {}) =>
  checkSmtpDocument(parseSmtpDocument(text), { providers, today, ...context });
const ids = (text: string, context: Partial<LintContext> = {}) => check(text, context).map(({ id }) => id);

const literal = 'accounts:\n  a:\n    host: mail.example.com\n    port: 70000\n    user: shop\n    password: s3cret\n';

describe('a finding', () => {
  it('has the severity that the user sets, and can be switched off, the schema’s too', () => {
    expect(check(literal).map(({ id, severity }) => [id, severity])).toEqual([
      ['port-invalid', 'error'],
      ['password-literal', 'warning'],
    ]);
    const severities = { 'port-invalid': 'off', 'password-literal': 'info' } as const;
    expect(check(literal, { severities }).map(({ id, severity }) => [id, severity])).toEqual([
      ['password-literal', 'info'],
    ]);
    expect(ids(literal, { severities: { toString: 'off' } as never })).toHaveLength(2);
  });

  it('is an error when the secret is in a file of version control', () => {
    const secret = `${literal.replace('s3cret', '${ask}')}    oauth2: { clientId: c, clientSecret: s3cret }\n`;
    expect(check(secret, { tracked: true }).at(-1)).toMatchObject({
      id: 'password-literal',
      severity: 'error',
      path: ['accounts', 'a', 'oauth2', 'clientSecret'],
    });
    const [, found] = check(literal, { tracked: true });
    expect(found).toMatchObject({ id: 'password-literal', severity: 'error', details: { variant: 'tracked' } });
    const proxy = 'accounts:\n  a: { host: mail.example.com, proxy: "http://me:s3cret@proxy.example.com:3128" }\n';
    expect(check(proxy).map(({ id, severity }) => `${id} ${severity}`)).toEqual(['proxy-password warning']);
    expect(check(proxy, { tracked: true })).toMatchObject([{ severity: 'error', details: { variant: 'tracked' } }]);
  });

  it.each([
    ['# smtp-doctor-ignore password-literal', []],
    ['# why # smtp-doctor-ignore: password-literal', []],
    ['# smtp-doctor-ignore other, password-literal', []],
    ['# smtp-doctor-ignore other', ['password-literal']],
    ['#smtp-doctor-ignore', ['password-literal']],
  ])('with the comment %j leaves %j', (comment, left) => {
    const text = literal.replace('70000', '465').replace('s3cret', `s3cret ${comment}`);
    expect(ids(text)).toEqual(left);
  });

  it('is suppressed by the comment that the fix writes', () => {
    for (const eol of ['\n', '\r\n']) {
      for (const comment of ['', ' # why']) {
        const text = literal.replace('s3cret', `s3cret${comment}`).replaceAll('\n', eol);
        const document = parseSmtpDocument(text);
        const finding = check(text).find(({ id }) => id === 'password-literal');
        const edit = finding && suppressions(document).add(finding);
        const after = applyEdits(text, edit ? [edit] : []);
        expect(ids(after)).toEqual(['port-invalid']);
        expect(after.replace(' # smtp-doctor-ignore password-literal', '')).toBe(text);
      }
    }
  });

  it('in a value of several lines is suppressed by a comment above it, and so is another', () => {
    for (const value of [
      '"one\n      zwö"',
      'one\n      zwö',
      '|\n      # one\n      zwö',
      '>-\n      one\n\n      zwö',
    ]) {
      for (const eol of ['\n', '\r\n']) {
        const text = literal.replace('s3cret', value).replaceAll('\n', eol);
        let current = text;
        for (const id of ['password-literal', 'secret-non-ascii', 'secret-blanks']) {
          const document = parseSmtpDocument(current);
          const finding = check(current).find((one) => one.id === id);
          const edit = finding && suppressions(document).add(finding);
          current = applyEdits(current, edit ? [edit] : []);
        }
        expect(ids(current), current).toEqual(['port-invalid']);
        expect(parseSmtpDocument(current).value).toEqual(parseSmtpDocument(text).value);
      }
    }
  });

  it('is suppressed by no text that only looks like a comment, and by none that stands apart', () => {
    const ignore = '# smtp-doctor-ignore password-literal';
    expect(ids(literal.replace('s3cret', `"x ${ignore}"`))).toContain('password-literal');
    expect(ids(literal.replace('shop', `|\n      ${ignore}`))).toContain('password-literal');
    expect(ids(literal.replace('    password', `    ${ignore}\n\n    password`))).toContain('password-literal');
    expect(ids(literal.replace('    password', `    ${ignore}\n    # why\n    password`))).toEqual(['port-invalid']);
    expect(ids(literal.replace('s3cret', `s3cret # why ${ignore} # and why`))).toEqual(['port-invalid']);
  });

  it('is told once where a lint says better what the schema says', () => {
    const text = 'accounts:\n  a: { host: mail.example.com, user: 12, port: "${ask}" }\n';
    expect(ids(text)).toEqual(['password-missing', 'value-retyped', 'reference-misplaced']);
    expect(ids(text, { withoutSchema: true })).toEqual(['password-missing']);
  });

  it('of the schema is left to whoever reads the schema', () => {
    expect(ids(literal, { withoutSchema: true })).toEqual(['password-literal']);
    expect(ids('accounts: [\n', { withoutSchema: true })).toEqual([]);
  });

  it('is none in somebody else’s file', () => {
    expect(ids('port: 70000\npassword: s3cret\n')).toEqual([]);
    expect(ids('')).toEqual([]);
  });
});

describe('a key that stands there twice', () => {
  const first = 'accounts:\n  a:\n    host: mail.example.com\n    password: s3cret # why\n';
  const fixed = (text: string) => fixAll(parseSmtpDocument(text), { providers, today });

  it.each(['\n', '\r\n'])('with the same value goes away (line ends %j)', (eol) => {
    const text = `${first}    password: s3cret\n\n    host:   mail.example.com\n# end`.replaceAll('\n', eol);
    expect(ids(text)).toEqual(['yaml-invalid']);
    expect(fixed(text)).toBe(`${first}\n# end`.replaceAll('\n', eol));
    const titles = check(text).flatMap(({ fixes }) => fixes?.() ?? []);
    expect(JSON.stringify(titles)).not.toContain('s3cret');
  });

  it.each([
    'password: other',
    'password: "s3cret"',
    'password: s3cret # the other one',
    'password: &p s3cret',
    '? password\n    : s3cret',
    'tls: {}\n    tls: {}',
  ])('is left to the reader with another value, a comment or more than a line: %j', (line) => {
    const text = `${first}    ${line}\n`;
    expect(ids(text)).toEqual(['yaml-invalid']);
    expect(fixed(text)).toBe(text);
  });
});

describe('a second document', () => {
  const first = '# one\naccounts:\n  a: { host: mail.example.com }\n';
  const fixed = (text: string) => fixAll(parseSmtpDocument(text), { providers, today });

  it.each([
    ['---\n', ''],
    ['---', ''],
    ['--- # why\n', '# why\n'],
    ['---\r\n\r\n  # left\r\n', '\r\n  # left\r\n'],
  ])('that is empty goes away, its comments stay: %j', (second, left) => {
    expect(ids(first + second)).toEqual(['several-documents']);
    expect(fixed(first + second)).toBe(first + left);
    expect(ids(first + left)).toEqual([]);
  });

  it.each(['---\naccounts:\n  b: {}\n', '---\n# c\n---\nx: 1\n', '--- text\n'])('that is not stays: %j', (second) => {
    expect(fixed(first + second)).toBe(first + second);
  });
});

describe('a merge key', () => {
  const base = (alias: string) =>
    `x-a: &a { host: a.example.com, port: 465, from: "a@example.com" }\nx-b: &b { host: b.example.com, timeout: 30s }\naccounts:\n  c:\n    ${alias}\n`;
  const fixes = (text: string) =>
    check(text).flatMap((found) => (found.id === 'merge-key' ? (found.fixes?.() ?? []) : []));
  const applied = (text: string) => {
    const document = parseSmtpDocument(text);
    return parseSmtpDocument(
      applyEdits(
        text,
        fixes(text).flatMap((fix) => editsOfFix(document, fix)),
      ),
    );
  };

  it('is written out as YAML 1.1 would merge it', () => {
    for (const eol of ['\n', '\r\n']) {
      for (const alias of [
        '<<: [*b, *a]\n    port: 587',
        'port: 587\n    <<: [*b, *a]',
        '<<: [ *b, *a ] # c\n    port: 587',
      ]) {
        const text = base(alias).replaceAll('\n', eol);
        const merged = parseDocument(text, { merge: true }).toJS().accounts.c;
        expect(applied(text).value).toMatchObject({ accounts: { c: merged } });
        expect(applied(text).text.includes('# c')).toBe(text.includes('# c'));
      }
    }
  });

  it.each([
    '<<: { host: x }',
    '? <<\n    : *a',
    '<<: &own [*a]',
    '"<<": *a',
    '<<: *a\n    host: x\n    port: 1\n    from: x@x',
  ])('is left to the reader where a text would be lost or nothing is missing: %j', (alias) =>
    expect(fixes(base(alias))).toEqual([]),
  );
});

it('a comment for a program that looks for secrets is no part of one', () => {
  const found = check('accounts:\n  a: # c\n    host: 127.0.0.1\n    user: shop\n    password: abc #gitleaks:allow\n');
  expect(found).toEqual([]);
});

it('a comment behind the only key of an account does not change what is marked', () => {
  for (const comment of ['', ' # c']) {
    const text = `accounts:\n  a:\n    password: !def${comment}\n`;
    const places = check(text).filter(({ id }) => id === 'account-incomplete');
    expect(places.map(({ range }) => text.slice(range.start, range.end))).toEqual(['a']);
  }
});

describe('what the schema calls an error', () => {
  it.each([
    ['password:', 'password-missing', 'error'],
    ["password: ''", 'password-missing', 'warning'],
    ['password: #hunter2', 'secret-cut', 'error'],
    ['password: abc #def', 'secret-cut', 'warning'],
  ])('stays one where it is said better: %s', (line, id, severity) => {
    const found = check(`accounts:\n  a:\n    host: mail.example.com\n    user: shop@example.com\n    ${line}\n`);
    expect(found.filter((finding) => finding.id === id)).toMatchObject([{ severity }]);
    expect(found.some((finding) => finding.id === 'wrong-type')).toBe(false);
  });
});

describe('passwords at a provider', () => {
  const provider = (more: object) => ({ ...providers[0], state: 'works', ...more }) as (typeof providers)[0] & object;

  it.each([
    [{}, 'open', undefined],
    [{ signIn: [{ method: 'password', validTo: '2027-03' }] }, 'open', undefined],
    [{ signIn: [{ method: 'password', validTo: '2027-02-19' }] }, 'open', undefined],
    [{ signIn: [{ method: 'password', validTo: '2027-02-18' }] }, 'closing', '2027-02-19'],
    [{ signIn: [{ method: 'password', validTo: '2026-11-21' }] }, 'closing', '2026-11-22'],
    [{ signIn: [{ method: 'password', validTo: '2026-11-20' }] }, 'closed', '2026-11-21'],
    [{ signIn: [{ method: 'password', validTo: '2026-11' }] }, 'closing', '2026-12'],
    [{ signIn: [{ method: 'password', validTo: '2022-05-30' }, { method: 'app-password' }] }, 'open', undefined],
    [{ state: 'closed', closedSince: '2027-01-01' }, 'closing', '2027-01-01'],
    [{ state: 'closed', closedSince: '2026-11-21' }, 'closed', '2026-11-21'],
    [{ state: 'closed' }, 'closed', undefined],
    [{ state: 'withdrawing' }, 'withdrawing', '2026-05'],
  ])('with %j are %s', (more, state, date) => {
    const found = passwordSignIn(provider(more), today);
    expect([found.state, 'date' in found ? found.date : undefined]).toEqual([state, date]);
  });
});

describe('bad input', () => {
  const valid =
    'version: 1\naccounts:\n  a:\n    host: mail.example.com\n    user: shop@example.com\n    password: s3cret\n';
  const laughs = `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join('')}`;

  it.each([
    ['tabs', valid.replaceAll('    ', '\t'), ['yaml-invalid']],
    ['half-typed YAML', `${valid}    from: "Shop <\n  b:\n`, ['yaml-invalid']],
    ['a half-typed key', `${valid}    fr`, ['yaml-invalid']],
    ['conflict markers', `${valid}<<<<<<< ours\n    port: 1\n=======\n    port: 2\n>>>>>>> theirs\n`, ['yaml-invalid']],
    ['duplicate keys', `${valid}    host: other\n`, ['yaml-invalid']],
    ['a BOM', `\ufeff${valid}`, ['password-literal']],
    ['CRLF', valid.replaceAll('\n', '\r\n'), ['password-literal']],
    ['emoji', valid.replace('s3cret', 's3cr🔑t'), ['password-literal', 'secret-non-ascii']],
    ['right-to-left text', valid.replace('a:\n', 'חשבון:\n'), ['password-literal']],
    ['billion laughs', `${laughs}accounts: *a30\n`, ['yaml-invalid']],
    ['billion laughs in a key of the user’s own', `x-a: *a30\n${valid}`, ['yaml-invalid']],
    ['5 MB', valid + '# '.padEnd(5_000_000, 'x'), ['file-too-large']],
    ['no map', 'accounts: [1, {a: b}]\n', ['wrong-type']],
    [
      'odd names',
      'accounts: { __proto__: {}, constructor: { host: x }, 1: { host: y } }\ndefault: toString\n',
      undefined,
    ],
    ['nothing but an alias', 'x: &x\naccounts: { a: *x }\n', undefined],
  ])('%s gives findings or silence', (_name, text, expected) => {
    const found = check(text, { environment: { get: () => undefined }, isStored: () => false });
    if (expected) expect([...new Set(found.map(({ id }) => id))].sort()).toEqual(expected);
    for (const { range } of found) {
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeLessThanOrEqual(text.length);
      expect(range.start).toBeLessThanOrEqual(range.end);
    }
    for (const finding of found) finding.fixes?.();
  });

  it('with any value of any type never throws', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(
        '${env:X}',
        '${',
        '$${',
        '${secret:}',
        'a@b',
        'smtp.google.com',
        'gmail',
        'none',
        'tls',
        25,
        465,
        '<<',
      ),
    );
    const value = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 2 }),
      fc.dictionary(fc.string(), scalar, { maxKeys: 2 }),
    );
    const keys = [
      'host',
      'port',
      'encryption',
      'auth',
      'user',
      'password',
      'from',
      'provider',
      'tls',
      'oauth2',
      'timeout',
      '<<',
    ];
    const account = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 6 });
    const file = fc.record({
      default: value,
      accounts: fc.dictionary(fc.string(), fc.oneof(account, value), { maxKeys: 3 }),
      test: value,
    });
    fc.assert(
      fc.property(file, (content) => {
        const text = JSON.stringify(content);
        for (const finding of check(text, { environment: { get: () => undefined }, isStored: () => false })) {
          expect(finding.range.end).toBeLessThanOrEqual(text.length);
          finding.fixes?.();
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a long file', () => {
  it('takes time in proportion to its length', () => {
    const checking = (text: string) => () =>
      check(text, { environment: { get: () => undefined }, isStored: () => true });
    const [small, large] = [manyAccounts(100), manyAccounts(400)];
    expect(check(large)).not.toEqual([]);
    // linear is 4; what looks through all accounts for each account would give 16
    expect(growth(checking(small), checking(large), 8)).toBeLessThan(8);
  });

  it('takes time in proportion to the findings to suppress them, also when all are on one line', () => {
    const suppressing = (count: number) => {
      const account = (_: unknown, at: number) => `a${at}: { host: mail${at}.example.com, password: '123' }`;
      const accounts = Array.from({ length: count }, account).join(', ');
      const text = `accounts: { ${accounts} } # smtp-doctor-ignore env-unset\n`;
      const document = parseSmtpDocument(text);
      const findings = check(text);
      expect(findings).toHaveLength(count);
      return () => {
        const { has } = suppressions(document);
        expect(findings.some(has)).toBe(false);
      };
    };
    // linear is 4, and 16 what looks through the line for each finding
    expect(growth(suppressing(1000), suppressing(4000), 8)).toBeLessThan(8);
  });

  it.each([
    ['host', (n: number) => `${'.'.repeat(n)}x`],
    ['host', (n: number) => `${'a,'.repeat(n)} b`],
    ['host', (n: number) => `a${' '.repeat(n)}b`],
    ['from', (n: number) => `${'a'.repeat(n)}@a < `],
    ['from', (n: number) => `${'@'.repeat(n)} <a b@c>`],
    ['from', (n: number) => `a@b${'.'.repeat(n)}!`],
    ['user', (n: number) => `${'a@'.repeat(n)} `],
  ])('with a long %s takes time in proportion to it, with its fixes', (key, value) => {
    const checking = (length: number) => {
      const text = JSON.stringify({ accounts: { shop: { host: 'mail.example.com', [key]: value(length) } } });
      return () => {
        for (const finding of check(text)) finding.fixes?.();
      };
    };
    // linear is 4, and 16 what looks through the rest of the value from each place in it
    expect(growth(checking(20_000), checking(80_000), 8, 2)).toBeLessThan(8);
  });
});
