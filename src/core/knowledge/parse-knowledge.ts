import type { ProviderSigns } from '../diagnosis/find-server';
import type { Rule } from '../diagnosis/rule';
import type { GuideFacts } from '../guide/guide-source';
import { indexGuides } from '../guide/index-guides';
import { parseTopics } from '../guide/parse-topics';
import type { Source } from '../guide/source';
import type { Provider } from '../provider/provider';
import type { Knowledge } from './knowledge';

/** A parsed YAML file and its name. */
export interface KnowledgeFile {
  file: string;
  content: unknown;
}

/** The files of `knowledge/`; of the guides, what is the same in every language. */
export interface KnowledgeFiles {
  providers: KnowledgeFile[];
  rules: KnowledgeFile[];
  guides: GuideFacts[];
  topics: KnowledgeFile;
  sources: KnowledgeFile;
}

/** Puts the files of `knowledge/` together. Throws an Error that names the file when an id is missing or used twice. */
export function parseKnowledge(files: KnowledgeFiles): Knowledge {
  const { providers: providerFiles, rules: ruleFiles, guides, topics } = files;
  const providers = providerFiles.map(({ file, content }) => ({ file, item: content as Provider }));
  const isSigns = ({ file }: KnowledgeFile) => file.endsWith('/providers-by-host.yaml');
  const signs = signsOf(
    providers.map(({ item }) => item),
    ruleFiles.find(isSigns)?.content as Record<string, ProviderSigns> | undefined,
  );
  const rules = ruleFiles.flatMap(({ file, content }) => {
    if (isSigns({ file, content })) return [];
    if (!Array.isArray(content)) throw new Error(`${file}: a list of rules is expected`);
    return (content as Rule[]).map((item) => ({ file, item }));
  });
  for (const entries of [providers, rules]) {
    const seen = new Set<string>();
    for (const { file, item } of entries) {
      if (typeof item?.id !== 'string') throw new Error(`${file}: an id is missing`);
      if (seen.has(item.id)) throw new Error(`${file}: the id ${item.id} is used twice`);
      seen.add(item.id);
    }
  }
  return {
    providers: providers.map(({ item }) => item),
    rules: rules.map(({ item }) => item),
    signs,
    guides: indexGuides(guides),
    topics: parseTopics(topics.content, topics.file),
    sources: (files.sources.content ?? {}) as Record<string, Source>,
  };
}

/** Hosts of the providers' own files, and what the rules' file of signs adds. */
function signsOf(
  providers: readonly Provider[],
  added: Record<string, ProviderSigns> | undefined,
): Record<string, ProviderSigns> {
  const signs: Record<string, ProviderSigns> = {};
  for (const [id, { hosts, words }] of Object.entries(added ?? {}))
    signs[id] = { hosts: [...hosts], ...(words ? { words } : {}) };
  for (const { id, hosts = [], servers = [] } of providers) {
    const own = signs[id] ?? { hosts: [] };
    signs[id] = { ...own, hosts: [...new Set([...own.hosts, ...hosts, ...servers.map(({ host }) => host)])] };
  }
  return signs;
}
