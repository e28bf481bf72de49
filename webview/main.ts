import { parseGuideState } from '../src/protocol/guide-messages';
import { type FormState, type FromView, type PanelState, parseToView } from '../src/protocol/messages';
import { formView } from './form';
import { guidePanelView } from './guide-panel';
import { answersIn, type Memory, type Remembered, remembered } from './memory';
import { panelView } from './panel';

declare function acquireVsCodeApi(): {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: Remembered): void;
};

const vscode = acquireVsCodeApi();
const post = (message: FromView) => vscode.postMessage(message);
const memory: Memory = {
  read: () => remembered(vscode.getState()),
  write: (part) => vscode.setState({ ...remembered(vscode.getState()), ...part }),
};

if (document.body.dataset.view === 'guide') showGuide();
else {
  const show = document.body.dataset.view === 'panel' ? showPanel() : showForm();
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const state = parseToView(event.data);
    if (state === undefined) return;
    // setting it, even to what it is, makes the browser look at every style again
    if (document.documentElement.lang !== state.language) document.documentElement.lang = state.language;
    show(state);
  });
}

post({ type: 'ready' });

function showGuide(): void {
  const view = guidePanelView(post, answersIn(memory));
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const state = parseGuideState(event.data);
    if (state === undefined) return;
    document.documentElement.lang = state.guide.language;
    if (!view.element.isConnected) document.body.append(view.element);
    view.update(state);
  });
}

function showForm(): (state: FormState | PanelState) => void {
  const view = formView(post, memory);
  return (state) => {
    if (state.type !== 'form-state') return;
    view.update(state);
    if (!view.element.isConnected) document.body.append(view.element);
  };
}

function showPanel(): (state: FormState | PanelState) => void {
  const view = panelView(post);
  return (state) => {
    if (state.type !== 'panel-state') return;
    view.update(state);
    if (!view.element.isConnected) document.body.append(view.element);
  };
}
