import type { GuidesByCause } from './index-guides';

/** The guide for a cause at a provider, else the one for any provider. */
export function findGuide(index: GuidesByCause, cause: string, provider: string | undefined): string | undefined {
  if (!Object.hasOwn(index, cause)) return undefined;
  const guides = index[cause] ?? {};
  return provider !== undefined && Object.hasOwn(guides, provider) ? guides[provider] : guides['*'];
}

/** Gives each diagnosis its guide; one that its rule names stays. */
export function withGuides<T extends { id: string; provider?: string; guide?: string }>(
  diagnoses: readonly T[],
  index: GuidesByCause,
): T[] {
  return diagnoses.map((diagnosis) => {
    const guide = diagnosis.guide ?? findGuide(index, diagnosis.id, diagnosis.provider);
    return guide === undefined ? diagnosis : { ...diagnosis, guide };
  });
}
