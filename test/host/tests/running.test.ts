// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server } from 'node:net';
import {
  type CodeAction,
  CodeActionKind,
  commands,
  type LanguageStatusItem,
  languages,
  Range,
  type TestController,
  type TestItem,
  type TestMessage,
  type TestRun,
  type TextDocument,
  tests,
  Uri,
  window,
  workspace,
} from 'vscode';
import { secretsIn } from '../../canary.mjs';
import { eventually } from './eventually';

/** What the extension tells VS Code about its tests and its status; VS Code lets nobody read it again. */
const seen = {
  output: '',
  failed: [] as { id: string; message: TestMessage }[],
  passed: [] as string[],
  ended: 0,
  messages: [] as string[],
  /** What no part of the extension has waited for, and nobody was told. */
  unhandled: [] as unknown[],
  status: undefined as LanguageStatusItem | undefined,
};

/** Stands between the extension and VS Code; must be there before the first smtp.yaml is opened. */
function listenIn(): void {
  const makeController = tests.createTestController;
  tests.createTestController = (id, label): TestController => {
    const controller = makeController(id, label);
    const makeRun = controller.createTestRun.bind(controller);
    controller.createTestRun = (...args): TestRun => {
      const run = makeRun(...args);
      const { appendOutput, end, failed, passed } = run;
      const isAccount = ({ id: name }: TestItem) => name.startsWith('account ');
      run.appendOutput = (text, ...more) => {
        seen.output += text;
        appendOutput.call(run, text, ...more);
      };
      run.end = () => {
        seen.ended += 1;
        end.call(run);
      };
      run.failed = (item, message, ms) => {
        if (isAccount(item)) seen.failed.push({ id: item.id, message: [message].flat()[0] as TestMessage });
        failed.call(run, item, message, ms);
      };
      run.passed = (item, ms) => {
        if (isAccount(item)) seen.passed.push(item.id);
        passed.call(run, item, ms);
      };
      return run;
    };
    return controller;
  };
  const showErrorMessage = window.showErrorMessage as (message: string, ...items: string[]) => Thenable<unknown>;
  Object.assign(window, {
    showErrorMessage: (message: string, ...items: string[]) => {
      seen.messages.push(message);
      return showErrorMessage(message, ...items);
    },
  });
  process.on('unhandledRejection', (reason) => seen.unhandled.push(reason));
  const makeStatus = languages.createLanguageStatusItem;
  languages.createLanguageStatusItem = (...args) => {
    seen.status = makeStatus(...args);
    return seen.status;
  };
}

listenIn();

const secret = 'Kanarėlė-9f!Q"z&w';
const user = 'shop@example.com';

/** A server that lets in, or not, and takes mail from the one who signed in only. */
class MailServer {
  refuses = false;
  logins = 0;
  /** Answers no login before this. */
  waits: Promise<void> = Promise.resolve();
  private readonly server: Server;

  constructor() {
    this.server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 mail.example.com ESMTP\r\n');
      socket.on('data', async (chunk) => {
        const line = String(chunk);
        if (/^EHLO/.test(line)) socket.write('250-mail.example.com\r\n250 AUTH PLAIN\r\n');
        else if (/^AUTH/.test(line)) {
          this.logins += 1;
          await this.waits;
          socket.write(this.refuses ? `535 5.7.8 bad credentials ${line.trim()}\r\n` : '235 2.7.0 ok\r\n');
        } else if (/^MAIL/.test(line) && !line.includes(user))
          socket.write(`553 5.7.1 Sender address rejected: not owned by user ${user}\r\n`);
        else if (/^QUIT/.test(line)) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      });
    });
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
  }
}

/** A server whose answer to a login waits until `answer` is called. */
async function slowServer(): Promise<{ server: MailServer; port: number; answer: () => void }> {
  const server = new MailServer();
  let answer = (): void => undefined;
  server.waits = new Promise((resolve) => {
    answer = resolve;
  });
  return { server, port: await server.start(), answer };
}

async function show(name: string, text: string): Promise<TextDocument> {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  const uri = Uri.joinPath(folder.uri, name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  return document;
}

const codes = ({ uri }: TextDocument): unknown[] =>
  languages.getDiagnostics(uri).map(({ code }) => (typeof code === 'object' ? code.value : code));

const lineOf = (document: TextDocument, text: string): number =>
  document.positionAt(document.getText().indexOf(text)).line;

/** The fix that calls a command of ours, at the place of a text. */
async function fixAt(document: TextDocument, text: string, command: string): Promise<CodeAction> {
  const start = document.positionAt(document.getText().indexOf(text));
  return eventually(async () => {
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new Range(start, start),
      CodeActionKind.QuickFix.value,
    );
    return actions.find((action) => action.command?.command === command);
  }, `the fix ${command}`);
}

const call = ({ command }: CodeAction) =>
  commands.executeCommand(command?.command ?? '', ...(command?.arguments ?? []));

const accountAt = (name: string, port: number, more = '') =>
  `  ${name}:\n    host: 127.0.0.1\n    port: ${port}\n    encryption: none\n    user: ${user}\n    password: ${JSON.stringify(secret)}\n${more}`;

describe('tests and secrets in the editor', () => {
  after(async () => {
    await commands.executeCommand('notifications.clearAll');
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('a fix changes the file and tests again, and the status says what came out', async () => {
    const server = new MailServer();
    const port = await server.start();
    const from = '    from: Shop <other@example.com> # c\n';
    const text = `accounts:\n${accountAt('shop', port, from)}test: { mode: envelope, to: me@example.com }\n`;
    const document = await show('again.smtp.yaml', text);
    await commands.executeCommand('smtp.test', document.uri, 'shop');
    await window.showTextDocument(document, { preview: false });
    await eventually(() => codes(document).includes('sender-not-allowed'), 'the failure');
    await eventually(() => seen.status?.text === 'The test of shop failed at MAIL.', `not ${seen.status?.text}`);
    assert.equal(seen.status?.detail, 'shop');
    const fix = await fixAt(document, 'Shop <', 'smtp.fix.applyAndTest');
    assert.match(fix.title, /test again/i);
    // it ends when its notification is gone
    void call(fix);
    await eventually(() => document.getText() === text.replace('other@example.com', user), 'the fixed text');
    await eventually(() => /accepts the sender/.test(seen.status?.text ?? ''), 'the status of a test that passed');
    assert.ok(!codes(document).includes('sender-not-allowed'));
    assert.equal(server.logins, 2);
    await commands.executeCommand('notifications.clearAll');
    await commands.executeCommand('workbench.action.files.revert');
    server.close();
  });

  it('a password and a client secret move from the file to secret storage', async () => {
    const text = `accounts:\n  shop:\n    host: mail.example.com\n    user: ${user}\n    password: s3cret # c\n    oauth2: { clientId: c, issuer: "https://login.example.com", clientSecret: hunter2 }\n`;
    const document = await show('move.smtp.yaml', text);
    await eventually(() => codes(document).filter((code) => code === 'password-literal').length === 2, 'the findings');
    await call(await fixAt(document, 's3cret', 'smtp.fix.movePassword'));
    assert.equal(document.getText(), text.replace('s3cret', '${secret:shop}'));
    await call(await fixAt(document, 'hunter2', 'smtp.fix.moveClientSecret'));
    const moved = text.replace('s3cret', '${secret:shop}').replace('hunter2', "'${secret:shop-client}'");
    assert.equal(document.getText(), moved);
    await eventually(
      () => !codes(document).some((code) => code === 'password-literal' || code === 'secret-not-stored'),
      'the findings go, and none says that nothing is stored',
    );
    await commands.executeCommand('workbench.action.files.revert');
  });

  it('the Test Explorer marks the line that is to blame, has the transcript without the secret, and runs again what failed', async () => {
    const [good, bad] = [new MailServer(), new MailServer()];
    bad.refuses = true;
    const ports = [await good.start(), await bad.start()] as const;
    const document = await show(
      'failed.smtp.yaml',
      `accounts:\n${accountAt('good', ports[0])}${accountAt('bad', ports[1])}`,
    );
    Object.assign(seen, { output: '', failed: [], passed: [] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await commands.executeCommand('testing.runCurrentFile');
    const [failure] = await eventually(() => seen.failed.length > 0 && seen.failed, 'a failure');
    await eventually(() => seen.passed.length > 0, 'the other account');
    assert.deepEqual([seen.passed, failure?.id], [['account good'], 'account bad']);
    const { location, message } = failure?.message ?? assert.fail();
    assert.equal(location?.uri.toString(), document.uri.toString());
    const second = document.getText().slice(document.getText().indexOf('bad:'));
    const [before = ''] = second.split('password:');
    assert.equal(location?.range.start.line, lineOf(document, 'bad:') + before.split('\n').length - 1);
    assert.match(String(message), /535 5\.7\.8/);
    assert.match(seen.output, /← 535 5\.7\.8/);
    assert.match(seen.output, /→ EHLO/);
    assert.deepEqual(secretsIn(`${seen.output}${String(message)}`, [secret], user), []);

    bad.refuses = false;
    await window.showTextDocument(document);
    await commands.executeCommand('testing.reRunFailTests');
    await eventually(() => seen.passed.includes('account bad'), 'the account that failed, again');
    assert.deepEqual([good.logins, bad.logins], [1, 2]);
    good.close();
    bad.close();
  });

  it('the Test Explorer shows a test that was begun elsewhere', async () => {
    const [good, bad] = [new MailServer(), new MailServer()];
    bad.refuses = true;
    const text = `accounts:\n${accountAt('here', await good.start())}${accountAt('there', await bad.start())}`;
    const document = await show('elsewhere.smtp.yaml', text);
    Object.assign(seen, { output: '', failed: [], passed: [], ended: 0 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const name of ['here', 'there']) void commands.executeCommand('smtp.test', document.uri, name, 'login');
    await eventually(() => seen.ended === 2, 'the end of both tests');
    assert.deepEqual([seen.passed, seen.failed.map(({ id }) => id)], [['account here'], ['account there']]);
    assert.deepEqual(secretsIn(seen.output, [secret], user), []);
    await commands.executeCommand('notifications.clearAll');
    good.close();
    bad.close();
  });

  it('two starts of a test at the same moment are one test', async () => {
    const { server, port, answer } = await slowServer();
    const document = await show('twice.smtp.yaml', `accounts:\n${accountAt('shop', port)}`);
    for (let start = 0; start < 2; start += 1) void commands.executeCommand('smtp.test', document.uri, 'shop', 'login');
    await eventually(() => server.logins > 0, 'the login');
    seen.passed = [];
    answer();
    await eventually(() => seen.passed.length > 0, 'the result');
    assert.equal(server.logins, 1);
    await commands.executeCommand('notifications.clearAll');
    server.close();
  });

  it('an account that gets another name while its test runs is tested to the end', async () => {
    const { server, port, answer } = await slowServer();
    server.refuses = true;
    const text = `accounts:\n${accountAt('shop', port)}`;
    const document = await show('renamed.smtp.yaml', text);
    void commands.executeCommand('smtp.test', document.uri, 'shop', 'login');
    await eventually(() => server.logins > 0, 'the login');
    const editor = await window.showTextDocument(document);
    const whole = new Range(0, 0, document.lineCount, 0);
    await editor.edit((edit) => edit.replace(whole, text.replace('shop:', 'store:')));
    answer();
    await eventually(() => seen.status?.text === 'The test of shop failed at AUTH.', `not ${seen.status?.text}`);
    await commands.executeCommand('notifications.clearAll');
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.files.revert');
    server.close();
  });

  it('a file that goes while its test runs is tested to the end; one that is not there is said to be so', async () => {
    const { server, port, answer } = await slowServer();
    server.refuses = true;
    const document = await show('gone.smtp.yaml', `accounts:\n${accountAt('shop', port)}`);
    void commands.executeCommand('smtp.test', document.uri, 'shop', 'login');
    await eventually(() => server.logins > 0, 'the login');
    await commands.executeCommand('workbench.action.closeAllEditors');
    await workspace.fs.delete(document.uri);
    Object.assign(seen, { failed: [], messages: [] });
    answer();
    await eventually(() => seen.failed.some(({ id }) => id === 'account shop'), 'the result');
    for (const command of ['smtp.test', 'smtp.setPassword', 'smtp.checkPorts', 'smtp.openForm', 'smtp.signIn']) {
      seen.messages = [];
      await commands.executeCommand(command, document.uri.with({ path: `${document.uri.path}.smtp.yaml` }), 'shop');
      assert.deepEqual(seen.messages, ['The file gone.smtp.yaml.smtp.yaml cannot be read.'], command);
    }
    await commands.executeCommand('notifications.clearAll');
    server.close();
  });

  it('a file that is not saved anywhere is tested', async () => {
    const server = new MailServer();
    const text = `accounts:\n${accountAt('shop', await server.start())}`;
    const document = await workspace.openTextDocument(Uri.parse('untitled:smtp.yaml'));
    const editor = await window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new Range(0, 0, 0, 0).start, text));
    void commands.executeCommand('smtp.test', document.uri, 'shop', 'login');
    await eventually(() => server.logins > 0, 'the login');
    await eventually(() => seen.status?.busy === false, 'the result');
    await commands.executeCommand('notifications.clearAll');
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    seen.messages = [];
    await commands.executeCommand('smtp.test', document.uri, 'shop');
    assert.deepEqual(seen.messages, ['The file smtp.yaml cannot be read.']);
    server.close();
  });

  it('an account that is not there is named, whatever is wanted of it', async () => {
    const document = await show('other.smtp.yaml', 'accounts:\n  shop: { host: mail.example.com }\n');
    for (const command of ['smtp.test', 'smtp.setPassword', 'smtp.checkPorts', 'smtp.signIn', 'smtp.signOut']) {
      seen.messages = [];
      await commands.executeCommand(command, document.uri, 'shopp');
      assert.deepEqual(seen.messages, ['There is no account “shopp” in the file.'], command);
    }
    await commands.executeCommand('notifications.clearAll');
  });

  it('nothing failed in all this that nobody was told', () => {
    assert.deepEqual(seen.unhandled.map(String), []);
  });
});
