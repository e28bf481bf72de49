import type { TestMode } from '../account/account';

/** The stages of an SMTP session, in the order in which they first occur with implicit TLS. */
export const stages = [
  'settings',
  'dns',
  'tcp',
  'tls',
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'quit',
] as const;

/** A part of an SMTP session (RFC 5321 section 3). */
export type Stage = (typeof stages)[number];

/** How a stage ended; `silent` means that no answer came within its deadline. */
export type StageOutcome = 'passed' | 'failed' | 'skipped' | 'cancelled' | 'silent';

/** One stage that ended. */
export interface StageResult {
  stage: Stage;
  outcome: StageOutcome;
  /** Milliseconds that it took. */
  ms: number;
  /** The server's reply or the system's error text, redacted. */
  detail?: string;
}

/** What a stage does right now; sent while a test runs. */
export type StageEvent = { stage: Stage; state: 'started' } | { stage: Stage; state: 'ended'; result: StageResult };

/** One line that went over the wire, redacted. */
export interface TranscriptLine {
  /** Milliseconds since the test began. */
  ms: number;
  from: 'client' | 'server' | 'note';
  /** The stage that the line belongs to. */
  stage?: Stage;
  text: string;
}

/** One certificate of the chain that the server sent. */
export interface CertificateFacts {
  subject: string;
  issuer: string;
  /** ISO 8601. */
  validFrom: string;
  /** ISO 8601. */
  validTo: string;
}

/** The TLS session that came about. */
export interface TlsFacts {
  /** Such as `TLSv1.3`. */
  protocol: string;
  cipher: string;
  verified: boolean;
  chain: CertificateFacts[];
}

/** A server's reply (RFC 5321 section 4.2), redacted. */
export interface Reply {
  /** The whole reply as it was received, lines joined with \n. */
  text: string;
  /** Three digits, or 0 when the reply has none. */
  code: number;
  /** Enhanced status code such as `5.7.9` (RFC 3463), when there is one. */
  enhanced?: string;
}

/** What broke when no reply tells it: an error of the operating system, of TLS, or of the library. */
export interface Fault {
  kind: 'system' | 'tls' | 'protocol';
  /** Such as `ECONNREFUSED` or `ERR_SSL_WRONG_VERSION_NUMBER`. */
  code: string;
  /** English, redacted. */
  message: string;
}

/** Where a test ran: another place may see another network. */
export type RunFrom = 'this-machine' | 'container' | 'wsl' | 'remote';

/** What a test found. Holds no secret. */
export interface ProbeResult {
  account: string;
  mode: TestMode;
  outcome: 'passed' | 'failed' | 'cancelled';
  failedStage?: Stage;
  /** Milliseconds of the whole test. */
  ms: number;
  host: string;
  port: number;
  stages: StageResult[];
  /** The reply that refused, when one did. */
  reply?: Reply;
  fault?: Fault;
  /** EHLO keywords as last received (RFC 5321 section 4.1.1.1). */
  capabilities: string[];
  tls?: TlsFacts;
  /** Recipients that the server accepted; only when mail went out. */
  accepted?: string[];
  /** The Message-ID of the mail that went out. */
  messageId?: string;
  /** ISO 8601. */
  startedAt: string;
  runFrom: RunFrom;
  transcript: TranscriptLine[];
}
