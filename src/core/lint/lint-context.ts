import type { Severity } from '../account/finding';
import type { Environment, SecretKey } from '../ports';
import type { Provider } from '../provider/provider';

/** What the findings depend on beside the file itself. */
export interface LintContext {
  providers: readonly Provider[];
  /** ISO 8601 day: what a provider still takes depends on it. */
  today: string;
  /** The user's own severities by id of the finding. */
  severities?: Readonly<Record<string, Severity | 'off'>>;
  /** Left out where nothing may be resolved: no variable is called unset then. */
  environment?: Environment;
  /** Left out where it is not known which secrets there are. */
  isStored?: (key: SecretKey) => boolean;
  /** The file is in version control, so that others read it. */
  tracked?: boolean;
  /** Somebody else tells what the schema says: only what it cannot say is wanted. */
  withoutSchema?: boolean;
}
