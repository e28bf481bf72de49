// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexer } from 'yaml';
import {
  type Change,
  deleteAccount,
  duplicateAccount,
  editAll,
  renameAccount,
} from '../../src/core/account/edit-accounts';
import { applyEdits } from '../../src/core/account/edit-smtp-document';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';

/** Values that YAML can be written as, by their lines; `A` is the name of an anchor, which may stand in the file several times. */
const blockValues = [
  'x # c',
  '"two # no comment\n  lines" # c',
  "'it''s'",
  'plain\n  lines # c',
  '| # header\n  one\n  # two',
  '|+ # keep\n  one\n\n',
  '>-\n\n  folded\n',
  '!!int 587 # c',
  '!!int "587"',
  '!!str # c',
  '&A !!str x # c',
  '!!str &A x',
  '&A x',
  '&A # &A c',
  '*A',
  '# nothing',
  '~',
  '{ a: 1, # one\n  b: 2, # two\n  }',
  '\n  a: &A 1 # one\n  b: *A',
  '\n  # deeper\n  a: 1\n  # after',
  '[a, "b", # c\n  c, ]',
  '\n  - # later\n  - a # one\n  -\n  - "b"',
  '\n- a # one\n- |\n  b\n- c',
];
const flowValues = ['x', '"two\n  lines"', '!!int 587', '&A x', '*A', '', '{ a: 1, b: &A 2, }', '[a, *A]', "'x'"];

const keys = ['host', 'port', 'user', 'from', 'x-1', 'admins'];
const names = ['shop', 'news', '12', 'a b'];
const separators = [', ', ',', ',\n  ', ', # note\n  ', ' # note\n  , '];
const ends = ['', ' ', ',', ' , ', ',\n', ', # end\n', ' # end\n  ,\n'];

const account = fc.record({
  pairs: fc.uniqueArray(fc.record({ key: fc.constantFrom(...keys), block: fc.nat(), flow: fc.nat() }), {
    selector: ({ key }) => key,
    minLength: 1,
    maxLength: 4,
  }),
  before: fc.constantFrom('', '# about it\n', '\n', '\n  # deeper\n'),
  flow: fc.boolean(),
  anchor: fc.constantFrom('', '', ' &A'),
  separator: fc.constantFrom(...separators),
  end: fc.constantFrom(...ends),
});
const source = fc.record({
  accounts: fc.array(account, { minLength: 1, maxLength: 3 }),
  flow: fc.constantFrom(false, false, true),
  head: fc.constantFrom('', '# head\n', 'x-a: &A 1\n', 'default: shop # d\n'),
  tail: fc.constantFrom('', '# tail\n', 'x-b: *A # b\n', 'x-b: *A\nx-c: [*A, &A 2, *A]\n', 'x-d: *all # d\n'),
  whole: fc.constantFrom('', ' &all'),
  separator: fc.constantFrom(...separators),
  end: fc.constantFrom(...ends),
  eol: fc.constantFrom('\n', '\n', '\r\n'),
  lastLineEnd: fc.boolean(),
});
type Source = typeof source extends fc.Arbitrary<infer T> ? T : never;

const indented = (text: string, by: string) => text.replace(/\n(?=.)/g, `\n${by}`);

/** The text of a generated file; not every one is YAML. */
function write({ accounts, flow, head, tail, whole, separator, end, eol, lastLineEnd }: Source): string {
  const blocks = accounts.map((one, index) => {
    const name = names[index] ?? '';
    if (flow || one.flow) {
      const pairs = one.pairs.map((pair) => `${pair.key}: ${flowValues[pair.flow % flowValues.length]}`);
      return `${name}:${one.anchor} {${pairs.join(one.separator)}${one.end}}`;
    }
    const pairs = one.pairs.map((pair) => `\n${pair.key}: ${blockValues[pair.block % blockValues.length]}`);
    return `${one.before}${name}:${one.anchor}${indented(pairs.join(''), '  ')}`;
  });
  const inner = flow ? `${whole} {${blocks.join(separator)}${end}}` : indented(`${whole}\n${blocks.join('\n')}`, '  ');
  const text = `${head}accounts:${inner}\n${tail}`;
  return (lastLineEnd ? text : text.trimEnd()).replaceAll('\n', eol);
}

type Plain = Record<string, unknown>;
const commentsOf = (text: string) => [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).length;

/** A copy of the value with the key at the path changed. */
function withChange(value: unknown, [key = '', ...rest]: readonly string[], next: Change['value']): unknown {
  const copy: Plain = { ...(value as Plain) };
  if (rest.length > 0) copy[key] = withChange(copy[key], rest, next);
  else if (next === null) delete copy[key];
  else copy[key] = next;
  return copy;
}

const options = { seed: Number(process.env.FC_SEED ?? 1), numRuns: Number(process.env.FC_RUNS ?? 1000) };
const seed = fc.nat(100);

/** The parsed text, where it is a file of ours whose accounts are all maps; nothing else is tested. */
function ours(file: Source) {
  const document = parseSmtpDocument(write(file));
  fc.pre(document.kind === 'ours');
  return document;
}

describe('on any file', () => {
  it('a setting changes its value alone, and loses no comment', () => {
    const value = fc.constantFrom<Change['value']>(
      'new',
      "it's #1",
      465,
      true,
      null,
      ['a', 'x', 'b'],
      ['a'],
      ['c', 'b'],
    );
    fc.assert(
      fc.property(source, seed, seed, value, (file, which, key, next) => {
        const document = ours(file);
        const name = document.accountNames[which % document.accountNames.length] ?? '';
        const path = ['accounts', name, keys[key % keys.length] ?? ''];
        const edits = editAll(document, [{ path, value: next }]);
        const after = parseSmtpDocument(applyEdits(document.text, edits));
        expect(after.problems).toEqual([]);
        expect(after.value).toEqual(withChange(document.value, path, next));
        const old = document.nodeAt(path)?.node;
        const isScalar = old === undefined || old === null || 'source' in old;
        if (next !== null && isScalar) expect(commentsOf(after.text), after.text).toBe(commentsOf(document.text));
      }),
      options,
    );
  });

  it('an account is copied, renamed and taken away without touching another', () => {
    fc.assert(
      fc.property(source, seed, (file, which) => {
        const document = ours(file);
        const name = document.accountNames[which % document.accountNames.length] ?? '';
        const value = document.value as { accounts: Plain; default?: string };
        const { [name]: own, ...others } = value.accounts;
        const result = (edit: typeof deleteAccount) =>
          parseSmtpDocument(applyEdits(document.text, edit(document, name))).value;
        const copied = result((...at) => duplicateAccount(...at, 'copy: of'));
        expect(copied).toEqual({ ...value, accounts: { ...value.accounts, 'copy: of': own } });
        const isDefault = value.default === name;
        const renamed = result((...at) => renameAccount(...at, 'new, name'));
        expect(renamed).toEqual({
          ...value,
          accounts: { ...others, 'new, name': own },
          ...(isDefault ? { default: 'new, name' } : {}),
        });
        const { default: _default, ...rest } = value;
        expect(result(deleteAccount)).toEqual({ ...(isDefault ? rest : value), accounts: others });
      }),
      options,
    );
  });
});
