import type { Translator } from '../i18n/create-translator';
import type { SecretKey } from '../ports';
import type { Provider } from '../provider/provider';

/** What completion and hover need beside the text. */
export interface LanguageContext {
  t: Translator;
  providers: readonly Provider[];
  /** ISO 8601 day. */
  today: string;
  /** Keys of the secrets that are stored; never the secrets. */
  secrets: readonly SecretKey[];
  /** Names of the environment variables, never their values; empty where nothing may be resolved. */
  variables: readonly string[];
  /** Somebody else completes and explains what the schema says. */
  withoutSchema: boolean;
}
