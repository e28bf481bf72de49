// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isScalar, parseDocument } from 'yaml';
import {
  applyEdits,
  editSmtpDocument,
  type FieldValue,
  type TextEdit,
} from '../../src/core/account/edit-smtp-document';
import { isRecord, parseSmtpDocument } from '../../src/core/account/smtp-document';

/** The text after the edit. */
function edited(text: string, path: readonly string[], value: FieldValue): string {
  return applyEdits(text, editSmtpDocument(parseSmtpDocument(text), path, value));
}

/** What the text says, aliases resolved and not shared. */
function plain(text: string): unknown {
  const parsed = parseDocument(text, { logLevel: 'silent' });
  expect(parsed.errors.map(({ message }) => message)).toEqual([]);
  return JSON.parse(JSON.stringify(parsed.toJS() ?? null));
}

const host = ['accounts', 'a', 'host'];
const account = (lines: string) => `accounts:\n  a:\n${lines}`;

describe('a value that is there', () => {
  it.each<[string, string, FieldValue, string]>([
    [
      'comments before and behind it',
      '    # before\n    host: old # behind\n    # after\n',
      'new',
      '    # before\n    host: new # behind\n    # after\n',
    ],
    ['single quotes', "    host: 'old' # x\n", "it's", "    host: 'it''s' # x\n"],
    ['double quotes', '    host: "old" # x\n', 'a "b"', '    host: "a \\"b\\"" # x\n'],
    ['single quotes that cannot hold a line end', "    host: 'old'\n", 'a\nb', '    host: "a\\nb"\n'],
    ['a number', '    host: 25\n', 587, '    host: 587\n'],
    ['a boolean', '    host: true\n', false, '    host: false\n'],
    ['a reference', '    host: old\n', '${env:HOST}', '    host: ${env:HOST}\n'],
    ['wide blanks around it', '    host :   old   # c\n', 'new', '    host :   new   # c\n'],
    ['no value at all', '    host:\n    port: 1\n', 'new', '    host: new\n    port: 1\n'],
    ['no value, but a comment', '    host: # which?\n    port: 1\n', 'new', '    host: new # which?\n    port: 1\n'],
    ['no value, but a tag', '    host: !!str\n    port: 1\n', 'new', '    host: !!str new\n    port: 1\n'],
    ['null', '    host: null # c\n', 'new', '    host: new # c\n'],
    ['a tag that fits', '    host: !!int "25" # c\n', 587, '    host: !!int 587 # c\n'],
    ['a tag that does not', '    host: !!int 25 # c\n', '${env:PORT}', '    host: ${env:PORT} # c\n'],
    ['a tag that does not, on nothing', '    host: !!int # c\n', 'new', '    host: new # c\n'],
    ['a comment behind the sign of a block', '    host: | # c\n      one\n', 'new', '    host: new # c\n'],
    [
      'a block that keeps its line ends',
      '    host: |+\n      one\n\n    port: 1\n',
      'x',
      '    host: x\n\n    port: 1\n',
    ],
    ['a literal block', '    host: |\n      one\n      two\n    port: 1\n', 'new', '    host: new\n    port: 1\n'],
    [
      'a folded block with a comment behind',
      '    host: >-\n      one\n\n      two\n    # c\n    port: 1\n',
      'new',
      '    host: new\n    # c\n    port: 1\n',
    ],
    [
      'a plain value on two lines',
      '    host: one\n      two # c\n    port: 1\n',
      'new',
      '    host: new # c\n    port: 1\n',
    ],
    ['a block list', '    host:\n      - one\n      - two\n    port: 1\n', 'new', '    host: new\n    port: 1\n'],
    ['a flow list', '    host: [one, two] # c\n', 'new', '    host: new # c\n'],
    ['an explicit key', '    ? host\n    : old\n', 'new', '    ? host\n    : new\n'],
    ['a quoted key', '    "host": old\n', 'new', '    "host": new\n'],
    ['no line end at the end', '    host: old', 'new', '    host: new'],
  ])('keeps the bytes around it: %s', (_name, before, value, after) => {
    expect(edited(account(before), host, value)).toBe(account(after));
  });

  it.each([
    '#',
    '# x',
    'a # b',
    'a: b',
    'a:',
    ' lead',
    'trail ',
    'yes',
    'No',
    'on',
    'y',
    'true',
    'null',
    '~',
    '',
    '0123',
    '0x1f',
    '1_000',
    '12:30',
    '1.5',
    '.inf',
    '2026-11-21',
    '@x',
    '`x',
    '*a',
    '&a',
    '!a',
    '%a',
    '- a',
    '-',
    '?',
    '|',
    '>',
    '[a',
    '{a',
    "'",
    '"',
    'tab\tin',
    'line\nend',
    '\u0007',
    '\ufeff',
    '\u2028',
    '\u00a0',
    '\ud800',
  ])('puts quotes around %j, which would be read as something else', (value) => {
    const text = edited(account('    host: old # c\n'), host, value);
    expect(text).toMatch(/^accounts:\n {2}a:\n {4}host: ('.*'|".*") # c\n$/);
    expect(plain(text)).toEqual({ accounts: { a: { host: value } } });
    expect(parseDocument(text, { version: '1.1' }).toJS()).toEqual({ accounts: { a: { host: value } } });
  });

  it.each([
    'smtp.example.com',
    'Shop <shop@example.com>',
    'https://x.example/a?b=c',
    'a:b',
    'a#b',
    'Žąsis ėda',
    '📮 pašto dėžutė',
    'שלום',
    'a, b',
    '127.0.0.1',
    '::1',
    'it\'s "so"',
    '$${literal}',
  ])('needs no quotes for %j', (value) => {
    expect(edited(account('    host: old\n'), host, value)).toBe(account(`    host: ${value}\n`));
  });

  it('keeps CRLF, also in what it adds', () => {
    const text = 'version: 1\r\naccounts:\r\n  a:\r\n    host: old # c\r\n    user: u\r\n';
    expect(edited(text, host, 'new')).toBe(text.replace('old', 'new'));
    expect(edited(text, ['accounts', 'a', 'port'], 465)).toBe(`${text}    port: 465\r\n`);
    expect(edited(text, ['test', 'to'], 'me@example.com')).toBe(`${text}test:\r\n  to: me@example.com\r\n`);
    expect(edited(text, host, null)).toBe(text.replace('    host: old # c\r\n', ''));
  });

  it('keeps a byte order mark and does not indent after it', () => {
    const text = '\ufeffaccounts:\n  a:\n    host: old\n';
    expect(edited(text, host, 'new')).toBe(text.replace('old', 'new'));
    expect(edited(text, ['version'], 1)).toBe(`${text}version: 1\n`);
    expect(edited('\ufeffversion: 1\naccounts: {}\n', ['version'], null)).toBe('\ufeffaccounts: {}\n');
    expect(edited('\ufeffaccounts:\n', ['accounts', 'a', 'host'], 'x')).toBe('\ufeffaccounts:\n  a:\n    host: x\n');
  });
});

describe('a secret that YAML reads only in part', () => {
  it.each([
    ['abc #def', ''],
    ['abc #def', ' # why'],
    ['123 #def', ''],
    ['#def', ' # why'],
    ['!def', ''],
    ['!!def', ' # why'],
    ['!def ghi', ''],
    ['&def', ''],
    ['&def ghi #jkl', ' # why'],
    ['&def !ghi', ''],
  ])('goes as a whole: %s%s', (secret, behind) => {
    const text = account(`    password: ${secret}${behind}\n    port: 1\n`);
    expect(edited(text, ['accounts', 'a', 'password'], '${secret:a}')).toBe(text.replace(secret, '${secret:a}'));
    const flow = `accounts:\n  a: { oauth2: { clientSecret: ${secret}${behind}\n    , clientId: x } }\n`;
    expect(edited(flow, ['accounts', 'a', 'oauth2', 'clientSecret'], 'new')).toBe(flow.replace(secret, 'new'));
  });

  it.each(['abc # def', '# def', '#to be done', '&def ${env:A}', '!!str def', '${secret:a} #def', '"abc" #def'])(
    'is not %s',
    (written) => {
      const after = edited(account(`    password: ${written}\n`), ['accounts', 'a', 'password'], 'new');
      const kept = written.match(/#.*|&def|!!str/)?.[0] ?? written;
      expect(after).toContain(kept);
    },
  );

  it('keeps an anchor that something refers to', () => {
    const text = 'accounts:\n  a:\n    password: &p abc\n  b:\n    password: *p\n';
    expect(edited(text, ['accounts', 'a', 'password'], 'new')).toContain('password: &p abc');
  });
});

describe('a key that is missing', () => {
  const port = ['accounts', 'a', 'port'];

  it.each([
    ['after the last one', '    host: x\n', '    host: x\n    port: 465\n'],
    ['after the comment of the last one', '    host: x # c\n', '    host: x # c\n    port: 465\n'],
    [
      'before comments and blank lines that follow',
      '    host: x\n    # c\n\n# d\nversion: 1\n',
      '    host: x\n    port: 465\n    # c\n\n# d\nversion: 1\n',
    ],
    [
      'after a nested map',
      '    host: x\n    tls:\n      verify: true # c\n\ntest: {}\n',
      '    host: x\n    tls:\n      verify: true # c\n    port: 465\n\ntest: {}\n',
    ],
    [
      'after a nested list',
      '    x-list:\n      - one\n      - two\n',
      '    x-list:\n      - one\n      - two\n    port: 465\n',
    ],
    [
      'after a block scalar',
      '    user: |\n      one\n\n# c\ntest: {}\n',
      '    user: |\n      one\n    port: 465\n\n# c\ntest: {}\n',
    ],
    [
      'after a block scalar that keeps its blank lines',
      '    user: |+\n      one\n\n\ntest: {}\n',
      '    user: |+\n      one\n\n\n    port: 465\ntest: {}\n',
    ],
    ['after a key without a value', '    host: # c\n', '    host: # c\n    port: 465\n'],
    ['with the indentation of its siblings', '       host: x\n', '       host: x\n       port: 465\n'],
    ['at the end of a file without a line end', '    host: x', '    host: x\n    port: 465'],
    ['after an explicit key', '    ? host\n    : x\n', '    ? host\n    : x\n    port: 465\n'],
    ['before the next account', '    host: x\n  b:\n    host: y\n', '    host: x\n    port: 465\n  b:\n    host: y\n'],
  ])('goes %s', (_name, before, after) => {
    const text = edited(account(before), port, 465);
    expect(text).toBe(account(after));
    const old = plain(account(before)) as { accounts: { a: object } };
    expect(plain(text)).toEqual({ ...old, accounts: { ...old.accounts, a: { ...old.accounts.a, port: 465 } } });
  });

  it.each([
    ['', 'accounts:\n  a:\n    port: 465\n'],
    ['# only a comment', '# only a comment\naccounts:\n  a:\n    port: 465\n'],
    ['---\n', '---\naccounts:\n  a:\n    port: 465\n'],
    ['accounts:\n', 'accounts:\n  a:\n    port: 465\n'],
    ['accounts: # c\n\nversion: 1\n', 'accounts: # c\n  a:\n    port: 465\n\nversion: 1\n'],
    ['accounts: {}\n', 'accounts: { a: { port: 465 } }\n'],
    ['accounts: ~ # c\n', 'accounts: { a: { port: 465 } } # c\n'],
    ['accounts:\n  a:\n', 'accounts:\n  a:\n    port: 465\n'],
    ['accounts:\n  a: # c\n  b: {}\n', 'accounts:\n  a: # c\n    port: 465\n  b: {}\n'],
    ['accounts:\n  a:', 'accounts:\n  a:\n    port: 465'],
    ['accounts: { a: }\n', 'accounts: { a: { port: 465 } }\n'],
    ['accounts: { a }\n', 'accounts: { a: { port: 465 } }\n'],
    ['accounts: { a, b: {} }\n', 'accounts: { a: { port: 465 }, b: {} }\n'],
    ['accounts: { a: { host: x } }\n', 'accounts: { a: { host: x, port: 465 } }\n'],
    ['accounts: { a: {host: x,} }\n', 'accounts: { a: {host: x, port: 465,} }\n'],
    ['accounts: { b: {} } # c', 'accounts: { b: {}, a: { port: 465 } } # c'],
  ])('finds its place in %j', (before, after) => {
    expect(edited(before, port, 465)).toBe(after);
  });

  it('makes the section test behind the accounts and their comments', () => {
    const text = edited(account('    host: x\n    # end\n'), ['test', 'mode'], 'send');
    expect(text).toBe(account('    host: x\n    # end\ntest:\n  mode: send\n'));
  });

  it('is not made by deleting it', () => {
    for (const text of ['', 'accounts:\n', 'accounts: {}\n', account('    host: x\n'), 'accounts: &x {}\ntest: *x\n']) {
      expect(editSmtpDocument(parseSmtpDocument(text), ['accounts', 'a', 'tls', 'ca'], null)).toEqual([]);
      expect(editSmtpDocument(parseSmtpDocument(text), ['test', 'to'], null)).toEqual([]);
    }
  });
});

describe('deleting a key', () => {
  const three = '    host: x # c\n    # of port\n    port: 465\n    tls:\n      verify: true\n';
  it.each([
    ['the first', 'host', '    # of port\n    port: 465\n    tls:\n      verify: true\n'],
    ['one in the middle', 'port', '    host: x # c\n    # of port\n    tls:\n      verify: true\n'],
    ['the last', 'tls', '    host: x # c\n    # of port\n    port: 465\n'],
  ])('takes away the lines of %s', (_name, key, after) => {
    expect(edited(account(three), ['accounts', 'a', key], null)).toBe(account(after));
  });

  it('leaves an empty map, and the comments around it', () => {
    const text = 'accounts:\n  a: # about a\n    # about host\n    host: x\n  # about b\n  b: {}\n';
    expect(edited(text, host, null)).toBe('accounts:\n  a: {} # about a\n    # about host\n  # about b\n  b: {}\n');
  });

  it.each([
    ['{ host: x }', '{  }'],
    ['{ host: x, }', '{  }'],
    ['{ host: x, port: 1 }', '{ port: 1 }'],
    ['{ port: 1, host: x }', '{ port: 1 }'],
    ['{ port: 1, host: x, }', '{ port: 1, }'],
    ['{ port: 1, host: x, user: y }', '{ port: 1, user: y }'],
    ['{\n    port: 1, # one\n    host: x\n  }', '{\n    port: 1, # one\n    \n  }'],
    ['{ host, port: 1 }', '{ port: 1 }'],
    ['{\n    port: 1, # one\n    host: x,\n  }', '{\n    port: 1, # one\n    \n  }'],
    ['{\n    port: 1, # one\n    host: x # two\n    , }', '{\n    port: 1, # one\n     # two\n     }'],
  ])('%s in flow style', (before, after) => {
    expect(edited(`accounts:\n  a: ${before} # c\n`, host, null)).toBe(`accounts:\n  a: ${after} # c\n`);
    expect(parseSmtpDocument(edited(`accounts:\n  a: ${before}\n`, host, null)).problems).toEqual([]);
  });

  it('takes away a block scalar and a whole account', () => {
    const text = 'accounts:\n  a:\n    user: |\n      x\n\n    host: y\n  b:\n    host: z\n';
    expect(edited(text, ['accounts', 'a', 'user'], null)).toBe('accounts:\n  a:\n\n    host: y\n  b:\n    host: z\n');
    expect(edited(text, ['accounts', 'a'], null)).toBe('accounts:\n  b:\n    host: z\n');
    expect(edited(text, ['accounts', 'b'], null)).toBe('accounts:\n  a:\n    user: |\n      x\n\n    host: y\n');
  });

  it('adds no blank line to a block that keeps its line ends', () => {
    const text = account('    user: |+\n      x\n    port: 1\n\n    host: y\n');
    expect(edited(text, ['accounts', 'a', 'port'], null)).toBe(account('    user: |+\n      x\n    host: y\n'));
  });

  it('takes away the last line when it has no line end', () => {
    expect(edited(account('    host: x\n    port: 1'), ['accounts', 'a', 'port'], null)).toBe(account('    host: x\n'));
  });
});

describe('a JSON file', () => {
  const json = '{\n  "accounts": {\n    "a": {\n      "host": "old",\n      "port": 465\n    }\n  }\n}\n';

  it.each<[string[], FieldValue]>([
    [host, 'new'],
    [['accounts', 'a', 'port'], '${env:PORT}'],
    [['accounts', 'a', 'user'], 'me'],
    [['accounts', 'b', 'host'], 'x'],
    [['test', 'to'], 'me'],
    [host, null],
    [['accounts', 'a', 'port'], null],
  ])('stays JSON: %j', (path, value) => {
    const text = edited(json, path, value);
    expect(JSON.parse(text)).toEqual(changed(JSON.parse(json), path, value));
  });

  it('gets a new key on a line of its own', () => {
    expect(edited(json, ['accounts', 'a', 'user'], 'me')).toBe(json.replace('465\n', '465,\n      "user": "me"\n'));
    expect(edited('{"accounts":{"a":{"port":1}}}', ['accounts', 'a', 'user'], 'me')).toBe(
      '{"accounts":{"a":{"port":1, "user": "me"}}}',
    );
  });
});

describe('anchors and aliases', () => {
  /** Edits and says what came out; no alias may be left without its anchor. */
  const changes = (text: string, path: string[], value: FieldValue) => {
    const after = edited(text, path, value);
    expect(plain(after)).toEqual(changed(plain(text), path, value));
    return after;
  };

  it('replaces an aliased value here only', () => {
    const text = 'accounts:\n  a:\n    user: &u me # c\n  b:\n    user: *u # d\n';
    expect(changes(text, ['accounts', 'b', 'user'], 'you')).toBe(text.replace('*u', 'you'));
  });

  it('gives the old value and the anchor to the first alias', () => {
    const text = 'accounts:\n  a:\n    user: &u me # c\n  b:\n    user: *u # d\n  c:\n    user: *u\n';
    expect(changes(text, ['accounts', 'a', 'user'], 'you')).toBe(
      'accounts:\n  a:\n    user: you # c\n  b:\n    user: &u me # d\n  c:\n    user: *u\n',
    );
  });

  it('keeps an anchor that nothing refers to', () => {
    const text = 'accounts:\n  a:\n    user: &u me\n';
    expect(changes(text, ['accounts', 'a', 'user'], 'you')).toBe(text.replace('me', 'you'));
  });

  it('writes out an aliased account that changes', () => {
    const text = 'accounts:\n  a: &a # base\n    host: x\n    port: 465\n  b: *a # same\n';
    expect(changes(text, ['accounts', 'b', 'host'], 'new')).toBe(
      'accounts:\n  a: &a # base\n    host: x\n    port: 465\n  b: { host: new, port: 465 } # same\n',
    );
    expect(changes(text, ['accounts', 'a', 'host'], 'new')).toBe(
      'accounts:\n  a: # base\n    host: new\n    port: 465\n  b: &a { host: x, port: 465 } # same\n',
    );
  });

  it('is not misled by an anchor in a comment', () => {
    const text = 'accounts:\n  a: &a # was &a before\n    host: x\n  b: *a\n';
    expect(changes(text, ['accounts', 'a', 'host'], 'new')).toContain('a: # was &a before\n');
  });

  it.each([
    ['an anchored value', 'accounts:\n  a:\n    host: &h x\n    port: 1\n  b:\n    host: *h\n', host],
    ['an anchored account', 'accounts:\n  a: &a\n    host: x\n  b: *a\n  c: *a\n', ['accounts', 'a']],
    ['the only key of an anchored account', 'accounts:\n  a: &a\n    host: x\n  b: *a\n', host],
    ['the only key of an anchored account with a comment', 'accounts:\n  a: &a # c\n    host: x\n  b: *a\n', host],
    [
      'an account with anchors inside',
      'accounts:\n  a:\n    host: &h x\n    tls: &t\n      verify: &v true\n  b:\n    host: *h\n    tls: *t\n    x-v: *v\n',
      ['accounts', 'a'],
    ],
    ['an alias', 'accounts:\n  a:\n    host: &h x\n  b:\n    host: *h\n    port: 1\n', ['accounts', 'b', 'host']],
    ['everything', 'x-h: &h x\naccounts:\n  a:\n    host: *h\ntest:\n  to: *h\n', ['accounts']],
    ['an anchored list', 'x-l: &l [&one 1, 2]\naccounts:\n  a:\n    x-l: *l\n    port: *one\n', ['x-l']],
    ['a missing key of an alias', 'accounts:\n  a: &a\n    host: x\n  b: *a\n', ['accounts', 'b', 'host']],
  ])('leaves no alias behind when it deletes %s', (_name, text, path) => {
    changes(text, path, null);
  });

  it('handles an anchor on nothing, on its own line, in flow style, and defined twice', () => {
    expect(changes('accounts:\n  a: &a\n  b: *a\n', host, 'x')).toBe('accounts:\n  a:\n    host: x\n  b: &a null\n');
    changes('accounts:\n  a:\n    host: &h # c\n    user: *h\n', host, 'x');
    changes('accounts:\n  a:\n    &a\n    host: x\n  b: *a\n', host, 'new');
    changes('accounts:\n  a:\n    &a { host: x }\n  b: *a\n', host, 'new');
    changes('accounts: {a: &a {host: &h x}, b: *a, c: *h}\n', host, 'new');
    const twice = 'x-1: &a one\naccounts:\n  a:\n    host: *a\nx-2: &a two\nx-3: *a\n';
    expect(changes(twice, ['x-1'], 'new')).toBe(twice.replace('&a one', 'new').replace('*a', '&a one'));
    expect(changes(twice, host, 'new')).toBe(twice.replace('*a', 'new'));
  });

  it('leaves merge keys alone', () => {
    const text = 'x-base: &base\n  host: x\naccounts:\n  a:\n    <<: *base\n    port: 1\n  b:\n    <<: *base\n';
    expect(edited(text, ['accounts', 'a', 'port'], 2)).toBe(text.replace('port: 1', 'port: 2'));
    expect(edited(text, host, 'new')).toBe(text.replace('port: 1\n', 'port: 1\n    host: new\n'));
  });
});

describe('whose value it is', () => {
  it('edits the first document only', () => {
    const text = 'accounts:\n  a:\n    host: x\n---\naccounts:\n  a:\n    host: x\n';
    expect(edited(text, host, 'new')).toBe(text.replace('host: x', 'host: new'));
    expect(edited(text, ['test', 'to'], 'me')).toBe(text.replace('---', 'test:\n  to: me\n---'));
  });

  it('is not misled by the same keys elsewhere', () => {
    const text =
      'x-host: 1\naccounts:\n  b:\n    host: x # host: x\n  a:\n    tls:\n      host: x\n    host: x\ntest:\n  to: x\n';
    expect(edited(text, host, 'new')).toBe(text.replace('    host: x\ntest', '    host: new\ntest'));
  });

  it.each([
    ['a.b', 'a.b'],
    ['a/b', 'a/b'],
    ['my shop', 'my shop'],
    ['2', '2'],
    ["it's", "it's"],
    ['"q"', '"\\"q\\""'],
    ['Žąsis', 'Žąsis'],
    ['a: b', "'a: b'"],
    ['#1', "'#1'"],
    ['', "''"],
    ['true', "'true'"],
    ['__proto__', '__proto__'],
  ])('finds the account %j', (name, written) => {
    const text = `accounts:\n  other:\n    host: x\n  ${written}:\n    host: x # c\n`;
    expect(edited(text, ['accounts', name, 'host'], 'new')).toBe(text.replace('x # c', 'new # c'));
    const made = edited('accounts:\n  other: {}\n', ['accounts', name, 'host'], 'new');
    expect(parseSmtpDocument(made).accountNames).toContain(name);
    expect(parseSmtpDocument(made).problems).toEqual([]);
    expect(plain(edited(made, ['accounts', name], null))).toEqual({ accounts: { other: {} } });
  });

  it.each([
    ['accounts: [', host],
    ['accounts: x\n', host],
    ['accounts: [a]\n', host],
    [account('    host: x\n    host: new\n'), host],
    ['accounts: {}', []],
  ])('refuses to edit %j', (text, path) => {
    expect(() => editSmtpDocument(parseSmtpDocument(text), path, 'new')).toThrow(RangeError);
  });
});

// --- any document, any path, any value ---

/** A copy of `value` with only `path` changed, as the edit is to leave it. */
function changed(value: unknown, path: readonly string[], next: FieldValue): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  const copy: Record<string, unknown> = isRecord(value) ? { ...value } : {};
  if (next === null && !Object.hasOwn(copy, key)) return value;
  if (rest.length > 0) {
    const inner = changed(copy[key], rest, next);
    if (next !== null || inner !== undefined) copy[key] = inner;
  } else if (next === null) delete copy[key];
  else copy[key] = next;
  return copy;
}

interface Leaf {
  style: 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'empty' | 'flowList' | 'blockList' | 'flowMap';
  text: string;
}
type Tree = Leaf | { entries: Entry[] };
interface Entry {
  key: string;
  tree: Tree;
  anchor: boolean;
  /** Refers to an earlier anchor, when there is one. */
  alias: number | undefined;
  before: string[];
  comment: string | undefined;
}

const words = fc.constantFrom(
  'x',
  'smtp.example.com',
  '465',
  'Shop <a@b.c>',
  'ž 📮',
  "it's",
  'a # b',
  'yes',
  '${env:A}',
  ' lead',
  '',
);
const keys = ['host', 'port', 'user', 'tls', 'x-1', 'a.b', '2', 'Žąsis', 'to be', '__x'];
const leaf: fc.Arbitrary<Leaf> = fc.record({
  style: fc.constantFrom<Leaf['style']>(
    'plain',
    'plain',
    'single',
    'double',
    'literal',
    'folded',
    'empty',
    'flowList',
    'blockList',
    'flowMap',
  ),
  text: words,
});
const entry = (tree: fc.Arbitrary<Tree>): fc.Arbitrary<Entry> =>
  fc.record({
    key: fc.constantFrom(...keys),
    tree,
    anchor: fc.boolean(),
    alias: fc.option(fc.nat(5), { nil: undefined, freq: 2 }),
    before: fc.array(fc.constantFrom('', '# note: x', '  # deeper &a1 *a1'), { maxLength: 2 }),
    comment: fc.option(fc.constantFrom('c', 'host: x', '&a1'), { nil: undefined }),
  });
const entries = (tree: fc.Arbitrary<Tree>, minLength: number) =>
  fc.uniqueArray(entry(tree), { selector: ({ key }) => key, minLength, maxLength: 4 });
const settings: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 3, arbitrary: leaf },
  { weight: 1, arbitrary: fc.record({ entries: entries(leaf, 1) }) },
);
const accountTree: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ entries: entries(settings, 1) }) },
  { weight: 1, arbitrary: fc.constant<Leaf>({ style: 'empty', text: '' }) },
  { weight: 1, arbitrary: fc.constant<Leaf>({ style: 'flowMap', text: 'x' }) },
);
const file = fc.record({
  accounts: entries(accountTree, 1),
  test: fc.option(entries(settings, 1)),
  testFirst: fc.boolean(),
  eol: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  lastLineEnd: fc.boolean(),
  indent: fc.constantFrom(1, 2, 4),
});

/** Writes a generated file as text, with anchors a1, a2, … and aliases of those that are complete. */
function write(
  { accounts, test, testFirst, eol, bom, lastLineEnd, indent }: typeof file extends fc.Arbitrary<infer T> ? T : never,
  withAnchors: boolean,
): string {
  const lines: string[] = [];
  const complete: string[] = [];
  let anchors = 0;
  const flowText = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const put = (list: readonly Entry[], depth: number) => {
    const pad = ' '.repeat(depth * indent);
    for (const { key, tree, anchor, alias, before, comment } of list) {
      lines.push(...before.map((line) => (line === '' ? '' : pad + line)));
      const name = /^\d/.test(key) ? `'${key}'` : key;
      const tail = comment === undefined ? '' : ` # ${comment}`;
      const target = alias === undefined || !withAnchors ? undefined : complete[complete.length - 1 - alias];
      if (target) {
        lines.push(`${pad}${name}: *${target}${tail}`);
        continue;
      }
      anchors += anchor ? 1 : 0;
      const label = `a${anchors}`;
      const head = `${pad}${name}:${anchor && withAnchors ? ` &${label}` : ''}`;
      if ('entries' in tree) {
        lines.push(head + tail);
        put(tree.entries, depth + 1);
      } else put1(head, tree, tail, `${pad}${' '.repeat(indent)}`);
      if (anchor) complete.push(label);
    }
  };
  const put1 = (head: string, { style, text }: Leaf, tail: string, inner: string) => {
    const isPlain = text !== '' && text === text.trim() && !text.includes(' #');
    if (style === 'plain' && isPlain) lines.push(`${head} ${text}${tail}`);
    else if (style === 'double') lines.push(`${head} ${JSON.stringify(text)}${tail}`);
    else if (style === 'empty') lines.push(head + tail);
    else if (style === 'flowList') lines.push(`${head} [${flowText(text)}, 1]${tail}`);
    else if (style === 'flowMap') lines.push(`${head} { host: ${flowText(text)}, port: 1 }${tail}`);
    else if (style === 'blockList') lines.push(head + tail, `${inner}- ${flowText(text)}`, `${inner}- 2${tail}`);
    else if (style === 'literal') lines.push(`${head} |${tail}`, `${inner}${text.trim()}`, '', `${inner}end`);
    else if (style === 'folded') lines.push(`${head} >-`, `${inner}${text.trim() || 'x'}`, `${inner}end`);
    else lines.push(`${head} ${flowText(text)}${tail}`);
  };
  const section = (name: string, list: readonly Entry[]) => {
    lines.push(`${name}:`);
    put(list, 1);
  };
  if (test && testFirst) section('test', test);
  section('accounts', accounts);
  if (test && !testFirst) section('test', test);
  return (bom ? '\ufeff' : '') + lines.join(eol) + (lastLineEnd ? eol : '');
}

/** A path into the plain value: existing keys as the seeds choose, then perhaps one that is missing. */
function choosePath(value: unknown, seeds: readonly number[], fresh: string): string[] {
  const path: string[] = [];
  let here = value;
  for (const seed of seeds) {
    if (here === null && path.length > 0) return [...path, fresh];
    if (!isRecord(here)) break;
    const names = Object.keys(here);
    const name = names[seed % (names.length + 1)];
    if (name === undefined) return [...path, fresh];
    path.push(name);
    here = here[name];
  }
  return path;
}

/** The paths of everything in a plain value that is neither map nor list. */
function leafPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (isRecord(value)) return Object.entries(value).flatMap(([key, inner]) => leafPaths(inner, [...path, key]));
  return Array.isArray(value) ? [] : [path];
}

/** Every byte of the text that no edit covers, in order. */
function untouched(text: string, edits: readonly TextEdit[]): boolean {
  const after = applyEdits(text, edits);
  let at = 0;
  let atAfter = 0;
  for (const { offset, length, text: inserted } of [...edits].sort(
    (a, b) => a.offset - b.offset || b.length - a.length,
  )) {
    if (offset < at) return false;
    if (text.slice(at, offset) !== after.slice(atAfter, atAfter + offset - at)) return false;
    atAfter += offset - at + inserted.length;
    at = offset + length;
  }
  return text.slice(at) === after.slice(atAfter);
}

describe('any edit of any document', () => {
  const value = fc.oneof(words, fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null));
  const fresh = fc.oneof(
    fc.constantFrom('new', 'a: b', '#', 'yes', '7'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  );
  const seeds = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 });

  it('changes what the path leads to and nothing else', () => {
    fc.assert(
      fc.property(file, seeds, fresh, value, (source, chosen, name, next) => {
        const text = write(source, true);
        const document = parseSmtpDocument(text);
        fc.pre(document.kind === 'ours');
        const old = plain(text);
        const path = choosePath(old, chosen, name);
        // without its only key the file is empty, which no map can say
        fc.pre(!(next === null && path.length === 1));
        const edits = editSmtpDocument(document, path, next);
        const after = applyEdits(text, edits);
        expect(plain(after)).toEqual(changed(old, path, next));
        expect(untouched(text, edits)).toBe(true);
        expect(parseSmtpDocument(after).kind).toBe('ours');
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 800) },
    );
  });

  it('is one edit within the value when the value is a scalar and no anchors are near', () => {
    fc.assert(
      fc.property(file, fc.nat(), fc.oneof(words, fc.integer(), fc.boolean()), (source, chosen, next) => {
        const text = write(source, false);
        const document = parseSmtpDocument(text);
        fc.pre(document.kind === 'ours');
        const scalars = leafPaths(plain(text)).filter((path) => {
          const found = document.nodeAt(path);
          const written = isScalar(found?.node) && /^(PLAIN|QUOTE)/.test(found.node.type ?? '');
          return written && found.value.end > found.value.start;
        });
        const path = scalars[chosen % scalars.length];
        fc.pre(path !== undefined);
        const node = path && document.nodeAt(path);
        const old = node && text.slice(node.value.start, node.value.end);
        const edits = editSmtpDocument(document, path ?? [], next);
        expect(edits).toHaveLength(1);
        const [edit] = edits as [TextEdit];
        expect(edit.offset).toBe(node?.value.start);
        expect(edit.offset + edit.length).toBe(node?.value.end);
        if (typeof next === 'string' && /^["']/.test(old ?? '')) expect(edit.text[0]).toBe(old?.[0]);
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 400) },
    );
  });
});
