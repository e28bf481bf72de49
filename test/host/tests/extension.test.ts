import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type CodeLens,
  commands,
  type Diagnostic,
  extensions,
  languages,
  type Tab,
  TabInputWebview,
  Uri,
  window,
  workspace,
} from 'vscode';
import { eventually } from './eventually';

const id = 'smtp-doctor.smtp-doctor';

/** The folder of the workspace that the runner opened. */
function folder(): Uri {
  const first = workspace.workspaceFolders?.[0];
  assert.ok(first, 'a folder is open');
  return first.uri;
}

async function write(name: string, text: string): Promise<Uri> {
  const uri = Uri.joinPath(folder(), name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

const ours = (uri: Uri): Diagnostic[] => languages.getDiagnostics(uri).filter(({ source }) => source === 'SMTP Doctor');

/** True for the tab of the guide panel. */
const isGuide = ({ input }: Tab): boolean => input instanceof TabInputWebview && input.viewType.endsWith('smtp.guide');

/** Files of the extension's own that were loaded so far. */
const loaded = (): string[] =>
  Object.keys(require.cache).filter((file) =>
    file.startsWith(join(extensions.getExtension(id)?.extensionPath ?? 'nowhere', 'dist')),
  );

describe('SMTP Doctor in the extension host', () => {
  it('loads nothing but its tiny activation for a YAML file of somebody else', async () => {
    await workspace.openTextDocument(await write('values.yaml', 'image: {}\n'));
    const extension = extensions.getExtension(id);
    assert.ok(extension);
    await extension.activate();
    assert.deepEqual(
      loaded().filter((file) => /language|engine/.test(file)),
      [],
    );
    const size = readFileSync(join(extension.extensionPath, 'dist/extension.js')).length;
    assert.ok(size < 10_000, `dist/extension.js has ${size} bytes`);
  });

  it('loads the language features with the first smtp.yaml, and the engine not before a test', async () => {
    await window.showTextDocument(await write('first.smtp.yaml', 'accounts:\n  a: { host: 127.0.0.1, port: 1 }\n'));
    const names = () => loaded().map((file) => basename(file));
    await eventually(() => names().includes('language.js'), 'the language features');
    assert.ok(!names().some((name) => /engine|inbox|socks/.test(name)), names().join(', '));
    const uri = Uri.joinPath(folder(), 'first.smtp.yaml');
    await commands.executeCommand('smtp.test', uri, 'a', 'connect');
    assert.ok(names().includes('engine.js'), names().join(', '));
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('registers the commands of its manifest', async () => {
    const known = await commands.getCommands(true);
    const manifest = extensions.getExtension(id)?.packageJSON as { contributes: { commands: { command: string }[] } };
    for (const { command } of manifest.contributes.commands) assert.ok(known.includes(command), command);
  });

  it('marks wrong values at their places while they are typed', async () => {
    const uri = await write('a.smtp.yaml', 'accounts:\n  a:\n    host: mail.example.com\n    port: 70000\n');
    const editor = await window.showTextDocument(uri);
    const [finding] = await eventually(() => ours(uri).length > 0 && ours(uri), 'a finding');
    assert.equal(editor.document.getText(finding?.range), '70000');
    assert.equal(finding?.code, 'port-invalid');
    await editor.edit((edit) => edit.replace(finding?.range ?? assert.fail(), '587'));
    await eventually(() => ours(uri).length === 0, 'the finding goes');
    await editor.edit((edit) =>
      edit.insert(editor.document.positionAt(editor.document.getText().length), '    encryption: ssl\n'),
    );
    const [wrong] = await eventually(() => ours(uri).length > 0 && ours(uri), 'a new finding');
    assert.equal(editor.document.getText(wrong?.range), 'ssl');
    await commands.executeCommand('workbench.action.files.revert');
  });

  it('says nothing about a file of that name that is not ours', async () => {
    const uri = await write('chart.smtp.yaml', 'port: 70000\nimage: x\n');
    await window.showTextDocument(uri);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(ours(uri), []);
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri);
    assert.deepEqual(lenses, []);
  });

  it('speaks the language that is set, at once', async () => {
    const uri = await write('b.smtp.yaml', 'accounts:\n  a: { host: mail.example.com, port: 0 }\n');
    await window.showTextDocument(uri);
    await workspace.getConfiguration('smtp').update('language', 'lt', true);
    await eventually(
      () => ours(uri)[0]?.message.includes('Prievadas') || ours(uri)[0]?.message.includes('prievad'),
      'Lithuanian',
    );
    await workspace.getConfiguration('smtp').update('language', undefined, true);
  });

  it('opens the guide that is picked, and one by its id', async () => {
    const guideTab = () => {
      const tab = window.tabGroups.all.flatMap(({ tabs }) => tabs).find(isGuide);
      return tab?.label;
    };
    const picking = commands.executeCommand('smtp.openGuide');
    const accepting = setInterval(
      () => void commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
      200,
    );
    await eventually(() => guideTab() === 'Gmail: create an app password and use it', 'the first guide');
    clearInterval(accepting);
    await picking;
    await commands.executeCommand('smtp.showGuide', 'tls-wrong-mode');
    await eventually(() => guideTab() === 'Port and encryption do not match', 'the guide of that id');
    await commands.executeCommand('smtp.showGuide', 'no-such-guide');
    assert.equal(guideTab(), 'Port and encryption do not match');
    await commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('offers the form and a test above each account', async () => {
    const uri = await write('c.smtp.yaml', 'accounts:\n  one: { host: a }\n  two: { host: b }\n');
    await window.showTextDocument(uri);
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
    assert.deepEqual(
      lenses.map(({ command, range }) => [command?.command, command?.arguments?.[1], range.start.line]),
      [
        ['smtp.test', 'one', 1],
        ['smtp.test', 'one', 1],
        ['smtp.openForm', 'one', 1],
        ['smtp.test', 'two', 2],
        ['smtp.test', 'two', 2],
        ['smtp.openForm', 'two', 2],
      ],
    );
  });
});
