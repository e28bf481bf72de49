import { describe, expect, it } from 'vitest';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';

describe('the kind of a file', () => {
  it.each([
    ['accounts: {}\n', 'ours'],
    ['accounts:\n', 'ours'],
    ['accounts: 5\n', 'ours'],
    ['{"accounts": {"a": {"host": "x"}}}', 'ours'],
    ['\ufeffaccounts: {}\r\n', 'ours'],
    ['replicaCount: 1\nsmtp:\n  accounts: {}\n', 'foreign'],
    ['- accounts\n', 'foreign'],
    ['accounts', 'foreign'],
    ['__proto__:\n  accounts: {}\n', 'foreign'],
    ['', 'empty'],
    ['\n# nothing yet\n', 'empty'],
    ['---\n', 'empty'],
    ['~\n', 'empty'],
    ['accounts: [\n', 'invalid'],
    ['accounts:\n\ta: {}\n', 'invalid'],
    ['accounts: *none\n', 'invalid'],
    ['accounts: {}\naccounts: {}\n', 'invalid'],
    ['accounts:\n  1: {}\n  "1": {}\n', 'invalid'],
    ['accounts:\n<<<<<<< HEAD\n  a: {}\n=======\n  b: {}\n>>>>>>> other\n', 'invalid'],
  ])('%j is %s', (text, kind) => {
    const document = parseSmtpDocument(text);
    expect(document.kind).toBe(kind);
    expect(document.problems.length > 0).toBe(kind === 'invalid');
  });

  it('counts the documents and reads the first only', () => {
    const document = parseSmtpDocument('accounts:\n  a: {}\n---\naccounts: [\n');
    expect(document).toMatchObject({ kind: 'ours', documents: 2, accountNames: ['a'] });
  });
});

describe('problems', () => {
  it.each([
    ['accounts:\n  a: {}\n  a: {}\n', 'DUPLICATE_KEY', 'a', 3, 3],
    ['accounts:\n\ta: {}\n', 'TAB_AS_INDENT', '\t', 2, 1],
    ['accounts:\n  a: *gone\n', 'BAD_ALIAS', '*gone', 2, 6],
    ['accounts: {\n  a: {\n', 'BAD_INDENT', '', 3, 1],
    ['accounts:\n  a: "open\n', 'MISSING_CHAR', '', 3, 1],
  ])('%j: %s', (text, code, slice, line, column) => {
    const document = parseSmtpDocument(text);
    const problem = document.problems.find((entry) => entry.code === code);
    expect(document.problems.map((entry) => entry.code)).toContain(code);
    if (slice) expect(text.slice(problem?.range.start, problem?.range.end)).toBe(slice);
    expect(document.position(problem?.range.start ?? -1)).toEqual({ line, column });
    expect(problem?.message).not.toMatch(/\n|at line/);
  });
});

describe('nodeAt', () => {
  const text = 'accounts:\n  a: &a\n    host: "x" # c\n    tls:\n    x-list: [one, two]\n  b: *a\n  "2": { port: 1 }\n';
  const document = parseSmtpDocument(text);
  const at = (...path: string[]) => {
    const node = document.nodeAt(path);
    return node && [node.key && text.slice(node.key.start, node.key.end), text.slice(node.value.start, node.value.end)];
  };

  it('gives the places of key and value', () => {
    expect(at('accounts', 'a', 'host')).toEqual(['host', '"x"']);
    expect(at('accounts', 'a', 'tls')).toEqual(['tls', '']);
    expect(at('accounts', 'a', 'x-list', '1')).toEqual([undefined, 'two']);
    expect(at('accounts', '2', 'port')).toEqual(['port', '1']);
    expect(at('accounts', 'b')).toEqual(['b', '*a']);
    expect(at()?.[1]?.startsWith('accounts:')).toBe(true);
  });

  it('knows no place inside an alias, or of what is not there', () => {
    expect(at('accounts', 'b', 'host')).toBeUndefined();
    expect(at('accounts', 'a', 'port')).toBeUndefined();
    expect(at('')).toBeUndefined();
    expect(document.value).toEqual({
      accounts: {
        a: { host: 'x', tls: null, 'x-list': ['one', 'two'] },
        b: { host: 'x', tls: null, 'x-list': ['one', 'two'] },
        2: { port: 1 },
      },
    });
  });

  it('counts a byte order mark as one character before the text', () => {
    const marked = parseSmtpDocument('\ufeffaccounts: {}\n');
    expect(marked.nodeAt(['accounts'])?.key).toEqual({ start: 1, end: 9 });
  });
});

describe('accounts', () => {
  it('are named in the order of the file', () => {
    expect(parseSmtpDocument('accounts:\n  z: {}\n  2: {}\n  a: {}\n  1: {}\n').accountNames).toEqual([
      'z',
      '2',
      'a',
      '1',
    ]);
  });

  it('may be called __proto__ or constructor', () => {
    const document = parseSmtpDocument('accounts:\n  __proto__:\n    host: x\n  constructor:\n    host: y\n');
    expect(document.accountNames).toEqual(['__proto__', 'constructor']);
    const accounts = (document.value as { accounts: object }).accounts;
    expect(Object.getPrototypeOf(accounts)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(accounts, '__proto__')?.value).toEqual({ host: 'x' });
    expect(({} as Record<string, unknown>).host).toBeUndefined();
  });

  // each line with the account that a cursor anywhere in it is in
  const lines: [string, string | undefined][] = [
    ['version: 1', undefined],
    ['accounts:', undefined],
    ['  # about all', undefined],
    ['  a:', 'a'],
    ['    host: x', 'a'],
    ['', 'a'],
    ['    # a comment', 'a'],
    ['    tls:', 'a'],
    ['      verify: true', 'a'],
    ['', 'a'],
    ['  b: { host: y }', 'b'],
    ['  "c":', 'c'],
    ['    user: |', 'c'],
    ['      text', 'c'],
    ['', 'c'],
    ['    # last of the accounts', 'c'],
    ['', 'c'],
    ['test:', undefined],
    ['  to: me', undefined],
  ];

  it.each(['\n', '\r\n'])('are found by the cursor (line end %j)', (eol) => {
    const text = lines.map(([line]) => line).join(eol);
    const document = parseSmtpDocument(text);
    let offset = 0;
    for (const [index, [line, account]] of lines.entries()) {
      for (const at of [offset, offset + line.length]) {
        expect([index, document.accountAt(at)]).toEqual([index, account]);
        expect(document.position(at)).toEqual({ line: index + 1, column: at - offset + 1 });
      }
      offset += line.length + eol.length;
    }
  });

  it('are found by the cursor on the last line, with and without a line end, and in JSON', () => {
    for (const text of ['accounts:\n  a:\n    host: x', 'accounts:\n  a:\n    host: x\n']) {
      expect(parseSmtpDocument(text).accountAt(text.length)).toBe('a');
    }
    const json = '{ "test": {}, "accounts": { "a": { "host": "x" }, "b": {} }, "x-1": 1 }';
    const document = parseSmtpDocument(json);
    expect(
      [json.indexOf('"test"'), json.indexOf('"x"'), json.indexOf('"b"'), json.indexOf('"x-1"')].map(document.accountAt),
    ).toEqual([undefined, 'a', 'b', undefined]);
    expect(parseSmtpDocument('x: &x { a: {} }\naccounts: *x\n').accountAt(3)).toBeUndefined();
  });
});

describe('files that are made to hurt', () => {
  const bounded = (text: string) => {
    const heap = process.memoryUsage().heapUsed;
    const document = parseSmtpDocument(text);
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(1_000_000_000);
    return document;
  };

  it('stops at nested aliases (a billion laughs)', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `x-${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`)}]`,
    );
    const document = bounded(`x-0: &l0 lol\n${levels.join('\n')}\naccounts: {}\n`);
    expect(document.kind).toBe('invalid');
    expect(document.problems).toHaveLength(1);
  });

  it('stops at an alias of itself', () => {
    expect(bounded('accounts: &a\n  a: *a\n').problems.map(({ code }) => code)).toEqual(['TOO_DEEP']);
  });

  it('reads many aliases in linear time', () => {
    const text = `x-a: &a 1\nx-list: [${Array(50_000).fill('*a').join(', ')}]\naccounts: {}\n`;
    expect(bounded(text).kind).toBe('ours');
  });

  it('reads many keys in linear time', () => {
    const text = `accounts:\n${Array.from({ length: 20_000 }, (_, index) => `  a${index}: {}\n`).join('')}`;
    expect(bounded(text).accountNames).toHaveLength(20_000);
  });

  it.each([
    ['brackets', `accounts: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['open brackets', `accounts: ${'['.repeat(20_000)}`],
    ['list marks', `accounts:\n  ${'- '.repeat(20_000)}x\n`],
  ])('refuses 20000 nested %s', (_name, text) => {
    expect(bounded(text).kind).toBe('invalid');
  });

  it('does not read 5 MB: ours are invalid, others are left alone', () => {
    const big = `  a: { host: x }\n`.repeat(300_000);
    expect(bounded(`# c\naccounts:\n${big}`)).toMatchObject({ kind: 'invalid', problems: [{ code: 'TOO_LONG' }] });
    expect(bounded(`{ "accounts": 1,${big}`).kind).toBe('invalid');
    expect(bounded(`list:\n${big}`).kind).toBe('foreign');
    expect(bounded(big).position(0)).toEqual({ line: 1, column: 1 });
  });
});
