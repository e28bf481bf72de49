// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexer } from 'yaml';
import { editAll } from '../../src/core/account/edit-accounts';
import { applyEdits } from '../../src/core/account/edit-smtp-document';
import type { Finding } from '../../src/core/account/finding';
import { isRecord, parseSmtpDocument } from '../../src/core/account/smtp-document';
import { renameAccount } from '../../src/core/language/account-references';
import { checkSmtpDocument } from '../../src/core/lint/check-smtp-document';
import { editsOfFix, fixAll } from '../../src/core/lint/fix-all';
import { suppressions } from '../../src/core/lint/suppressions';
import { providers, today } from '../golden/providers';

const context = { providers, today, environment: { get: () => undefined }, isStored: () => false };

/** One `key: value` of an account, as people write them, right and wrong. */
const setting = fc.constantFrom(
  ['host', 'mail.example.com'],
  ['host', '"stmp.example.com"'],
  ['host', '${SMTP_HOST}'],
  ['host', 'smtp.google.com'],
  ['host', 'https://mail.example.com'],
  ['host', 'ssl://mail.example.com'],
  ['host', '"mail.example.com:2525"'],
  ['host', 'smtp. example.com'],
  ['port', '465'],
  ['port', '"587"'],
  ['port', '25'],
  ['encryption', 'starttls'],
  ['encryption', "'SSL'"],
  ['encryption', 'none'],
  ['user', 'shop'],
  ['user', '0123'],
  ['user', 'shop@gmail.com'],
  ['password', 'abc #def'],
  ['password', 'yes'],
  ['password', '" blank "'],
  ['password', '${Secret:shop}'],
  ['from', 'Shop <shop@gmail.com>'],
  ['from', 'Sample Shop'],
  ['from', "'Shop, Inc.'"],
  ['from', '"Shop <shop@example.com"'],
  ['replyTo', 'Shop shop@example.com'],
  ['replyTo', 'Shop of\n      shop@example.com'],
  ['envelopeFrom', '"Shop\n      of"'],
  ['password', '"abc\n      def"'],
  ['password', '|\n      abc\n      # def\n'],
  ['password', '123 #def'],
  ['password', '#def'],
  ['password', '!def'],
  ['password', '&def ghi'],
  ['provider', 'gmail'],
  ['provider', 'gmial'],
  ['timeout', '30 sec'],
  ['reply-to', 'help@example.com'],
  ['tls', '{ verify: false, servername: x }'],
);
const comment = fc.constantFrom('', ' # why', '  # ünïcödé 🔑');
const line = fc.record({ setting, comment, before: fc.constantFrom('', '\n', '    # note\n') });
const account = fc.uniqueArray(line, { minLength: 1, maxLength: 7, selector: ({ setting: [key] }) => key });
const eol = fc.constantFrom('\n', '\r\n');
const admins = fc.constantFrom(
  '',
  'admins: a@example.com, boss @example.com # why\n',
  "admins: [a@example.com, 'mailto:b@example.com'] # why\n",
  'admins:\n  - a@example.com # one\n  - Boss <boss@example.com. # two\n',
);

/** A valid file with comments, blank lines and both line ends. */
const file = fc
  .record({
    accounts: fc.array(account, { minLength: 1, maxLength: 3 }),
    eol,
    bom: fc.boolean(),
    end: fc.boolean(),
    admins,
  })
  .map(({ accounts, eol: end, bom, end: closed, admins: told }) => {
    const blocks = accounts.map(
      (lines, index) =>
        `  a${index}:\n${lines.map(({ setting: [key, value], comment: note, before }) => `${before}    ${key}: ${value}${note}\n`).join('')}`,
    );
    const text = `# head\nversion: 1 # v\ndefault: a0\n${told}\naccounts:\n${blocks.join('\n')}${closed ? 'x-end: { a: [1, 2] } # last\n' : ''}`;
    return (bom ? '\ufeff' : '') + text.replaceAll('\n', end);
  });

/** Every value of the file by its path, and every comment in its order. */
function contents(text: string): { values: Map<string, string>; comments: string[] } {
  const document = parseSmtpDocument(text);
  expect(document.problems, text).toEqual([]);
  const values = new Map<string, string>();
  const walk = (value: unknown, path: string[]): void => {
    if (isRecord(value)) for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    else values.set(path.join('/'), JSON.stringify(value) ?? '');
  };
  walk(document.value, []);
  return { values, comments: [...new Lexer().lex(text)].filter((token) => token.startsWith('#')) };
}

const changed = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));

describe('on any valid file', () => {
  it('a fix changes the values that it names, and nothing else', () => {
    fc.assert(
      fc.property(file, (text) => {
        const document = parseSmtpDocument(text);
        const before = contents(text);
        for (const finding of checkSmtpDocument(document, context)) {
          for (const fix of finding.fixes?.() ?? []) {
            if (fix.action !== undefined) continue;
            const after = contents(applyEdits(text, editsOfFix(document, fix)));
            const named = fix.settings?.map(({ path }) => path.join('/')) ?? [
              finding.path.join('/'),
              [...finding.path.slice(0, -1), fix.details?.text].join('/'),
            ];
            for (const path of changed(before.values, after.values)) expect(named, text).toContain(path);
            // what was cut off a password is no comment any more, and what stood behind it is one of its own
            const kept = before.comments.filter((note) => !note.startsWith('#def'));
            if (finding.id === 'secret-cut') expect(after.comments).toEqual(expect.arrayContaining(kept));
            else expect(after.comments, text).toEqual(before.comments);
          }
          const edit = suppressions(document).add(finding);
          expect(edit, text).toBeDefined();
          const after = applyEdits(text, edit ? [edit] : []);
          expect(changed(before.values, contents(after).values), after).toEqual([]);
          const left = checkSmtpDocument(parseSmtpDocument(after), context);
          const isSame = ({ id, path }: Finding) => id === finding.id && path.join() === finding.path.join();
          expect(left.filter(isSame), after).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('all fixes at once leave a valid file, in which none of them is left to make', () => {
    fc.assert(
      fc.property(file, (text) => {
        const fixed = fixAll(parseSmtpDocument(text), context);
        const before = contents(text);
        const after = contents(fixed);
        const notes = (comments: string[]) => comments.filter((note) => !note.startsWith('#def')).length;
        expect(notes(after.comments)).toBeGreaterThanOrEqual(notes(before.comments));
        expect(after.values.get('x-end/a')).toBe(before.values.get('x-end/a'));
        const left = checkSmtpDocument(parseSmtpDocument(fixed), context).flatMap(({ fixes }) => fixes?.() ?? []);
        expect(
          left.filter(({ preferred }) => preferred),
          fixed,
        ).toEqual([]);
        expect(fixAll(parseSmtpDocument(fixed), context)).toBe(fixed);
        if (text.includes('\r\n')) expect(fixed.replaceAll('\r\n', '')).not.toContain('\n');
      }),
      { numRuns: 150 },
    );
  });

  it('two settings of the form at once change these two, and nothing else', () => {
    const key = fc.constantFrom('host', 'port', 'encryption', 'user', 'from', 'ehloName');
    const value = fc.oneof(
      fc.constantFrom('x', 'yes', '1', '# a', 'a: b', "it's"),
      fc.integer({ min: 1, max: 9 }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(
        file,
        fc.uniqueArray(fc.tuple(key, value), { minLength: 2, maxLength: 2, selector: ([name]) => name }),
        (text, pairs) => {
          const settings = pairs.map(([name, next]) => ({ path: ['accounts', 'a0', name], value: next }));
          const result = applyEdits(text, editAll(parseSmtpDocument(text), settings));
          const after = contents(result);
          const wanted = new Map(contents(text).values);
          for (const { path, value: next } of settings) {
            if (next === null) wanted.delete(path.join('/'));
            else wanted.set(path.join('/'), JSON.stringify(next));
          }
          const kept = [...wanted.keys()].some((path) => path.startsWith('accounts/a0/'));
          if (kept) expect(changed(wanted, after.values), `${text}\n→\n${result}`).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a new name changes the name, and nothing else', () => {
    fc.assert(
      fc.property(file, fc.string({ minLength: 1 }), (text, name) => {
        const document = parseSmtpDocument(text);
        const edits = renameAccount(document, 'a0', name);
        fc.pre(edits !== undefined);
        const renamed = parseSmtpDocument(applyEdits(text, edits ?? []));
        expect(renamed.problems, JSON.stringify(name)).toEqual([]);
        expect(renamed.accountNames).toEqual([name, ...document.accountNames.slice(1)]);
        expect(isRecord(renamed.value) && renamed.value.default).toBe(name);
      }),
      { numRuns: 150 },
    );
  });
});
