// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/core/account/edit-smtp-document';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import { openData } from '../../src/core/data';
import { languages } from '../../src/core/i18n/languages';
import {
  accountDefinition,
  accountNameAt,
  accountReferences,
  renameAccount,
} from '../../src/core/language/account-references';
import { completionsAt } from '../../src/core/language/completions-at';
import { hoverAt } from '../../src/core/language/hover-at';
import type { LanguageContext } from '../../src/core/language/language-context';
import { outlineOf } from '../../src/core/language/outline-of';
import { keysAt } from '../../src/core/language/schema-keys';
import { provider } from '../golden/provider';
import { providers, today } from '../golden/providers';
import { growth } from '../growth';

const data = openData(join(__dirname, '../../dist'));
const context: LanguageContext = {
  t: data.translator('en'),
  providers,
  today,
  secrets: [{ name: 'shop mail', host: 'mail.example.com', user: 'shop' }],
  variables: ['SMTP_PASSWORD'],
  withoutSchema: false,
};

/** Completions at the mark `¦`. */
function complete(marked: string, more: Partial<LanguageContext> = {}) {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const accounts = parseSmtpDocument(text).accountNames;
  return completionsAt(text, offset, accounts, { ...context, ...more }).map((item) => ({
    ...item,
    after: text.slice(0, item.range.start) + item.snippet + text.slice(item.range.end),
  }));
}
const labels = (marked: string, more: Partial<LanguageContext> = {}) =>
  complete(marked, more).map(({ label }) => label);

const accountKeys = Object.keys(keysAt(['accounts', 'a']));

describe('completion', () => {
  it.each([
    ['accounts:\n  a:\n    ¦', accountKeys],
    ['accounts:\n  a:\n    ho¦', accountKeys],
    [
      'accounts:\n  a:\n    host: x\n    ¦\n    port: 1\n',
      accountKeys.filter((key) => key !== 'host' && key !== 'port'),
    ],
    [
      'accounts:\r\n  a:\r\n    host: x\r\n    ¦\r\n    port: 1\r\n',
      accountKeys.filter((key) => key !== 'host' && key !== 'port'),
    ],
    ['accounts:\n  a: { host: x, ¦ }', accountKeys.filter((key) => key !== 'host')],
    ['accounts:\n  a: { ¦, host: x }', accountKeys.filter((key) => key !== 'host')],
    ['accounts:\n  a:\n    tls: { ver¦', ['ca', 'cert', 'key', 'minVersion', 'servername', 'verify']],
    ['accounts:\n  a: { tls: { ver¦', ['ca', 'cert', 'key', 'minVersion', 'servername', 'verify']],
    ['accounts:\n  a:\n    tls:\n      # c\n\n      ¦', ['ca', 'cert', 'key', 'minVersion', 'servername', 'verify']],
    ['accounts:\n  "a b":\n    encryption: ¦', ['tls', 'starttls', 'none']],
    ['accounts:\n  a:\n    encryption: st¦ # c', ['tls', 'starttls', 'none']],
    ['accounts:\n  a: { encryption: ¦', ['tls', 'starttls', 'none']],
    ['accounts:\n  a:\n    tls:\n      verify: ¦', ['true', 'false']],
    ['accounts:\n  a: {}\ntest:\n  mode: ¦', ['connect', 'login', 'envelope', 'send', 'simulate']],
    ['accounts:\n  a: {}\ntest: { body: ¦', ['text', 'html', 'both']],
    ['default: ¦\naccounts:\n  one: {}\n  two: {}\n', ['one', 'two']],
    [
      'accounts:\n  a:\n    provider: ¦',
      ['gmail', 'local', 'both', 'strict', 'shut', 'moved', 'leaving', 'tightening', 'tightened', 'doubtful'],
    ],
    ['accounts:\n  a:\n    port: ¦', ['465', '587', '2525', '25', '${env:SMTP_PASSWORD}']],
    ['accounts:\n  a:\n    password: ¦', ['${secret:a}', '${secret:shop mail}', '${ask}', '${env:SMTP_PASSWORD}']],
    ['accounts:\n  a:\n    password: ${se¦', ['${secret:a}', '${secret:shop mail}', '${ask}', '${env:SMTP_PASSWORD}']],
    [
      'accounts:\n  a:\n    oauth2:\n      clientSecret: ¦',
      ['${secret:a}', '${secret:shop mail}', '${ask}', '${env:SMTP_PASSWORD}'],
    ],
    ['accounts:\n  a:\n    user: ¦', ['${env:SMTP_PASSWORD}']],
    ['accounts:\n  ¦', ['New account at a known provider', 'New account']],
    ['¦', ['New smtp.yaml', 'version', 'default', 'contact', 'admins', 'accounts', 'test']],
    ['# a comment\n\nac¦', ['New smtp.yaml', 'version', 'default', 'contact', 'admins', 'accounts', 'test']],
    ['version: 1\n¦\naccounts:\n  a: {}\n', ['default', 'contact', 'admins', 'test']],
    [
      'accounts: {\n  a: {\n    host: x,\n    ¦\n    port: 1 } }',
      accountKeys.filter((key) => !/^(host|port)$/.test(key)),
    ],
    ['accounts: {\n  a: {\n    host: x, # }\n    po¦rt: 1 } }', accountKeys.filter((key) => key !== 'host')],
    ['accounts: {\n  a: { tls: { ca: "}", ver¦\n } } }', ['cert', 'key', 'minVersion', 'servername', 'verify']],
    ['accounts:\n  a: {\n    encryption: ¦\n  }\n', ['tls', 'starttls', 'none']],
    ['accounts:\n  a:\n    {\n    encryption: ¦\n    }\n', ['tls', 'starttls', 'none']],
    ['{ "accounts": { "a": {\n"encryption": "¦"\n} } }', ['tls', 'starttls', 'none']],
    ['\ufeff{\n"accounts": {\n"a": {\n"encryption":"¦"\n}\n}\n}', ['tls', 'starttls', 'none']],
    // brackets left open by somebody who is still typing
    ['accounts:\n  a: { host: x,\n  b:\n    encryption: ¦', ['tls', 'starttls', 'none']],
    ['accounts:\n  a:\n    x-note: |\n      { [\n    encryption: ¦', ['tls', 'starttls', 'none']],
    ["accounts: {\n  a: { x-note: it's,\n  encryption: ¦ } }", ['tls', 'starttls', 'none']],
    ['accounts: {\n  a: { host: x # ¦\n } }', []],
    ['accounts: {\n  a: { host: x\n ¦\n } }', []],
    ['accounts: {\n  a: { tls: {} ¦\n } }', []],
    ['accounts: {\n  a: { oauth2: { scopes: [a, ¦] } } }', []],
    ['accounts: {\n  a: { host:¦ } }', []],
    ['accounts:\n  a:\n    # host: ¦', []],
    ['accounts:\n  a:\n    host: x # ¦', []],
    ['accounts:\n  a:\n    from: "Shop # ¦', []],
    ['accounts:\n  a:\n    x-mine:\n      ¦', []],
    ['accounts:\n  a:\n    host:¦', []],
    ['image: {}\n¦', []],
    ['image:\n  port: ¦', []],
    ['accounts:\n  a:\n    host: "mail.exa\n  b:\n    encryption: ¦', ['tls', 'starttls', 'none']],
    ['accounts:\n<<<<<<< ours\n  a:\n    encryption: ¦\n=======\n', ['tls', 'starttls', 'none']],
    ['\ufeffaccounts:\n  a:\n    family: ¦', ['ipv4', 'ipv6']],
  ])('at %j', (marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  it.each([
    ['accounts:\n  a:\n    encr¦', 'encryption', 'accounts:\n  a:\n    encryption: $0'],
    ['accounts:\n  a:\n    ¦', 'tls', 'accounts:\n  a:\n    tls:\n  $0'],
    ['accounts:\n  a: { tl¦ }', 'tls', 'accounts:\n  a: { tls: { $0 } }'],
    ['accounts:\n  a:\n    encryption: st¦tls # c', 'starttls', 'accounts:\n  a:\n    encryption: starttls # c'],
    ['accounts:\n  a:\n    password: ${s¦}', '${ask}', 'accounts:\n  a:\n    password: \\${ask\\}}'],
    ['accounts:\n  a:\n    password: "¦"', '${ask}', 'accounts:\n  a:\n    password: "\\${ask\\}"'],
    ['accounts:\n  a: { password: ¦ }', '${ask}', 'accounts:\n  a: { password: "\\${ask\\}" }'],
    ['accounts: {\n  a: {\n    password: ¦\n} }', '${ask}', 'accounts: {\n  a: {\n    password: "\\${ask\\}"\n} }'],
    ['{"accounts": {\n"a": {\n"password": ¦}}}', '${ask}', '{"accounts": {\n"a": {\n"password": "\\${ask\\}"}}}'],
    ['{"accounts": {\n"a": {\n"password": "¦"}}}', '${ask}', '{"accounts": {\n"a": {\n"password": "\\${ask\\}"}}}'],
    ['{"accounts": {"a": {\n"provider": ¦}}}', 'gmail', '{"accounts": {"a": {\n"provider": "gmail"}}}'],
    ['{"accounts": {"a": {\n"encryption": ¦}}}', 'tls', '{"accounts": {"a": {\n"encryption": "tls"}}}'],
    ['{"accounts": {"a": {\n"port": ¦}}}', '465', '{"accounts": {"a": {\n"port": 465}}}'],
    ['{"accounts": {"a": {"tls": {\n"verify": ¦}}}}', 'true', '{"accounts": {"a": {"tls": {\n"verify": true}}}}'],
    ['{"accounts": {"a": {\n"¦"\n}}}', 'port', '{"accounts": {"a": {\n"port": $0\n}}}'],
    ['{"accounts": {"a": {\n"po¦\n}}}', 'port', '{"accounts": {"a": {\n"port": $0\n}}}'],
    ['{"accounts": {"a": {\n"po¦": 1\n}}}', 'port', '{"accounts": {"a": {\n"port": 1\n}}}'],
    ['{"accounts": {"a": {\n¦\n}}}', 'tls', '{"accounts": {"a": {\n"tls": { $0 }\n}}}'],
    ['accounts:\n  a:\n    po¦r: 1\n', 'port', 'accounts:\n  a:\n    port: 1\n'],
    ['accounts:\n  a}b:\n    password: ¦\n', '${secret:ab}', 'accounts:\n  a}b:\n    password: \\${secret:ab\\}\n'],
    ['default: ¦\naccounts:\n  "1": {}\n', '1', 'default: \'1\'\naccounts:\n  "1": {}\n'],
    ['¦', 'version', 'version: 1'],
  ])('of %j with %s writes %j', (marked, label, expected) => {
    expect(complete(marked).find((item) => item.label === label)?.after).toBe(expected);
  });

  it('tells a provider’s state and date, and the name of a secret only', () => {
    const shut = complete('accounts:\n  a:\n    provider: ¦').find(({ label }) => label === 'shut');
    expect(shut?.detail).toBe('Shut · no passwords since September 16, 2024');
    expect(shut?.documentation).toContain('`smtp.shut.example` 465 (SSL/TLS)');
    const secret = complete('accounts:\n  a:\n    password: ¦').find(({ label }) => label.includes('shop'));
    expect(secret?.detail).toBe('stored for mail.example.com, shop');
    const secrets = ['one', 'two'].map((host) => ({ name: 'x', host: `${host}.example.com`, user: 'shop' }));
    const twice = complete('accounts:\n  a:\n    password: ¦', { secrets }).find(({ label }) => label.includes(':x'));
    expect(twice?.detail).toBe('stored for one.example.com, shop · stored for two.example.com, shop');
  });

  it('leaves to another extension what the schema says', () => {
    const elsewhere = { withoutSchema: true };
    expect(labels('accounts:\n  a:\n    ¦', elsewhere)).toEqual([]);
    expect(labels('accounts:\n  a:\n    encryption: ¦', elsewhere)).toEqual([]);
    expect(labels('accounts:\n  a:\n    provider: ¦', elsewhere)).toHaveLength(providers.length);
    expect(labels('accounts:\n  ¦', elsewhere)).toHaveLength(2);
    expect(labels('accounts:\n  a:\n    password: ¦', elsewhere)).toHaveLength(4);
  });

  it('explains every key of the schema in every language', () => {
    for (const language of languages) {
      const t = data.translator(language);
      for (const path of [[], ['accounts', 'a'], ['accounts', 'a', 'tls'], ['accounts', 'a', 'oauth2'], ['test']]) {
        const found = completionsAt(
          path.map((key, depth) => `${'  '.repeat(depth)}${key}:\n`).join('') + '  '.repeat(path.length),
          path.map((key, depth) => `${'  '.repeat(depth)}${key}:\n`).join('').length + 2 * path.length,
          [],
          { ...context, t },
        );
        if (path[0] === 'test') continue;
        expect(found.filter(({ kind }) => kind === 'key').length, path.join('.')).toBeGreaterThan(4);
        for (const { label, documentation } of found.filter(({ kind }) => kind === 'key'))
          expect(documentation, `${language} ${path.join('.')} ${label}`).toMatch(/\S/);
      }
    }
  });

  it('reads a long half-typed file in time that grows no faster than it', () => {
    const completing = (lines: number) => {
      const source = `accounts:\n${'  a:\n    host: x\n'.repeat(lines)}    `;
      return () => {
        for (let turn = 0; turn < 5; turn += 1) completionsAt(source, source.length, [], context);
      };
    };
    // linear is 4, quadratic 16
    expect(growth(completing(4000), completing(16_000), 9, 0.5)).toBeLessThan(9);
    expect(completionsAt('x'.repeat(5_000_000), 4_000_000, [], context)).toEqual([]);
  });

  it.each(['{a: ', '${', '}', '"x": [', 'a, ', ' x', '\n - {', '# '])(
    'reads any number of %j in linear time',
    (part) => {
      const completing = (count: number) => {
        const source = `accounts: {a: {${part.repeat(count)}`;
        return () => completionsAt(source, source.length, [], context);
      };
      expect(growth(completing(20_000), completing(80_000), 5, 0.5)).toBeLessThan(9);
    },
  );
});

describe('hover', () => {
  const hover = (marked: string, more: Partial<LanguageContext> = {}) => {
    const text = marked.replace('¦', '');
    const found = hoverAt(parseSmtpDocument(text), marked.indexOf('¦'), { ...context, ...more });
    return found && { ...found, marked: text.slice(found.range.start, found.range.end) };
  };

  it('tells meaning and allowed values', () => {
    const found = hover('accounts:\n  a:\n    encr¦yption: tls\n');
    expect(found?.marked).toBe('encryption');
    expect(found?.markdown).toContain('**encryption** — ');
    expect(found?.markdown).toContain('Allowed: `tls`, `starttls`, `none`');
    expect(hover('accounts:\n  a:\n    encryption: tl¦s\n')?.marked).toBe('tls');
    expect(hover('accounts:\n  a: { tls: { ver¦ify: true } }\n')?.markdown).toContain('`true`, `false`');
  });

  it('tells a provider’s facts and their date', () => {
    for (const line of ['provider: loc¦al', 'host: smtp.wp.exa¦mple']) {
      const markdown = hover(`accounts:\n  a:\n    ${line}\n`)?.markdown;
      expect(markdown).toContain('**Local: works with user name and password · as of May 2026**');
      expect(markdown).toContain('User name: the part of the address before the @');
    }
  });

  it('names servers whose port is not known, and offers them', () => {
    const unsettled = { providers: [provider({ hosts: ['smtp.one.example', 'smtp.two.example'] })] };
    expect(hover('accounts:\n  a:\n    provider: mai¦ler\n', unsettled)?.markdown).toContain(
      'Servers: `smtp.one.example`, `smtp.two.example` (port and encryption: the sources disagree, ask the provider)',
    );
    expect(labels('accounts:\n  a:\n    host: ¦', unsettled)).toContain('smtp.two.example');
    const everywhere = { providers: [provider()] };
    expect(hover('accounts:\n  a:\n    provider: mai¦ler\n', everywhere)?.markdown).toContain(
      'no server that is the same',
    );
  });

  it.each(['accounts:\n  ¦a: {}\n', 'accounts:\n  a: { x-¦y: 1 }\n', 'accounts: ¦\n', 'port¦: 1\n', 'accounts: [¦\n'])(
    'says nothing at %j',
    (marked) => {
      expect(hover(marked)).toBeUndefined();
    },
  );

  it('leaves to another extension what the schema says', () => {
    const elsewhere = { withoutSchema: true };
    expect(hover('accounts:\n  a:\n    encr¦yption: tls\n', elsewhere)).toBeUndefined();
    expect(hover('accounts:\n  a:\n    provider: loc¦al\n', elsewhere)?.markdown).not.toContain('**provider**');
  });
});

const file =
  'default: one # c\naccounts:\n  "one": { host: mail.example.com, password: s3cret }\n  two:\n    port: 465\n';

describe('the outline', () => {
  it('has the keys, the accounts with their servers, and no secret', () => {
    const outline = outlineOf(parseSmtpDocument(file));
    expect(outline.map(({ name, detail, children }) => [name, detail, children.length])).toEqual([
      ['default', 'one', 0],
      ['accounts', '', 2],
    ]);
    const [one, two] = outline[1]?.children ?? [];
    expect([one?.name, one?.detail, one?.kind]).toEqual(['one', 'mail.example.com', 'account']);
    expect(file.slice(two?.range.start, two?.range.end)).toBe('two:\n    port: 465');
    expect(JSON.stringify(outline)).not.toContain('s3cret');
    for (const item of outline) expect(item.selection.end).toBeLessThanOrEqual(item.range.end);
    expect(outlineOf(parseSmtpDocument('image: {}\n'))).toEqual([]);
  });
});

describe('the name of an account', () => {
  const document = parseSmtpDocument(file);

  it('is found where it is defined and where default refers to it', () => {
    for (const place of ['one #', 'one":']) {
      expect(accountNameAt(document, file.indexOf(place) + 1)?.name).toBe('one');
    }
    expect(accountNameAt(document, file.indexOf('465'))).toBeUndefined();
    const definition = accountDefinition(document, 'one');
    expect(file.slice(definition?.start, definition?.end)).toBe('"one"');
    expect(accountReferences(document, 'one').map(({ start, end }) => file.slice(start, end))).toEqual(['one']);
    expect(accountReferences(document, 'two')).toEqual([]);
  });

  it('is renamed in both places, and nothing else changes', () => {
    const rename = (name: string, newName: string) => {
      const edits = renameAccount(document, name, newName);
      return edits && applyEdits(file, edits);
    };
    expect(rename('one', 'shop')).toBe(file.replace('default: one', 'default: shop').replace('"one"', '"shop"'));
    expect(rename('one', 'yes')).toBe(file.replace('default: one', "default: 'yes'").replace('"one"', '"yes"'));
    expect(rename('two', 'a: b')).toBe(file.replace('two:', "'a: b':"));
    for (const [name, newName] of [
      ['one', 'two'],
      ['one', ' '],
      ['one', ' shop'],
      ['one', 'a\nb'],
      ['none', 'x'],
    ] as const)
      expect(rename(name, newName), newName).toBeUndefined();
  });
});
