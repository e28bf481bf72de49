import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TextDocument, WebviewPanel } from 'vscode';
import { openData } from '../../src/core/data';
import type { FormServices } from '../../src/extension/form-editor';

const vscode = vi.hoisted(() => {
  const event = () => ({ dispose: () => undefined });
  const applyEdit = vi.fn<() => Promise<boolean>>();
  const showErrorMessage = vi.fn();
  return { event, applyEdit, showErrorMessage };
});
vi.mock('vscode', () => ({
  env: { language: 'en' },
  Range: class {},
  Uri: { joinPath: () => ({ toString: () => 'file' }) },
  WorkspaceEdit: class {
    size = 1;
    replace() {}
  },
  window: { showErrorMessage: vscode.showErrorMessage },
  workspace: {
    isTrusted: true,
    applyEdit: vscode.applyEdit,
    asRelativePath: String,
    getConfiguration: () => ({ get: (_key: string, standard: unknown) => standard }),
    onDidChangeTextDocument: vscode.event,
    onDidSaveTextDocument: vscode.event,
    onDidGrantWorkspaceTrust: vscode.event,
  },
}));
const mx = vi.hoisted(() => vi.fn<(domain: string) => Promise<string[]>>());
vi.mock('../../src/extension/dns', () => ({ dns: { mx } }));
const { FormEditor } = await import('../../src/extension/form-editor');

const data = openData(join(__dirname, '../../dist'));
const uri = { scheme: 'file', path: '/folder/smtp.yaml', toString: () => 'file:///folder/smtp.yaml' };

/** A form on a short file, with what it was sent, and a way to send it something as its page does. */
function openForm() {
  const states: { detection?: { address: string; step: string } }[] = [];
  const panel = { visible: true, disposed: false };
  let send: (message: unknown) => Promise<void> = async () => undefined;
  let dispose = (): void => undefined;
  const alive = () => {
    if (panel.disposed) throw new Error('Webview is disposed');
  };
  const text = 'accounts:\n  shop: { host: mail.example.com }\n';
  const document = {
    uri,
    version: 1,
    isDirty: false,
    getText: () => text,
    positionAt: (offset: number) => ({ line: 0, character: offset }),
  } as unknown as TextDocument;
  const webviewPanel = {
    get visible() {
      alive();
      return panel.visible;
    },
    webview: {
      asWebviewUri: String,
      cspSource: '',
      onDidReceiveMessage: (listener: typeof send) => {
        send = listener;
        return vscode.event();
      },
      postMessage: async (state: (typeof states)[number]) => {
        alive();
        states.push(state);
      },
    },
    onDidChangeViewState: vscode.event,
    onDidDispose: (listener: () => void) => {
      dispose = listener;
      return vscode.event();
    },
  } as unknown as WebviewPanel;
  const services = {
    host: {
      data,
      language: () => 'en',
      translator: () => data.translator('en'),
      onDidChangeLanguage: { event: vscode.event },
      guides: { onDidChange: vscode.event },
      extension: {
        extensionUri: uri,
        secrets: { onDidChange: vscode.event },
        globalState: { get: (_key: string, standard: unknown) => standard },
      },
      secrets: { mayHave: () => true, get: async () => undefined },
    },
    runs: { onDidChange: vscode.event, get: () => undefined, history: { get: () => [] } },
    test: async () => undefined,
  } as unknown as FormServices;
  new FormEditor(services, document, webviewPanel);
  const close = () => {
    panel.disposed = true;
    dispose();
  };
  return { states, panel, close, send: (message: object) => send(message) };
}

/** An edit of a field of the account, made on the state that the form shows. */
const edit = (key: string) => ({
  type: 'edit',
  version: 1,
  edits: [{ path: ['accounts', 'shop', key], value: 'me@example.com' }],
});

describe('the form', () => {
  beforeEach(() => {
    vscode.showErrorMessage.mockReset();
    vscode.applyEdit.mockReset().mockResolvedValue(true);
  });

  it('makes a change after one that failed', async () => {
    const form = openForm();
    await form.send({ type: 'ready' });
    vscode.applyEdit.mockRejectedValueOnce(new Error('no more disk'));
    await form.send(edit('user'));
    expect(vscode.showErrorMessage).toHaveBeenCalledTimes(1);
    await form.send(edit('from'));
    expect(vscode.applyEdit).toHaveBeenCalledTimes(2);
    expect(vscode.showErrorMessage).toHaveBeenCalledTimes(1);
  });

  it('shows the answer about the address that was asked for last, and none once that was closed', async () => {
    const form = openForm();
    const answers: ((exchanges: string[]) => void)[] = [];
    mx.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    const detect = (address: string) => form.send({ type: 'detect', address, dns: true });
    const [first, second] = [detect('me@one.example'), detect('me@two.example')];
    answers[1]?.([]);
    await second;
    answers[0]?.([]);
    await first;
    expect(form.states.at(-1)?.detection).toMatchObject({ address: 'me@two.example', step: 'nothing' });
    const third = detect('me@three.example');
    await form.send({ type: 'close-detection' });
    answers[2]?.([]);
    await third;
    await form.send({ type: 'ready' });
    expect(form.states.at(-1)?.detection).toBeUndefined();
  });

  it('is sent nothing while it is hidden and after it was closed, and takes what was typed last', async () => {
    const form = openForm();
    await form.send({ type: 'ready' });
    const { length } = form.states;
    expect(length).toBeGreaterThan(0);
    form.panel.visible = false;
    await form.send(edit('user'));
    const late = form.send(edit('from'));
    form.close();
    await late;
    expect(vscode.applyEdit).toHaveBeenCalledTimes(2);
    expect(form.states).toHaveLength(length);
    expect(vscode.showErrorMessage).not.toHaveBeenCalled();
  });
});
