import type { Rule } from '../diagnosis/rule';
import type { Provider } from '../provider/provider';

/** Providers and rules of `knowledge/`, without the guides. */
export interface Knowledge {
  providers: Provider[];
  rules: Rule[];
}
