import type { GuideFacts } from './guide-source';

/** Ids of guides by cause, then by provider; `*` is the one for any provider. */
export type GuidesByCause = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Which guide is for which cause. Throws an Error when two are for the same cause at the same provider. */
export function indexGuides(guides: readonly GuideFacts[]): GuidesByCause {
  const index: Record<string, Record<string, string>> = {};
  for (const { id, causes = [], providers = ['*'] } of guides) {
    for (const cause of causes) {
      index[cause] ??= {};
      const own = index[cause];
      for (const provider of providers) {
        if (own[provider] !== undefined)
          throw new Error(`guides ${own[provider]} and ${id} are both for ${cause} at ${provider}`);
        own[provider] = id;
      }
    }
  }
  return index;
}
