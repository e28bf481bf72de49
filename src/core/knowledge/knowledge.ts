import type { ProviderSigns } from '../diagnosis/find-server';
import type { Rule } from '../diagnosis/rule';
import type { GuidesByCause } from '../guide/index-guides';
import type { GuideTopic } from '../guide/parse-topics';
import type { Source } from '../guide/source';
import type { Provider } from '../provider/provider';

/** Providers and rules of `knowledge/`, and what is known of the guides without their texts. */
export interface Knowledge {
  providers: Provider[];
  rules: Rule[];
  /** How providers are told in texts and by host name, by provider id; also of those that have no file. */
  signs: Record<string, ProviderSigns>;
  /** Which guide is for which cause. */
  guides: GuidesByCause;
  /** All guides, each once, in the order in which they are listed. */
  topics: GuideTopic[];
  /** General sources by key. */
  sources: Record<string, Source>;
}
