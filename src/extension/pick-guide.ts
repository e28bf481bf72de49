import { QuickPickItemKind, window } from 'vscode';
import { guideSource } from '../core/guide/load-guide';
import type { HostContext } from './host-context';

/** The id of the guide that the user picks of all of them, by topic; undefined when cancelled. */
export async function pickGuide({ data, language, translator }: HostContext): Promise<string | undefined> {
  const t = translator();
  const items = data.knowledge().topics.flatMap(({ id: topic, guides }) => {
    const found = guides.flatMap((id) => {
      const source = guideSource(data, id, language())?.source;
      return source ? [{ id, label: source.title, detail: source.summary }] : [];
    });
    const separator = { id: '', label: t(`guides:topic_${topic}`), kind: QuickPickItemKind.Separator };
    return found.length > 0 ? [separator, ...found] : [];
  });
  const picked = await window.showQuickPick(items, { placeHolder: t('guides:pickGuide'), matchOnDetail: true });
  return picked?.id;
}
