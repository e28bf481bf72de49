import type { TestMode } from '../core/account/account';
import type { Stage, StageOutcome } from '../core/probe/probe-result';
import type { GuideView } from './guide-messages';

/** One pill of the stage strip. */
export interface StageView {
  stage: Stage;
  /** Short name as shown, such as `AUTH`. */
  label: string;
  state: StageOutcome | 'running' | 'waiting';
  /** The state in words, for screen readers and tooltips. */
  stateLabel: string;
  ms?: number;
  /** The transcript lines of this stage, redacted. */
  lines: string[];
}

/** A cause as it is shown. All texts are in the user's language. */
export interface CauseView {
  /** Id of the diagnosis, or `unknown`. */
  id: string;
  /** A sentence that a person would say. */
  cause: string;
  /** "This is it", "Most likely", "Possible". */
  sureness: string;
  /** The rule is one of the workspace's own. */
  local?: true;
  /** The server's or system's own line that proves it, redacted. */
  proof?: string;
  /** Who said it: the server in a reply, or this computer's system in an error. */
  proofBy?: 'server' | 'system';
  /** The part of `proof` to mark. */
  decisive?: string;
}

/** A change of the file that can be applied with one button. */
export interface FixView {
  id: string;
  label: string;
  /** `set-password` is no change of the file: the form opens its password field. Left out: a change of the file. */
  kind?: 'set-password';
}

/** One test of one account, as it is shown in the form and in the panel. */
export interface RunView {
  /** Empty when this is about a pasted text: then there is nothing to test again. */
  account: string;
  state: 'running' | 'passed' | 'failed' | 'cancelled';
  /** One sentence: what came out. */
  headline: string;
  /** What it means or what to look at next. */
  details: string[];
  stages: StageView[];
  /** Best first; empty unless the test failed. */
  causes: CauseView[];
  /** The guide of the first cause. */
  guide?: GuideView;
  fixes: FixView[];
  /** How far the test went, as far as it was said. */
  mode?: TestMode;
  /** Where the cure is to wait: the moment from which another test makes sense, in milliseconds since 1970. */
  retryAt?: number;
  /** What the TLS session and the certificate were. */
  facts: { label: string; value: string }[];
  /** The whole transcript, redacted; cut where it is very long. Empty while the test runs. */
  transcript: string[];
}
