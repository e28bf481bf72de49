import type { Rule } from '../diagnosis/rule';
import type { Provider } from '../provider/provider';
import type { Knowledge } from './knowledge';

/** A parsed YAML file and its name. */
export interface KnowledgeFile {
  file: string;
  content: unknown;
}

/** Puts the files of `knowledge/` together. Throws an Error that names the file when an id is missing or used twice. */
export function parseKnowledge(providerFiles: KnowledgeFile[], ruleFiles: KnowledgeFile[]): Knowledge {
  const providers = providerFiles.map(({ file, content }) => ({ file, item: content as Provider }));
  const rules = ruleFiles.flatMap(({ file, content }) => {
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
  return { providers: providers.map(({ item }) => item), rules: rules.map(({ item }) => item) };
}
