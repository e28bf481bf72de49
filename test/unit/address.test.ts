import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/core/account/account';
import { type AddressProblem, addressOf, addressProblem } from '../../src/core/account/address';
import { isServerName, serverName } from '../../src/core/account/server-name';
import { meantAddress } from '../../src/core/lint/meant-address';
import { envelopeOf } from '../../src/core/probe/compose-test-mail';

describe('an address', () => {
  it.each([
    'shop@example.com',
    'shop@localhost',
    'Shop <shop@example.com>',
    'Shop<shop@example.com>',
    '< shop@example.com >',
    'shop@example.com (Shop)',
    '"Shop, Inc." <shop@example.com>',
    'Shop, Inc. <shop@example.com>',
    'Shop @ Home <shop@example.com>',
    '"Shop <main>" <shop@example.com>',
    '"a b"@example.com',
    "o'neil+shop/a=b_c%d@example.com",
    'Krautuvė <krautuvė@paštas.example>',
    '用户@例え.example',
    'shop@[192.0.2.1]',
    'shop@[IPv6:2001:db8::1]',
  ])('%s is one', (text) => {
    expect(addressProblem(text)).toBeUndefined();
    expect(addressProblem(` ${text} `)).toBeUndefined();
  });

  it.each<[string, AddressProblem]>([
    ['Sample Shop', 'missing'],
    ['Shop <>', 'missing'],
    ['Shop <shop>', 'missing'],
    ['', 'missing'],
    ['one@example.com, two@example.com', 'several'],
    ['one@example.com; two@example.com', 'several'],
    ['Shop <shop@example.com', 'brackets'],
    ['shop@example.com>', 'brackets'],
    ['Shop <shop@example.com>>', 'brackets'],
    ['Shop <shop@example.com> (main)', 'brackets'],
    ['shop@home@example.com', 'at'],
    ['Shop <shop@home@example.com>', 'at'],
    ['shop@', 'domain'],
    ['shop@example..com', 'domain'],
    ['shop@example.com.', 'domain'],
    ['shop@example,com', 'domain'],
    ['shop @example.com', 'blank'],
    ['Shop shop@example.com', 'blank'],
    ['Shop <sho p@example.com>', 'blank'],
    ['@example.com', 'other'],
    ['mailto:shop@example.com', 'other'],
    ['"Shop <shop@example.com>', 'other'],
  ])('%s is none: %s', (text, problem) => {
    expect(addressProblem(text)).toBe(problem);
  });

  const piece = fc.constantFrom(
    'a',
    'é',
    '@',
    '.',
    '<',
    '>',
    '"',
    '\\',
    ',',
    ';',
    ':',
    '(',
    ')',
    '[',
    ']',
    ' ',
    '-',
    'x.de',
  );
  const joined = (parts: fc.Arbitrary<string>, minLength: number) =>
    fc.array(parts, { minLength, maxLength: 4 }).map((all) => all.join(''));
  /** Without blanks, and without the backslashes that need not be there. */
  const bare = (text: string) => text.replace(/[\s\\]/g, '');
  /** An address with or without a name, and what stands where it does not belong. */
  const texts = fc
    .record({
      name: joined(fc.constantFrom('a', 'é', ' ', '"q, <b>" ', '"\\""', '(c)', ',', ';', ':', '@', '.', "'", '\\'), 0),
      local: fc.oneof(joined(fc.constantFrom('a', 'é', '.', '+', "'"), 1), fc.constantFrom('"a b"', '"a@b"', '"\\""')),
      domain: fc.constantFrom('x.de', 'localhost', 'é.x', '[192.0.2.1]', 'x', '-x.de'),
      strays: fc.array(fc.record({ at: fc.nat(20), piece }), { maxLength: 2 }),
      nameless: fc.boolean(),
    })
    .map(({ name, local, domain, strays, nameless }) => {
      const address = `${local}@${domain}`;
      const text = nameless ? address : `${name}<${address}>`;
      return strays.reduce((now, { at, piece: more }) => now.slice(0, at) + more + now.slice(at), text);
    });

  it('that is one is sent to as it stands', () => {
    let held = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (addressProblem(text) !== undefined) return;
        held += 1;
        const account = { from: text, test: { to: [text] } } as unknown as Account;
        const { from, to } = envelopeOf(account);
        expect(to).toEqual([from]);
        expect(from).toMatch(/^(?:"(?:[^"\\]|\\.)+"|[^\s@<>"]+)@[^\s@<>]+$/);
        const written = text.trim().match(/<\s*([^<>]*?)\s*>$/)?.[1] ?? text.trim().replace(/\s*\([^()]*\)$/, '');
        expect(bare(from)).toBe(bare(written));
      }),
      { numRuns: 5000 },
    );
    expect(held).toBeGreaterThan(1000);
  });

  it('that is meant is one, whatever was written', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(undefined, 'shop@example.com'), (text, user) => {
        const meant = meantAddress(text, user);
        if (meant === undefined) return;
        expect(addressProblem(text)).toBeDefined();
        expect(addressProblem(meant.value), meant.value).toBeUndefined();
        // a name alone is completed; an address stays the one that it was, but for what no address has
        if (text.includes('@')) expect(bare(text)).toContain(bare(addressOf(meant.value)));
        else expect(addressOf(meant.value)).toBe(user);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('a server', () => {
  it.each([
    'localhost',
    'mail-1.example.com',
    'my_mail',
    '192.0.2.1',
    '[2001:db8::1]',
    '::1',
    ' a.example ',
    'paštas.example',
  ])('%j is one', (host) => expect(isServerName(serverName(host))).toBe(true));

  it.each(['', 'a b', 'a..b', '.a', 'a.', 'a:1', 'a/b', 'https://a', 'a@b', '[192.0.2.1]', '[a]', 'a,b'])(
    '%j is none',
    (host) => expect(isServerName(serverName(host))).toBe(false),
  );
});
