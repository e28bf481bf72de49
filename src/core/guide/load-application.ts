import type { Data } from '../data';
import type { Language } from '../i18n/languages';
import { providerById } from '../provider/find-provider';
import type { Block } from './guide';
import { renderApplication } from './render-application';

/** Where the values of a provider's account are entered in an application. */
export interface ApplicationGuide {
  name: string;
  blocks: Block[];
}

/**
 * Where the values of a provider's account are entered in an application, or why it cannot use that provider, on `today`
 * (ISO 8601 day); undefined when there is no such application. Without a provider, the values are named in words.
 */
export function loadApplication(
  data: Data,
  id: string,
  provider: string | undefined,
  language: Language,
  today: string,
): ApplicationGuide | undefined {
  const application = data.applications().find((candidate) => candidate.id === id);
  if (application === undefined) return undefined;
  const found = provider === undefined ? undefined : providerById(data.knowledge().providers, provider);
  const context = { ...(found ? { provider: found } : {}), today, t: data.translator(language) };
  return { name: application.name, blocks: renderApplication(application, {}, context) };
}
