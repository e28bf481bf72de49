import { commands, EventEmitter, env, type Memento, UIKind, Uri, window, workspace } from 'vscode';
import type { Data } from '../core/data';
import type { Guide } from '../core/guide/guide';
import { type ApplicationGuide, loadApplication } from '../core/guide/load-application';
import { loadGuide } from '../core/guide/load-guide';
import { isLanguage, type Language, languages } from '../core/i18n/languages';
import { guidePage } from '../core/report/guide-page';
import { guideText } from '../core/report/guide-text';
import { today } from '../core/today';
import type { FromGuide, GuideView } from '../protocol/guide-messages';

/** What guides need from outside. */
export interface GuideServices {
  data: Data;
  /** The user's language now. */
  language(): Language;
  /** Opens the panel with another guide. */
  open(id: string, provider: string | undefined): void;
  /** Keeps the application that will send. */
  memory: Memento;
}

/** Under this key the application that will send is kept. */
const applicationKey = 'application';

/** Guides as the form and the panels show them. Their language is a choice of its own, until the user's language changes. */
export class Guides {
  private chosen: Language | undefined;
  private readonly changed = new EventEmitter<void>();
  /** Guides look different now. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly services: GuideServices) {}

  /** A guide as it reads today to somebody with a mailbox of that provider; undefined when there is none of that id. */
  view(id: string, provider?: string): GuideView | undefined {
    const guide = this.load(id, provider);
    if (guide === undefined) return undefined;
    const { data } = this.services;
    const t = data.translator(guide.language);
    const own = ['copySteps', 'copied', 'steps'];
    const choices = data
      .applications()
      .map(({ id: application, name }) => ({ id: application, name }))
      .sort((one, other) => one.name.localeCompare(other.name, guide.language));
    const chosen = choices.find(({ id: candidate }) => candidate === this.application)?.id ?? '';
    const application = { choices, chosen, blocks: this.applicationOf(guide)?.blocks ?? [] };
    return {
      ...guide,
      ...(guide.enterValues ? { application } : {}),
      texts: { ...t.all('guides'), ...Object.fromEntries(own.map((key) => [key, t(`webview:${key}`)])) },
      languages: languages.map((language) => ({ id: language, name: data.translator(language)('languageName') })),
    };
  }

  /** Does what a view of a guide asks for. */
  async handle(message: FromGuide): Promise<void> {
    switch (message.type) {
      case 'guide-copy':
        return this.copy(message.guide, message.provider);
      case 'guide-copy-message':
        return env.clipboard.writeText(message.text);
      case 'guide-save':
        return this.save(message.guide, message.provider);
      case 'guide-print':
        return this.print(message.guide, message.provider);
      case 'guide-language':
        if (!isLanguage(message.language)) return;
        this.chosen = message.language;
        return this.changed.fire();
      case 'guide-open':
        return this.services.open(message.guide, message.provider);
      case 'guide-application':
        await this.services.memory.update(applicationKey, message.application);
        return this.changed.fire();
      case 'guide-back':
        return;
    }
  }

  /** The user's language has changed: guides follow it again. */
  followLanguage(): void {
    this.chosen = undefined;
    this.changed.fire();
  }

  private load(id: string, provider: string | undefined): Guide | undefined {
    const { data, language } = this.services;
    const guide = loadGuide(data, id, this.chosen ?? language(), today());
    return guide && provider !== undefined ? { ...guide, provider } : guide;
  }

  /** Id of the application that will send; empty when none was chosen. */
  private get application(): string {
    return this.services.memory.get(applicationKey, '');
  }

  private applicationOf(guide: Guide): ApplicationGuide | undefined {
    if (!guide.enterValues) return undefined;
    return loadApplication(this.services.data, this.application, guide, today());
  }

  private text(guide: Guide): string {
    return guideText(guide, this.services.data.translator(guide.language), 'document', this.applicationOf(guide));
  }

  private async copy(id: string, provider: string | undefined): Promise<void> {
    const guide = this.load(id, provider);
    if (guide === undefined) return;
    await env.clipboard.writeText(this.text(guide));
    void window.setStatusBarMessage(this.t('extension:stepsCopied'), 4000);
  }

  private async save(id: string, provider: string | undefined): Promise<void> {
    const guide = this.load(id, provider);
    if (guide === undefined) return;
    const saved = await this.write(guide, 'md', 'Markdown', async () => this.text(guide));
    if (saved) void window.setStatusBarMessage(this.t('guides:saved'), 4000);
  }

  /** Saves a guide as a web page and opens it in the browser, which prints it: a webview cannot. */
  private async print(id: string, provider: string | undefined): Promise<void> {
    const guide = this.load(id, provider);
    if (guide === undefined) return;
    const saved = await this.write(guide, 'html', this.t('guides:webPage'), async () =>
      guidePage(guide, await commands.executeCommand<string>('markdown.api.render', this.text(guide))),
    );
    if (saved === undefined) return;
    // the browser of somebody who works on another machine has no such file
    const isHere = env.remoteName === undefined && env.uiKind === UIKind.Desktop && saved.scheme === 'file';
    if (!isHere || !(await env.openExternal(saved))) void window.showInformationMessage(this.t('guides:pageSaved'));
  }

  /** Writes a guide where somebody chooses; undefined when nothing was written. */
  private async write(
    guide: Guide,
    extension: string,
    kind: string,
    content: () => Promise<string>,
  ): Promise<Uri | undefined> {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const target = await window.showSaveDialog({
      ...(folder ? { defaultUri: Uri.joinPath(folder, `${guide.id}.${guide.language}.${extension}`) } : {}),
      filters: { [kind]: [extension] },
    });
    if (target === undefined) return undefined;
    try {
      await workspace.fs.writeFile(target, new TextEncoder().encode(await content()));
      return target;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(this.t('guides:saveFailed', { message }));
      return undefined;
    }
  }

  private t(key: string, values?: Record<string, string>): string {
    return this.services.data.translator(this.services.language())(key, values);
  }
}
