import type { Encryption } from '../account/account';
import type { Stage } from '../probe/probe-result';
import type { Retry } from './diagnosis';

/** When a rule holds: every condition that is given must hold; a list holds when one of its entries does. */
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
  /** Error codes of the operating system, TLS or the library. */
  error?: string[];
  /** True: no answer came within the deadline. */
  silent?: boolean;
  /** The account's own settings. */
  port?: number[];
  encryption?: Encryption[];
}

/** A failure as a rule's examples write it down. */
export interface RuleExample {
  /** The reply or error text as it was seen. */
  text?: string;
  stage?: Stage;
  provider?: string;
  error?: string;
  silent?: boolean;
  port?: number;
  encryption?: Encryption;
}

/** One rule of `knowledge/rules`. */
export interface Rule {
  id: string;
  /** Id of the diagnosis. */
  cause: string;
  /** Id of the guide, when one is written. */
  guide?: string;
  when: RuleCondition;
  /** 0 to 1. */
  confidence: number;
  retry?: Retry;
  /** Ids of fixes to offer: `use-starttls`, `use-implicit-tls`, `set-password`. */
  fixes?: string[];
  /** Official page, software or cases that the rule rests on. */
  source: string;
  /** Real examples that this rule must win. */
  matches: RuleExample[];
  /** Near misses that it must not match. */
  nearMisses: RuleExample[];
}
