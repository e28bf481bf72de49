import type { Data } from '../data';
import { providerById } from '../provider/find-provider';
import type { Block, Guide } from './guide';
import { renderApplication } from './render-application';

/** Where the values of a provider's account are entered in an application. */
export interface ApplicationGuide {
  name: string;
  blocks: Block[];
}

/**
 * Where the values of an account are entered in an application, or why it cannot do what the guide leads to, on `today` (ISO
 * 8601 day); undefined when there is no such application. Without a provider, the values are named in words.
 */
export function loadApplication(
  data: Data,
  id: string,
  guide: Pick<Guide, 'provider' | 'language' | 'signIn' | 'otherwise' | 'server'>,
  today: string,
): ApplicationGuide | undefined {
  const application = data.applications().find((candidate) => candidate.id === id);
  if (application === undefined) return undefined;
  const provider = guide.provider === undefined ? undefined : providerById(data.knowledge().providers, guide.provider);
  const context = { ...(provider ? { provider } : {}), guide, today, t: data.translator(guide.language) };
  return { name: application.name, blocks: renderApplication(application, guide.server ?? {}, context) };
}
