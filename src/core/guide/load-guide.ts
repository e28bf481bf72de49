import type { Data } from '../data';
import type { Language } from '../i18n/languages';
import type { Guide } from './guide';
import type { GuideSource } from './guide-source';
import { renderGuide } from './render-guide';

/**
 * The guide of that id as it reads on `today` (ISO 8601 day), in English where the language has no text of it yet; undefined
 * when there is no such guide.
 */
export function loadGuide(data: Data, id: string, language: Language, today: string): Guide | undefined {
  const found = guideSource(data, id, language);
  if (found === undefined) return undefined;
  const { providers, sources } = data.knowledge();
  const t = data.translator(found.language);
  return renderGuide(found.source, found.language, {
    providers,
    sources,
    title: (other) => guideSource(data, other, found.language)?.source.title,
    today,
    ui: (key) => (t.has(`webview:${key}`) ? t(`webview:${key}`) : undefined),
  });
}

/** The texts of a guide in the language, else in English. */
export function guideSource(
  data: Data,
  id: string,
  language: Language,
): { source: GuideSource; language: Language } | undefined {
  const guides = data.guides(language);
  const source = Object.hasOwn(guides, id) ? guides[id] : undefined;
  if (source !== undefined) return { source, language };
  return language === 'en' ? undefined : guideSource(data, id, 'en');
}
