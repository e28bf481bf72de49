// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/core/account/reference';

describe('parseReference', () => {
  it.each([
    ['${env:SMTP_PASSWORD}', { kind: 'env', name: 'SMTP_PASSWORD' }],
    ['${secret:shop mail/1}', { kind: 'secret', name: 'shop mail/1' }],
    ['${ask}', { kind: 'ask' }],
    ['plain', { kind: 'literal', value: 'plain' }],
    ['', { kind: 'literal', value: '' }],
    ['$5 {a}', { kind: 'literal', value: '$5 {a}' }],
    ['$${', { kind: 'literal', value: '${' }],
    ['$${env:X}', { kind: 'literal', value: '${env:X}' }],
    ['a$${b$${', { kind: 'literal', value: 'a${b${' }],
    ['${env:}', { kind: 'unknown' }],
    ['${env}', { kind: 'unknown' }],
    ['${secret}', { kind: 'unknown' }],
    ['${ask:me}', { kind: 'unknown' }],
    ['${ENV:X}', { kind: 'unknown' }],
    ['${X}', { kind: 'unknown' }],
    ['${', { kind: 'unknown' }],
    ['a${env:X}', { kind: 'unknown' }],
    ['${env:X}.example.com', { kind: 'unknown' }],
    ['${env:X} ', { kind: 'unknown' }],
    ['${env:X}\n', { kind: 'unknown' }],
    ['${env:X}${env:Y}', { kind: 'unknown' }],
    ['${env:X', { kind: 'unknown' }],
  ])('%j', (value, expected) => {
    expect(parseReference(value)).toMatchObject(expected);
  });

  it('reads every text back that was written as a literal', () => {
    const text = fc.array(fc.constantFrom('a', '{', '}', '$', 'env:X', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (value) => {
        // a `$` right before `${` cannot be told from the escape
        fc.pre(!value.includes('$${'));
        expect(parseReference(value.replaceAll('${', () => '$${'))).toEqual({ kind: 'literal', value });
      }),
    );
  });
});
