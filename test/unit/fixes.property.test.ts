// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexer } from 'yaml';
import { editAll } from '../../src/core/account/edit-accounts';
import { applyEdits } from '../../src/core/account/edit-smtp-document';
import { isRecord, parseSmtpDocument } from '../../src/core/account/smtp-document';
import { renameAccount } from '../../src/core/language/account-references';
import { checkSmtpDocument } from '../../src/core/lint/check-smtp-document';
import { editsOfFix, fixAll } from '../../src/core/lint/fix-all';
import { suppress } from '../../src/core/lint/suppression';
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
          const edit = suppress(document, finding);
          if (edit) expect(changed(before.values, contents(applyEdits(text, [edit])).values)).toEqual([]);
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
