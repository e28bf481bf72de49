// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService } from 'yaml-language-server';
import { SettingsState, TextDocumentTestManager } from 'yaml-language-server/out/server/src/yamlSettings';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import { openData } from '../../src/core/data';
import { completionsAt } from '../../src/core/language/completions-at';
import { checkSmtpDocument } from '../../src/core/lint/check-smtp-document';
import { providers, today } from '../golden/providers';

const shipped = readFileSync(join(__dirname, '../../dist/smtp-schema.json'), 'utf8');
/** Documents are remembered by name and version, so each has a name of its own. */
let turn = 0;

/** The language service that Red Hat's YAML extension runs, with the schema that we ship. */
function service() {
  const settings = new SettingsState();
  const documents = new TextDocumentTestManager();
  settings.documents = documents;
  const found = getLanguageService({
    schemaRequestService: async () => shipped,
    workspaceContext: { resolveRelativePath: (path: string) => path },
    yamlSettings: settings,
    clientCapabilities: {},
  });
  found.configure({
    validate: true,
    hover: true,
    completion: true,
    customTags: [],
    yamlVersion: '1.2',
    schemas: [{ fileMatch: ['smtp.yaml'], uri: 'https://smtp.example/schema.json', schema: JSON.parse(shipped) }],
  });
  const documentOf = (text: string) => {
    turn += 1;
    const document = TextDocument.create(`file:///folder${turn}/smtp.yaml`, 'yaml', 1, text);
    documents.set(document);
    return document;
  };
  return { found, documentOf };
}

async function problems(text: string): Promise<string[]> {
  const { found, documentOf } = service();
  const document = documentOf(text);
  const diagnostics = await found.doValidation(document, false);
  return diagnostics.map(({ range, message }) => `${document.getText(range)}: ${message.split('\n')[0]}`);
}

async function completions(marked: string): Promise<string[]> {
  const { found, documentOf } = service();
  const document = documentOf(marked.replace('¦', ''));
  const { items } = await found.doComplete(document, document.positionAt(marked.indexOf('¦')), false);
  return items.map(({ label }) => label);
}

describe('what another extension says from our schema', () => {
  it.each([
    'image: { tag: 1 }\nport: 70000\n',
    '- a\n- b\n',
    'just a text\n',
    'accounts:\n  shop:\n    host: mail.example.com\n    port: 465\n    x-mine: [1]\ntest: { mode: login }\n',
  ])('is nothing about %j', async (text) => {
    expect(await problems(text)).toEqual([]);
  });

  it.each([
    ['accounts:\n  a: { port: 70000 }\n', '70000'],
    ['accounts:\n  a: { encryption: ssl }\n', 'ssl'],
    ['accounts:\n  a: { user: 12 }\n', '12'],
    ['accounts:\n  a: { prot: 12 }\n', 'prot'],
    ['accounts: {}\nversion: 2\n', '2'],
    ['accounts: {}\nacounts: {}\n', 'acounts'],
  ])('is what our own validator says of %j', async (text, marked) => {
    expect(await problems(text)).toEqual([expect.stringMatching(new RegExp(`^${marked}: `))]);
  });

  it('are completions and an explanation of keys and values', async () => {
    expect(await completions('accounts:\n  a:\n    enc¦\n')).toContain('encryption');
    expect(await completions('accounts:\n  a:\n    encryption: ¦\n')).toEqual(
      expect.arrayContaining(['tls', 'starttls', 'none']),
    );
    const { found, documentOf } = service();
    const document = documentOf('accounts:\n  a:\n    encryption: tls\n');
    const hover = await found.doHover(document, { line: 2, character: 6 });
    expect(JSON.stringify(hover?.contents)).toContain('implicit TLS');
  });

  it.each([
    'accounts:\n  a:\n    ¦\n',
    'accounts:\n  a:\n    provider: ¦\n',
    'accounts:\n  a:\n    port: ¦\n',
    'accounts:\n  a:\n    password: ¦\n',
    'accounts:\n  a:\n    encryption: ¦\n',
    'accounts:\n  a:\n    tls:\n      verify: ¦\n',
    'accounts:\n  ¦\n',
    'default: ¦\naccounts:\n  a: {}\n',
    'accounts: {}\n¦\n',
    '¦',
  ])('is completed once at %j', async (marked) => {
    const text = marked.replace('¦', '');
    const t = openData(join(__dirname, '../../dist')).translator('en');
    const context = { t, providers, today, secrets: [], variables: [], withoutSchema: true };
    const own = completionsAt(text, marked.indexOf('¦'), ['a'], context).map(({ label }) => label);
    const theirs = await completions(marked);
    expect(own.filter((label) => theirs.includes(label))).toEqual([]);
    expect(own.length + theirs.length).toBeGreaterThan(0);
  });

  it('is found once', async () => {
    const text =
      'accounts:\n  a:\n    user: 12\n    port: ${ask}\n    <<: 1\n    encryption: ssl\n    password: s3cret\n';
    const own = checkSmtpDocument(parseSmtpDocument(text), { providers, today, withoutSchema: true });
    expect(own.map(({ id }) => id)).toEqual(['account-incomplete', 'merge-key', 'password-literal']);
    expect(await problems(text)).toHaveLength(3);
  });
});
