import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSecrets } from '../../src/cli/parse-secrets';

const valueIn = (text: string) => {
  const entries = parseSecrets(text);
  return typeof entries === 'number' ? entries : entries.get('a')?.value;
};

describe('a value of a secrets file', () => {
  it.each([
    ['a=abc#def', 'abc#def'],
    ['export a = abc def \t', 'abc def'],
    ['a=', ''],
    ['a="x" # mine', 'x'],
    ["a='it#s' ", 'it#s'],
    ['a="C:\\new"', 'C:\\new'],
    ['a=`it\'s "x"`', 'it\'s "x"'],
    ['a=x"y', 'x"y'],
    ['a=$b', '$b'],
    ['a=x\u00a0', 'x\u00a0'],
    ['a="x \r\ny "\r\nb=1', 'x \ny '],
    ['a=1\na=2', '2'],
  ])('%j is taken as it stands', (text, value) => {
    expect(valueIn(text)).toBe(value);
  });

  it.each([
    "a='it''s'",
    'a="quoted" tail',
    'a=`bt`x',
    'a="x"#y',
    'a=abc #def',
    'a=#abc',
    "a='tis",
    "a='it' #s'",
    'a="x\\"y"',
  ])('is not guessed: %s', (text) => {
    expect(valueIn(`b=1\n${text}`)).toBe(undefined);
    expect((parseSecrets(`b=1\n${text}`) as Map<string, unknown>).get('a')).toMatchObject({ line: 2 });
  });

  it('is never cut, whatever it is', () => {
    const secrets = fc.string({ unit: fc.constantFrom(...'#\'"`\\ \t$={}:ab1ž\u00a0\u2028') });
    fc.assert(
      fc.property(secrets, fc.constantFrom('', '"', "'", '`'), (secret, quote) => {
        const value = valueIn(`a=${quote}${secret}${quote}\nb=2`);
        // without quotes, blanks around it are not a part of it, and quotes that it has itself may be
        const bare = secret.replace(/^[ \t]+|[ \t]+$/g, '');
        return (
          typeof value !== 'string' ||
          value === secret ||
          (quote === '' && (value === bare || `"'\``.includes(bare[0] ?? 'x')))
        );
      }),
      { numRuns: 2000 },
    );
  });
});
