// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type CompletionList,
  commands,
  type Diagnostic,
  Disposable,
  type DocumentSymbol,
  EventEmitter,
  extensions,
  type FileChangeEvent,
  type FileStat,
  FileType,
  type Hover,
  type Location,
  languages,
  type MarkdownString,
  Position,
  Range,
  type TextDocument,
  Uri,
  type WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { eventually } from './eventually';

const stub = extensions.getExtension('redhat.vscode-yaml');

function folder(): Uri {
  const first = workspace.workspaceFolders?.[0];
  assert.ok(first, 'a folder is open');
  return first.uri;
}

async function show(name: string, text: string): Promise<TextDocument> {
  const uri = Uri.joinPath(folder(), name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  return document;
}

const ours = (uri: Uri): Diagnostic[] => languages.getDiagnostics(uri).filter(({ source }) => source === 'SMTP Doctor');
const ids = (uri: Uri): unknown[] => ours(uri).map(({ code }) => code);
const at = (document: TextDocument, text: string, shift = 0): Position =>
  document.positionAt(document.getText().indexOf(text) + shift);

async function actionsAt(document: TextDocument, position: Position): Promise<CodeAction[]> {
  const range = new Range(position, position);
  return commands.executeCommand(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    CodeActionKind.QuickFix.value,
  );
}

async function labelsAt(document: TextDocument, position: Position): Promise<string[]> {
  const list = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

const account = 'accounts:\n  shop:\n    host: mail.example.com\n    port: 465\n    encryption: starttls\n';

describe('smtp.yaml in the editor', () => {
  it('runs beside another YAML extension when it should', () => {
    assert.equal(stub !== undefined, process.env.SMTP_DOCTOR_YAML_STUB === 'there');
  });

  after(() => commands.executeCommand('workbench.action.closeAllEditors'));

  it('marks what no schema can say, and a fix mends it with one edit', async () => {
    const document = await show('lint.smtp.yaml', `${account}    from: a@example.com # c\n`);
    await eventually(() => ids(document.uri).includes('port-encryption'), 'the finding');
    const actions = await eventually(async () => {
      const found = await actionsAt(document, at(document, 'starttls'));
      return found.length > 1 && found;
    }, 'the fixes');
    const fix = actions.find(({ isPreferred }) => isPreferred);
    assert.ok(fix?.edit);
    await workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), `${account.replace('starttls', 'tls')}    from: a@example.com # c\n`);
    await eventually(() => ours(document.uri).length === 0, 'the finding goes');
  });

  it('suppresses a finding on its line, and shows it as the user sets', async () => {
    const document = await show('ignored.smtp.yaml', account);
    await eventually(() => ids(document.uri).includes('port-encryption'), 'the finding');
    const setting = workspace.getConfiguration('smtp');
    await setting.update('lint.severity', { 'port-encryption': 'off' }, true);
    await eventually(() => ours(document.uri).length === 0, 'switched off');
    await setting.update('lint.severity', undefined, true);
    await eventually(() => ids(document.uri).includes('port-encryption'), 'switched on');
    const actions = await actionsAt(document, at(document, 'starttls'));
    const ignore = actions.find(({ title }) => title.includes('port-encryption'));
    assert.ok(ignore?.edit);
    await workspace.applyEdit(ignore.edit);
    assert.match(document.getText(), /starttls # smtp-doctor-ignore port-encryption\n/);
    await eventually(() => ours(document.uri).length === 0, 'suppressed');
  });

  it('fixes everything that needs no decision', async () => {
    const document = await show(
      'all.smtp.yaml',
      'accounts:\n  shop:\n    host: stmp.example.com\n    timeout: 3 minutes\n',
    );
    await eventually(() => ids(document.uri).includes('host-typo'), 'the findings');
    const whole = new Range(new Position(0, 0), document.positionAt(document.getText().length));
    const [fix] = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      whole,
      CodeActionKind.SourceFixAll.value,
    );
    assert.ok(fix?.edit);
    await workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), 'accounts:\n  shop:\n    host: smtp.example.com\n    timeout: 3m\n');
  });

  it('completes providers, and keys unless another extension does', async () => {
    const document = await show('complete.smtp.yaml', 'accounts:\n  shop:\n    provider: \n    \n');
    const providers = await eventually(async () => {
      const labels = await labelsAt(document, new Position(2, 14));
      return labels.includes('gmail') && labels;
    }, 'providers');
    assert.equal(new Set(providers).size, providers.length);
    const keys = (await labelsAt(document, new Position(3, 4))).filter((label) => label === 'encryption');
    assert.equal(keys.length, 1);
  });

  it('explains once what a key means', async () => {
    const document = await show('hover.smtp.yaml', account);
    const hovers = await eventually(async () => {
      const found = await commands.executeCommand<Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        at(document, 'encryption', 2),
      );
      return found.length > 0 && found;
    }, 'a hover');
    const texts = hovers.flatMap(({ contents }) => contents.map((content) => (content as MarkdownString).value));
    assert.equal(texts.filter((text) => text.includes('encryption')).length, 1, texts.join('\n'));
  });

  it('has an outline, goes to the default account and renames it', async () => {
    const document = await show('names.smtp.yaml', `default: shop\n${account}`);
    const outline = await eventually(async () => {
      const found = await commands.executeCommand<DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return found?.length > 0 && found;
    }, 'an outline');
    assert.deepEqual(
      outline.map(({ name }) => name),
      ['default', 'accounts'],
    );
    const place = at(document, 'shop', 1);
    const [target] = await commands.executeCommand<Location[]>('vscode.executeDefinitionProvider', document.uri, place);
    assert.equal(target?.range.start.line, 2);
    const references = await commands.executeCommand<Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      place,
    );
    assert.equal(references.length, 2);
    const edit = await commands.executeCommand<WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      place,
      'orders',
    );
    await workspace.applyEdit(edit);
    assert.equal(document.getText(), `default: orders\n${account.replace('shop:', 'orders:')}`);
  });

  it('has three lines above each account, which can be switched off', async () => {
    const document = await show('lenses.smtp.yaml', account);
    const lenses = () => commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    const found = (await lenses()).filter(({ command }) => command?.command.startsWith('smtp.'));
    assert.deepEqual(
      found.map(({ command, range }) => [command?.command, command?.arguments?.slice(1), range.start.line]),
      [
        ['smtp.test', ['shop'], 1],
        ['smtp.test', ['shop', 'login'], 1],
        ['smtp.openForm', ['shop'], 1],
      ],
    );
    await workspace.getConfiguration('smtp').update('codeLens', false, true);
    assert.deepEqual(
      (await lenses()).filter(({ command }) => command?.command.startsWith('smtp.')),
      [],
    );
    await workspace.getConfiguration('smtp').update('codeLens', undefined, true);
  });

  it('survives bad input', async () => {
    const texts = [
      'accounts:\n\ta:\n',
      `${account}<<<<<<< ours\n`,
      `${account}    ho`,
      `\ufeff${account.replaceAll('\n', '\r\n')}`,
      `accounts:\n  🔑חשבון: { host: "mail.example.com`,
      `${Array.from({ length: 40 }, (_value, n) => `a${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1}, *a${n - 1}`}]\n`).join('')}accounts: *a39\n`,
      `${account}# ${'x'.repeat(5_000_000)}\n`,
    ];
    for (const [index, text] of texts.entries()) {
      const document = await show(`bad${index}.smtp.yaml`, text);
      await labelsAt(document, new Position(1, 2));
      await commands.executeCommand('vscode.executeHoverProvider', document.uri, new Position(1, 3));
      await commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri);
      await actionsAt(document, new Position(1, 2));
      assert.equal(document.getText(), text.replace('\ufeff', ''));
    }
  });

  it('works in a virtual workspace, where nothing is sent', async () => {
    const files = new MemoryFiles();
    const registered = workspace.registerFileSystemProvider('smtpmem', files);
    const uri = Uri.parse('smtpmem:/smtp.yaml');
    await workspace.fs.writeFile(uri, new TextEncoder().encode(account));
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document);
    await eventually(() => ids(uri).includes('port-encryption'), 'the finding');
    assert.ok((await labelsAt(document, new Position(2, 4))).length > 0 || stub);
    // resolves at once: nothing is tried, and the reason is shown
    await commands.executeCommand('smtp.test', uri, 'shop', 'login');
    assert.deepEqual(
      languages.getDiagnostics(uri).filter(({ source }) => source?.startsWith('SMTP: Test')),
      [],
    );
    registered.dispose();
  });

  it('runs the accounts of the Test Explorer, or says why not', async () => {
    const sessions: string[] = [];
    const server = createServer((socket) => {
      socket.write('220 mail.example.com ESMTP\r\n');
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        sessions.push(String(chunk));
        if (/^QUIT/i.test(String(chunk))) socket.end('221 bye\r\n');
        else socket.write(/^EHLO/i.test(String(chunk)) ? '250 mail.example.com\r\n' : '502 no\r\n');
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const document = await show(
      'explorer.smtp.yaml',
      `accounts:\n  works: { host: 127.0.0.1, port: ${port}, encryption: none }\n  refused: { host: 127.0.0.1, port: 1, encryption: none }\n`,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    // in Restricted Mode VS Code itself asks first, with a dialog that nobody answers here
    if (workspace.isTrusted) await commands.executeCommand('testing.runCurrentFile');
    else await commands.executeCommand('smtp.test', document.uri, 'works', 'login');
    const failures = () =>
      languages.getDiagnostics(document.uri).filter(({ source }) => source?.startsWith('SMTP: Test'));
    if (workspace.isTrusted) {
      const [failure] = await eventually(() => failures().length > 0 && failures(), 'a failure');
      assert.equal(failure?.source, 'SMTP: Test, refused');
      await eventually(() => sessions.some((line) => /^EHLO/i.test(line)), 'a session');
      assert.ok(!sessions.some((line) => /^(AUTH|MAIL)/i.test(line)));
      const actions = await actionsAt(document, failure?.range.start ?? new Position(0, 0));
      assert.ok(Array.isArray(actions));
    } else {
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.deepEqual([sessions, failures()], [[], []]);
    }
    server.close();
  });
});

/** Files in memory, as a workspace that is on no disk has them. */
class MemoryFiles {
  private readonly files = new Map<string, Uint8Array>();
  private readonly changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  stat({ path }: Uri): FileStat {
    const file = this.files.get(path);
    if (path !== '/' && file === undefined) throw new Error('no such file');
    return { type: file ? FileType.File : FileType.Directory, ctime: 0, mtime: 0, size: file?.length ?? 0 };
  }

  readDirectory(): [string, FileType][] {
    return [...this.files.keys()].map((name) => [name.slice(1), FileType.File]);
  }

  readFile({ path }: Uri): Uint8Array {
    return this.files.get(path) ?? new Uint8Array();
  }

  writeFile({ path }: Uri, content: Uint8Array): void {
    this.files.set(path, content);
  }

  createDirectory(): void {}
  delete(): void {}
  rename(): void {}
}
