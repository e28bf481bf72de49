import { EventEmitter, env, Uri, window, workspace } from 'vscode';
import type { Data } from '../core/data';
import type { Guide } from '../core/guide/guide';
import { loadGuide } from '../core/guide/load-guide';
import { isLanguage, type Language, languages } from '../core/i18n/languages';
import { guideText } from '../core/report/guide-text';
import type { FromGuide, GuideView } from '../protocol/guide-messages';

/** What guides need from outside. */
export interface GuideServices {
  data: Data;
  /** The user's language now. */
  language(): Language;
  /** Opens the panel with another guide. */
  open(id: string): void;
}

/** Guides as the form and the panels show them. Their language is a choice of its own, until the user's language changes. */
export class Guides {
  private chosen: Language | undefined;
  private readonly changed = new EventEmitter<void>();
  /** Guides look different now. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly services: GuideServices) {}

  /** A guide as it reads today; undefined when there is none of that id. */
  view(id: string): GuideView | undefined {
    const guide = this.load(id);
    if (guide === undefined) return undefined;
    const { data } = this.services;
    const t = data.translator(guide.language);
    const own = ['copySteps', 'copied', 'steps'];
    return {
      ...guide,
      texts: { ...t.all('guides'), ...Object.fromEntries(own.map((key) => [key, t(`webview:${key}`)])) },
      languages: languages.map((language) => ({ id: language, name: data.translator(language)('languageName') })),
    };
  }

  /** Does what a view of a guide asks for. */
  async handle(message: FromGuide): Promise<void> {
    switch (message.type) {
      case 'guide-copy':
        return this.copy(message.guide);
      case 'guide-copy-message':
        return env.clipboard.writeText(message.text);
      case 'guide-save':
        return this.save(message.guide);
      case 'guide-language':
        if (!isLanguage(message.language)) return;
        this.chosen = message.language;
        return this.changed.fire();
      case 'guide-open':
        return this.services.open(message.guide);
      case 'guide-back':
        return;
    }
  }

  /** The user's language has changed: guides follow it again. */
  followLanguage(): void {
    this.chosen = undefined;
    this.changed.fire();
  }

  private load(id: string): Guide | undefined {
    const { data, language } = this.services;
    return loadGuide(data, id, this.chosen ?? language(), new Date().toISOString().slice(0, 10));
  }

  private text(guide: Guide): string {
    return guideText(guide, this.services.data.translator(guide.language), 'document');
  }

  private async copy(id: string): Promise<void> {
    const guide = this.load(id);
    if (guide === undefined) return;
    await env.clipboard.writeText(this.text(guide));
    void window.setStatusBarMessage(this.t('extension:stepsCopied'), 4000);
  }

  private async save(id: string): Promise<void> {
    const guide = this.load(id);
    if (guide === undefined) return;
    const name = `${guide.id}.${guide.language}.md`;
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const target = await window.showSaveDialog({
      ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
      filters: { Markdown: ['md'] },
    });
    if (target === undefined) return;
    try {
      await workspace.fs.writeFile(target, new TextEncoder().encode(this.text(guide)));
      void window.setStatusBarMessage(this.t('guides:saved'), 4000);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(this.t('guides:saveFailed', { message }));
    }
  }

  private t(key: string, values?: Record<string, string>): string {
    return this.services.data.translator(this.services.language())(key, values);
  }
}
