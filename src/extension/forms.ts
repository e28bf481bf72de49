import type { TextDocument, WebviewPanel } from 'vscode';
import { formViewType } from './activate';
import { FormEditor, type FormServices } from './form-editor';
import { switchEditor } from './switch-editor';

/** The forms that are open. */
export class Forms {
  private readonly editors = new Set<FormEditor>();
  /** Accounts for forms that VS Code has yet to open, by document. */
  private readonly wanted = new Map<string, string>();

  constructor(private readonly services: FormServices) {}

  /** Makes the form that VS Code opened a panel for. */
  add(document: TextDocument, panel: WebviewPanel): void {
    const uri = document.uri.toString();
    const editor = new FormEditor(this.services, document, panel, this.wanted.get(uri));
    this.wanted.delete(uri);
    this.editors.add(editor);
    panel.onDidDispose(() => this.editors.delete(editor));
  }

  /** Shows the form of a document, with the account in it that is named. */
  async show(document: TextDocument, account?: string): Promise<void> {
    const uri = document.uri.toString();
    if (account !== undefined) this.wanted.set(uri, account);
    await switchEditor(document, formViewType);
    const open = [...this.editors].filter((editor) => editor.document.uri.toString() === uri);
    if (account === undefined || open.length === 0) return;
    this.wanted.delete(uri);
    for (const editor of open) editor.select(account);
  }
}
