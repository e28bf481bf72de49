import type { Encryption } from '../account/account';

/** Languages of a menu label: pt is split where Brazil and Portugal differ. */
export type LabelLanguage = 'en' | 'it' | 'lt' | 'es' | 'pt' | 'pt-BR' | 'pt-PT' | 'pl';

/** A label in one language: plain text when confirmed, else with how sure it is. */
export type LabelText = string | { text: string; sure: 'one-source' | 'inferred' };

/** A way to sign in and the days on which it is true (ISO 8601 day, or month where no day is known). */
export interface SignInMethod {
  method: 'password' | 'app-password' | 'oauth2';
  validFrom?: string;
  validTo?: string;
}

/** How it stands with user name and password at a provider: it just works, needs steps first, is being withdrawn, is closed. */
export type ProviderState = 'works' | 'needs-steps' | 'withdrawing' | 'closed';

/** One file of `knowledge/providers`. */
export interface Provider {
  id: string;
  name: string;
  /** E-mail domains whose mailboxes are here. */
  domains: string[];
  /** Ends of the names of the servers that take its mail (MX), also for domains of its customers. */
  mx?: string[];
  /** Host names of its submission servers, old and new. */
  hosts: string[];
  /** Servers to use, preferred first. */
  servers: { host: string; port: number; encryption: Encryption }[];
  /** Regular expression that the greeting of its servers always matches; left out where it is not known for sure. */
  greeting?: string;
  signIn: SignInMethod[];
  state: ProviderState;
  /** Day from which `state` is known to be true, ISO 8601 day or month. */
  asOf: string;
  /** Since when passwords of any kind are refused; only with state `closed`. */
  closedSince?: string;
  /** URLs by key; one for all languages, or by language with `en` as fallback. */
  links: Record<string, string | Partial<Record<LabelLanguage, string>>>;
  /** Labels of menus and buttons by key. A language that is not there is not known: the English label is shown. */
  labels: Record<string, Partial<Record<LabelLanguage, LabelText>> & { en: LabelText }>;
  /** Where the facts come from, with the day or month of each source. */
  sources: { title: string; url?: string; date: string }[];
}
