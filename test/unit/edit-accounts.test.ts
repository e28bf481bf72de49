// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { describe, expect, it } from 'vitest';
import { checkedEdits } from '../../src/core/account/checked-edits';
import {
  deleteAccount,
  duplicateAccount,
  editAll,
  freeName,
  isFreeName,
  renameAccount,
} from '../../src/core/account/edit-accounts';
import { applyEdits, editSmtpDocument } from '../../src/core/account/edit-smtp-document';
import { parseSmtpDocument, type SmtpDocument } from '../../src/core/account/smtp-document';

const parsed = (text: string): SmtpDocument => parseSmtpDocument(text);
const apply = (text: string, edit: (document: SmtpDocument) => ReturnType<typeof editAll>) =>
  applyEdits(text, edit(parsed(text)));

const file = `# ours
default: shop
accounts:
  # the first
  shop: # behind it
    host: mail.example.com # which
    password: \${secret:shop}

  "news": { host: other.example.com }
test: { to: me@example.com }
`;

describe('renameAccount', () => {
  it('changes the key and default, and nothing else', () => {
    expect(apply(file, (document) => renameAccount(document, 'shop', 'store'))).toBe(
      file.replace('default: shop', 'default: store').replace('  shop:', '  store:'),
    );
  });

  it('keeps quotes, and quotes what needs it', () => {
    expect(apply(file, (document) => renameAccount(document, 'news', 'a: b'))).toContain('  "a: b": {');
    expect(apply(file, (document) => renameAccount(document, 'shop', '12'))).toContain("  '12': # behind it");
  });

  it.each(['', ' a', 'news', 'a\nb'])('refuses %j', (name) => {
    expect(() => renameAccount(parsed(file), 'shop', name)).toThrow(RangeError);
  });

  it('refuses an account that is gone', () => {
    expect(() => renameAccount(parsed(file), 'gone', 'b')).toThrow(RangeError);
  });
});

describe('duplicateAccount', () => {
  it('copies the lines with their comments, and the blank line between accounts', () => {
    expect(apply(file, (document) => duplicateAccount(document, 'shop', 'shop-2'))).toBe(
      file.replace(
        'shop}\n',
        'shop}\n\n  shop-2: # behind it\n    host: mail.example.com # which\n    password: ${secret:shop}\n',
      ),
    );
  });

  it('copies in flow style and at the end of a file without a line end', () => {
    expect(apply('accounts: { a: { host: x }, b: {} }', (document) => duplicateAccount(document, 'a', 'c'))).toBe(
      'accounts: { a: { host: x }, c: { host: x }, b: {} }',
    );
    expect(apply('accounts:\n  a:\n    host: x', (document) => duplicateAccount(document, 'a', 'b'))).toBe(
      'accounts:\n  a:\n    host: x\n  b:\n    host: x',
    );
  });

  it('copies no anchor, so that aliases go on meaning the original', () => {
    const text = 'accounts:\n  a: &all\n    host: &h x\n    user: *h\n  b: *all\n';
    const copied = apply(text, (document) => duplicateAccount(document, 'a', 'c'));
    expect(copied.match(/&/g)).toHaveLength(2);
    const { value, problems } = parsed(copied);
    expect(problems).toEqual([]);
    const same = { host: 'x', user: 'x' };
    expect(value).toEqual({ accounts: { a: same, c: same, b: same } });
  });

  it('copies what a name of an anchor means that stands there several times', () => {
    const text = 'accounts:\n  a:\n    host: &x one\n    user: *x\n    from: &x two # last\n';
    const copied = apply(text, (document) => duplicateAccount(document, 'a', 'b'));
    expect(copied).toBe(`${text}  b:\n    host: one\n    user: one\n    from: two # last\n`);
  });

  it('copies a block that keeps its line ends', () => {
    const text = 'accounts:\n  a:\n    user: |+\n      x\n\n  b: {}\n';
    expect(apply(text, (document) => duplicateAccount(document, 'a', 'c'))).toBe(
      'accounts:\n  a:\n    user: |+\n      x\n\n  c:\n    user: |+\n      x\n\n  b: {}\n',
    );
  });

  it('changes no other place that refers to the accounts', () => {
    const text = 'accounts: &all\n  a: { host: x }\nx-b: *all\n';
    expect(apply(text, (document) => duplicateAccount(document, 'a', 'c'))).toBe(
      'accounts:\n  a: { host: x }\n  c: { host: x }\nx-b: &all { a: { host: x } }\n',
    );
    expect(apply(text, (document) => renameAccount(document, 'a', 'c'))).toBe(
      'accounts:\n  c: { host: x }\nx-b: &all { a: { host: x } }\n',
    );
  });

  it('keeps CRLF', () => {
    const text = 'accounts:\r\n  a:\r\n    host: x\r\n';
    expect(apply(text, (document) => duplicateAccount(document, 'a', 'b'))).toBe(`${text}  b:\r\n    host: x\r\n`);
  });
});

describe('deleteAccount', () => {
  it('takes default with it when it names this one, and keeps the last map a map', () => {
    const after = apply(file, (document) => deleteAccount(document, 'shop'));
    expect(parsed(after).value).toEqual({
      accounts: { news: { host: 'other.example.com' } },
      test: { to: 'me@example.com' },
    });
    expect(after).toContain('# ours');
    const none = apply('default: a\naccounts:\n  a:\n    host: x\n', (document) => deleteAccount(document, 'a'));
    expect(parsed(none)).toMatchObject({ kind: 'ours', accountNames: [] });
  });
});

describe('deleteAccount with anchors', () => {
  it('gives an alias the anchor that it means, of several with that name', () => {
    const text = 'accounts:\n  a:\n    host: &x one\n    user: &x two\n  b:\n    user: *x\n';
    expect(apply(text, (document) => deleteAccount(document, 'a'))).toBe('accounts:\n  b:\n    user: &x two\n');
  });
});

describe('checkedEdits', () => {
  const document = parsed('accounts:\n  a: { host: x }\n');
  const at = document.text.indexOf('x }');
  const value = { accounts: { a: { host: 'y' } } };
  const edit = { offset: at, length: 1, text: 'y' };

  it('lets edits pass that give what is expected', () => {
    expect(checkedEdits(document, [edit], value)).toEqual([edit]);
  });

  it.each([
    ['other data', [{ ...edit, text: 'z' }]],
    ['no YAML', [{ ...edit, text: 'y }' }]],
    ['nothing', []],
    ['another document', [edit, { offset: document.text.length, length: 0, text: '---\n' }]],
    ['what depends on the order', [edit, { offset: at - 1, length: 2, text: ' y' }]],
  ])('refuses edits that give %s', (name, edits) => {
    const given = name === 'another document' ? parsed(`${document.text}---\nb: 1\n`) : document;
    expect(() => checkedEdits(given, edits, value)).toThrow(RangeError);
  });
});

describe('editAll', () => {
  it('makes several changes as one edit that keeps the rest', () => {
    const edits = editAll(parsed(file), [
      { path: ['accounts', 'shop', 'host'], value: 'new.example.com' },
      { path: ['accounts', 'shop', 'port'], value: 465 },
      { path: ['accounts', 'shop', 'tls', 'verify'], value: false },
    ]);
    expect(edits).toHaveLength(1);
    expect(applyEdits(file, edits)).toBe(
      file
        .replace('mail.example.com', 'new.example.com')
        .replace('${secret:shop}\n', '${secret:shop}\n    port: 465\n    tls:\n      verify: false\n'),
    );
  });

  it('writes a whole account into an empty file', () => {
    const text = apply('# mine\n', (document) =>
      editAll(document, [
        { path: ['version'], value: 1 },
        { path: ['accounts', 'a', 'provider'], value: 'gmail' },
        { path: ['accounts', 'a', 'user'], value: 'me@gmail.com' },
      ]),
    );
    expect(text).toBe('# mine\nversion: 1\naccounts:\n  a:\n    provider: gmail\n    user: me@gmail.com\n');
  });
});

describe('a list', () => {
  const list = (text: string, value: readonly string[]) =>
    apply(text, (document) => editSmtpDocument(document, ['admins'], value));

  it.each<[string, string, string[], string]>([
    ['an empty item', 'admins:\n  - # later\n  - b # c\n', ['a', 'b'], 'admins:\n  - a # later\n  - b # c\n'],
    ['a block item', 'admins:\n  - | # one\n    a\n  - b\n', ['c', 'b'], 'admins:\n  - c # one\n  - b\n'],
    ['a number', 'admins: [1, b] # c\n', ['1', 'b'], "admins: ['1', b] # c\n"],
    ['changed in place', 'admins: [a@x, b@x] # c\n', ['a@x', 'c@x'], 'admins: [a@x, c@x] # c\n'],
    ['longer', 'admins: [ a@x ] # c\n', ['a@x', 'b@x', 'c@x'], 'admins: [ a@x, b@x, c@x ] # c\n'],
    ['longer at the front', "admins: ['a@x']\n", ['b@x', 'a@x'], "admins: [b@x, 'a@x']\n"],
    ['shorter', 'admins: [a@x, b@x, c@x]\n', ['a@x', 'c@x'], 'admins: [a@x, c@x]\n'],
    ['shorter at the front', 'admins: [a@x, b@x]\n', ['b@x'], 'admins: [b@x]\n'],
    ['a name with a comma', 'admins: [a@x]\n', ['"B, C" <b@x>'], 'admins: [\'"B, C" <b@x>\']\n'],
    [
      'block: changed',
      'admins:\n  - a@x # one\n  - "b@x" # two\n',
      ['a@x', 'c@x'],
      'admins:\n  - a@x # one\n  - "c@x" # two\n',
    ],
    [
      'block: longer',
      'admins:\n- a@x # one\nversion: 1\n',
      ['a@x', 'b@x'],
      'admins:\n- a@x # one\n- b@x\nversion: 1\n',
    ],
    ['block: in the front', 'admins:\n  - a@x # one\n', ['b@x', 'a@x'], 'admins:\n  - b@x\n  - a@x # one\n'],
    [
      'block: shorter',
      'admins:\n  - a@x # one\n  - b@x # two\n  - c@x # three\n',
      ['a@x', 'c@x'],
      'admins:\n  - a@x # one\n  - c@x # three\n',
    ],
    ['block: CRLF', 'admins:\r\n  - a@x\r\n', ['a@x', 'b@x'], 'admins:\r\n  - a@x\r\n  - b@x\r\n'],
    ['a text before', 'admins: a@x\n', ['a@x', 'b@x'], 'admins: [a@x, b@x]\n'],
    ['nothing before', 'version: 1\n', ['a@x'], 'version: 1\nadmins: [a@x]\n'],
    ['empty', 'admins: [a@x] # c\n', [], 'admins: [] # c\n'],
  ])('is edited as little as can be: %s', (_name, before, value, after) => {
    expect(list(before, value)).toBe(after);
    expect(parsed(after).value).toMatchObject({ admins: value });
  });

  it('with an anchor inside is written anew, and its alias keeps the value', () => {
    const after = list('admins: [&a a@x, b@x]\ncontact: *a\n', ['b@x']);
    expect(parsed(after).value).toEqual({ admins: ['b@x'], contact: 'a@x' });
  });
});

describe('names', () => {
  it('are free or not', () => {
    const document = parsed(file);
    expect(freeName(document, 'shop')).toBe('shop-2');
    expect(freeName(document, 'other')).toBe('other');
    expect(isFreeName(document, 'news')).toBe(false);
    expect(isFreeName(document, 'new')).toBe(true);
  });
});
