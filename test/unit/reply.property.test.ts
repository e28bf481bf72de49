import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPositive, parseReply } from '../../src/core/probe/reply';
import { growth } from '../growth';

/** What a server can put on a line: any text, with what looks like a reply more often than chance would have it. */
const line = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(
      fc.integer({ min: 0, max: 99_999 }),
      fc.constantFrom('', ' ', '-', '\t', '.', '\0'),
      fc.constantFrom('', '5.7.9', '2.0.0 ', '5.1234.1', '4.7', '9.9.9'),
      fc.string({ unit: 'binary' }),
    )
    .map((parts) => parts.join('')),
);

const anything = fc
  .array(fc.tuple(line, fc.constantFrom('\r\n', '\n', '\r', '')), { maxLength: 20 })
  .map((lines) => lines.flat().join(''));

describe('parseReply, whatever a server says', () => {
  it('gives a code of three digits, or 0', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { code } = parseReply(text);
        expect(Number.isInteger(code) && code >= 0 && code <= 999).toBe(true);
        if (code > 0) expect(text).toMatch(new RegExp(`(^|[\\r\\n])${String(code).padStart(3, '0')}`));
      }),
    );
  });

  it('gives an enhanced code of three numbers, or none', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { enhanced } = parseReply(text);
        if (enhanced !== undefined) expect(enhanced).toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
      }),
    );
  });

  it('never gives more text than came, and no line end but \\n', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const reply = parseReply(text);
        expect(reply.text.length).toBeLessThanOrEqual(text.length);
        expect(reply.text).not.toMatch(/\r|\n$/);
      }),
    );
  });

  it('reads its own text again to the same', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const once = parseReply(text);
        expect(parseReply(once.text)).toEqual(once);
      }),
    );
  });

  it('reads what a server that behaves sends, one line or many', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9 -]{0,40}$/);
    const enhanced = fc.option(
      fc
        .tuple(fc.constantFrom(2, 4, 5), fc.nat({ max: 999 }), fc.nat({ max: 999 }))
        .map((numbers) => numbers.join('.')),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 559 }),
        enhanced,
        fc.array(word, { minLength: 1, maxLength: 6 }),
        (code, status, words) => {
          const text = words
            .map((said, index) => {
              const separator = index < words.length - 1 ? '-' : ' ';
              return `${code}${separator}${status === undefined ? '' : `${status} `}${said}\r\n`;
            })
            .join('');
          const reply = parseReply(text);
          expect(reply.code).toBe(code);
          expect(reply.enhanced).toBe(status);
          expect(reply.text.split('\n')).toHaveLength(words.length);
          expect(isPositive(reply)).toBe(code < 400);
        },
      ),
    );
  });

  it.each([
    ['many lines', '250-X-MORE 2.0.0\r\n'],
    ['line ends', '\r'],
    ['digits', '2'],
    ['blanks', ' '],
  ])('takes time that grows with the length, not with its square: %s', (_name, unit) => {
    const parsing = (length: number) => {
      const text = `250 ${unit.repeat(length / unit.length)}x`;
      return () => {
        for (let round = 0; round < 3; round += 1) parseReply(text);
      };
    };
    // linear is 8, quadratic 64
    expect(growth(parsing(5000), parsing(40_000), 20, 3)).toBeLessThan(20);
  });
});
