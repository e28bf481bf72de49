import type { AuthMethod, Encryption } from '../account/account';
import type { Stage } from '../probe/probe-result';
import type { Facts, PasswordShape, Retry, UserShape } from './diagnosis';

/**
 * When a rule holds: every condition that is given must hold; a list holds when one of its entries does.
 * Regular expressions repeat nothing without a bound (`{0,40}`, never `*`, `+` or `{1,}`): so none can grow worse than linearly.
 */
export interface RuleCondition {
  /** Ids of providers: of the account, or of the host. */
  provider?: string[];
  stage?: Stage[];
  /** Reply codes (RFC 5321 section 4.2). */
  code?: number[];
  /** Enhanced status codes (RFC 3463). */
  enhanced?: string[];
  /** Regular expressions on the reply's or error's text, case-insensitive, white space folded to one blank. */
  text?: string[];
  /** Like `text`, on all the words that stand around: what a log or a stack says beside the reply. Never holds for a probe. */
  context?: string[];
  /** Regular expressions of which none may match, on the reply's text and on the words around. */
  without?: string[];
  /** Regular expressions on the host name. */
  host?: string[];
  /** Error codes of the operating system, TLS or the library. */
  error?: string[];
  /** False: no server replied anywhere in the text; true: one did. */
  reply?: boolean;
  /** True: no answer came within the deadline. */
  silent?: boolean;
  /** The account's own settings. */
  port?: number[];
  encryption?: Encryption[];
  auth?: AuthMethod[];
  /** How the user name or the password is written. */
  userShape?: UserShape[];
  passwordShape?: PasswordShape[];
}

/** A failure as a rule's examples write it down; `text` is the reply or the error as it was seen. */
export interface RuleExample
  extends Pick<
    Facts,
    | 'text'
    | 'stage'
    | 'provider'
    | 'silent'
    | 'host'
    | 'port'
    | 'encryption'
    | 'auth'
    | 'userShape'
    | 'passwordShape'
    | 'context'
  > {
  error?: string;
}

/** One rule of `knowledge/rules`. */
export interface Rule {
  id: string;
  /** From the workspace's own file, not from `knowledge/rules`; never written in a file. */
  local?: true;
  /** Id of the diagnosis. */
  cause: string;
  /** Id of the guide where it is not the one for the cause and its provider. */
  guide?: string;
  when: RuleCondition;
  /** 0 to 1; nine tenths of it where the words stand in advice or a condition only. */
  confidence: number;
  retry?: Retry;
  /** Ids of fixes to offer: `use-starttls`, `use-implicit-tls`, `set-password`. */
  fixes?: string[];
  /** Official page, software or cases that the rule rests on. */
  source: string;
  /** Real examples that this rule must win. */
  matches: RuleExample[];
  /** Ids of rules that do not count where this one holds: the general case that this special one replaces. */
  instead?: string[];
  /** Ids of rules that may win an example of this one: what they say is the same cause, said with more certainty. */
  alsoWonBy?: string[];
  /** Near misses that it must not match. */
  nearMisses: RuleExample[];
}
