import type { ProviderSigns } from '../diagnosis/find-server';
import type { Rule } from '../diagnosis/rule';
import type { Provider } from '../provider/provider';

/** Providers and rules of `knowledge/`, without the guides. */
export interface Knowledge {
  providers: Provider[];
  rules: Rule[];
  /** How providers are told in texts and by host name, by provider id; also of those that have no file. */
  signs: Record<string, ProviderSigns>;
}
