import { describe, expect, it } from 'vitest';
import { gramsOf, patternsOf, searchAny } from '../../src/core/diagnosis/compile-rules';

describe('searchAny', () => {
  const search = (source: string, text: string) => searchAny(patternsOf(source), text, gramsOf(text));

  it('finds letters that are written as escapes, as in a bundle', () => {
    expect(search('\\u62d2\\u7edd\\u8fde\\u63a5|refused', 'connect: 拒绝连接')).toBe(9);
    expect(search('ne\\u017einomas vardas', 'klaida: nežinomas vardas')).toBe(8);
  });

  it('finds them as they are, and nothing else', () => {
    expect(search('拒绝连接', '连接被拒绝')).toBe(-1);
    expect(search('连接被拒绝', '错误：连接被拒绝')).toBe(3);
  });
});
