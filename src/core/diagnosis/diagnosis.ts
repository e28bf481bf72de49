import type { AuthMethod, Encryption } from '../account/account';
import type { Stage } from '../probe/probe-result';

/** The causes of `knowledge/causes`; one id, one meaning, never reused. */
export type CauseId = string;

/** One observed fact that a diagnosis rests on, quoted. */
export interface Evidence {
  kind: 'reply' | 'system-error' | 'tls-error' | 'silence' | 'setting';
  text: string;
  /** The part of `text` that the rule's pattern matched, in whole words. */
  decisive?: string;
  /** Where it was seen. */
  stage?: Stage;
}

/** One change of smtp.yaml: the value at a path of keys. */
export interface SettingEdit {
  path: string[];
  value: string | number;
}

/** A change that can be offered. `id` is also the key of its sentence, `fixes.ID`. `set-password` has no edits: the user types. */
export interface Fix {
  id: string;
  edits: SettingEdit[];
  /** Port and encryption that the fix leads to, for its sentence; only of `use-alternative`. */
  port?: number;
  encryption?: Encryption;
  /** The address or name that the fix leads to, for its sentence. */
  value?: string;
}

/** When testing again makes sense. */
export interface Retry {
  when: 'now' | 'after-minutes' | 'after-fix' | 'never';
  minutes?: number;
}

/** A likely cause. Diagnoses come best first. */
export interface Diagnosis {
  id: CauseId;
  /** Id of the provider that the rule is about, or whose account it is. */
  provider?: string;
  /** 0 to 1; of the answers given with 0.9 or more, at least 99 in 100 are right. */
  confidence: number;
  /** Id of the rule that matched. */
  rule: string;
  /** The rule is one of the workspace's own (smtp-rules.yaml). */
  local?: true;
  evidence: Evidence[];
  /** Id of the guide. */
  guide?: string;
  fixes: Fix[];
  retry?: Retry;
}

/** What is known about a failure, from a probe or from text. */
export interface Facts {
  stage?: Stage;
  /** Reply code (RFC 5321 section 4.2). */
  code?: number;
  /** Enhanced status code (RFC 3463). */
  enhanced?: string;
  /** The reply's or the error's text. */
  text?: string;
  /** `ECONNREFUSED`, `ERR_SSL_WRONG_VERSION_NUMBER`, … */
  errorCode?: string;
  silent?: boolean;
  provider?: string;
  account?: string;
  host?: string;
  port?: number;
  encryption?: Encryption;
  auth?: AuthMethod;
  /** How the user name is written; never the name itself. */
  userShape?: UserShape[];
  /** How the password is written; never the password itself. */
  passwordShape?: PasswordShape[];
  /** Only from text: the words around, in one line. */
  context?: string;
  /** Only from text: a server replied somewhere in it. */
  reply?: boolean;
  /** Only from text: another reply came before this one. */
  consequence?: boolean;
  /** Only from text: `text` is the whole of it, no reply and no error of its own. */
  whole?: boolean;
}

/** What can be said of a user name without quoting it. */
export type UserShape = 'missing' | 'no-domain' | 'blanks';

/** What can be said of a password without quoting it. */
export type PasswordShape = 'missing' | 'blanks' | 'not-16-letters';
