/** A topic of the list of all guides; its name is `guides:topic.ID` of the locales. */
export interface GuideTopic {
  id: string;
  guides: string[];
}

/** Reads `knowledge/guides/index.yaml`. Throws an Error when it is no list of topics with guides. */
export function parseTopics(content: unknown, file: string): GuideTopic[] {
  const isTopic = (entry: unknown): entry is GuideTopic => {
    const { id, guides, ...others } = (entry ?? {}) as Partial<GuideTopic>;
    return (
      typeof id === 'string' &&
      Array.isArray(guides) &&
      guides.every((guide) => typeof guide === 'string') &&
      Object.keys(others).length === 0
    );
  };
  if (!Array.isArray(content) || !content.every(isTopic))
    throw new Error(`${file}: a list of topics is expected, each with id and guides`);
  return content;
}
