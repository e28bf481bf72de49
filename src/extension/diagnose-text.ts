import { commands, env, window } from 'vscode';
import type { Diagnosis, Facts } from '../core/diagnosis/diagnosis';
import { waitLines, waitMinutes } from '../core/report/wait-minutes';
import { today } from '../core/today';
import type { RunView } from '../protocol/run-view';
import type { HostContext } from './host-context';
import { knowledgeOfWorkspace } from './local-rules';
import { causeViews, firstGuide } from './run-view';

/** Characters of the clipboard that are shown before it is used. */
const previewLength = 300;

/** A pasted or selected text with its causes, and nothing of the secrets in it. */
export interface TextFinding {
  /** Best first; empty when unknown. */
  diagnoses: Diagnosis[];
  /** The first failure that was found in the text. */
  facts: Facts;
  /** The text was long: only its beginning and its end were read. */
  cut: boolean;
}

/** Asks for a text: what the clipboard holds, or what is typed; undefined when cancelled. */
export async function askForText(host: HostContext): Promise<string | undefined> {
  const t = host.translator();
  const clipboard = (await env.clipboard.readText()).trim();
  const type = { label: `$(edit) ${t('extension:diagnoseType')}`, text: undefined };
  if (clipboard !== '') {
    const { cleanText } = await import('./engine.bundle');
    // what is cut first shows half of a secret
    const preview = cleanText(clipboard).text.replace(/\s+/g, ' ').slice(0, previewLength);
    const paste = { label: `$(clippy) ${t('extension:diagnoseClipboard')}`, detail: preview, text: clipboard };
    const picked = await window.showQuickPick([paste, type], { placeHolder: t('extension:diagnosePrompt') });
    if (picked === undefined || picked.text !== undefined) return picked?.text;
  }
  return window.showInputBox({
    prompt: t('extension:diagnosePrompt'),
    placeHolder: '535 5.7.139 Authentication unsuccessful',
    ignoreFocusOut: true,
  });
}

/** The text that is selected in the editor, the output or the terminal in front; undefined when there is none. */
export async function selectedText(): Promise<string | undefined> {
  const editor = window.activeTextEditor;
  if (editor && !editor.selection.isEmpty) return editor.document.getText(editor.selection);
  if (!window.activeTerminal) return undefined;
  // a terminal's selection can be read through its copy command and the clipboard only; what was there is put back
  const before = await env.clipboard.readText();
  await env.clipboard.writeText('');
  await commands.executeCommand('workbench.action.terminal.copySelection');
  const copied = await env.clipboard.readText();
  await env.clipboard.writeText(before);
  return copied === '' ? undefined : copied;
}

/** The causes of a text. */
export async function findCauses(host: HostContext, text: string): Promise<TextFinding> {
  const { diagnoseText } = await import('./engine.bundle');
  const knowledge = await knowledgeOfWorkspace(host);
  const { diagnoses, facts, cut } = diagnoseText(text, {}, knowledge.rules, knowledge.signs, knowledge.guides);
  return { diagnoses, facts: facts[0] ?? {}, cut };
}

/** What the panel shows of a text, in the user's language. */
export function textView(host: HostContext, finding: TextFinding): RunView {
  const t = host.translator();
  const guide = firstGuide(host, finding);
  const wait = waitMinutes(finding, host.data.knowledge().providers, today());
  return {
    account: '',
    state: 'failed',
    headline: t('extension:textHeadline'),
    details: [...(finding.cut ? [t('extension:textCut')] : []), ...waitLines(t, wait)],
    stages: [],
    causes: causeViews(host, t, finding),
    ...(guide ? { guide } : {}),
    fixes: [],
    facts: [],
    transcript: [],
  };
}
