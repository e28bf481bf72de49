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

/** What a stage does right now; sent while a test runs. `slow` comes once, when a stage runs for longer than five seconds. */
export type StageEvent =
  | { stage: Stage; state: 'started' }
  | { stage: Stage; state: 'slow' }
  | { stage: Stage; state: 'ended'; result: StageResult };

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
  /** Host names and IP addresses that it is good for (subjectAltName, RFC 6125); only of the first certificate. */
  names?: string[];
  /** ISO 8601. */
  validFrom: string;
  /** ISO 8601. */
  validTo: string;
  /** Whole days until `validTo`; negative once it has expired. */
  daysLeft: number;
}

/** The TLS session that came about, also when its certificate was refused afterwards. */
export interface TlsFacts {
  /** Such as `TLSv1.3`. */
  protocol: string;
  cipher: string;
  verified: boolean;
  /** Why the certificate cannot be trusted, such as `CERT_HAS_EXPIRED`; also when the account says `verify: false`. */
  problem?: string;
  /** As the server sent it, its own certificate first. */
  chain: CertificateFacts[];
}

/** What came of one address of the host, or of the proxy. */
export interface AddressResult {
  address: string;
  family: 4 | 6;
  /** `passed`: this one is used; `cancelled`: another one was faster; `skipped`: not tried any more. */
  outcome: StageOutcome;
  /** Such as `ECONNREFUSED`. */
  error?: string;
  /** Milliseconds from its own start. */
  ms: number;
}

/** How the login was chosen (RFC 4954, RFC 4422). */
export interface AuthFacts {
  /** The SASL mechanism; missing when none could be used. */
  mechanism?: string;
  /** What the server offered last. */
  offered: string[];
  /** True when the account's settings name the mechanism. */
  forced: boolean;
}

/** What the server said to one RCPT (RFC 5321 section 4.1.1.3). */
export interface RecipientResult {
  address: string;
  accepted: boolean;
  reply: Reply;
}

/** What one port of a host answers without any secret. */
export interface PortResult {
  port: number;
  /** How it was spoken to. */
  encryption: 'tls' | 'starttls' | 'none';
  /** The address family, when the host has addresses of both. */
  family?: 'ipv4' | 'ipv6';
  /** True when a TCP connection came about. */
  open: boolean;
  /** True when it speaks SMTP this way, up to EHLO. */
  answers: boolean;
  /** The greeting, redacted. */
  greeting?: string;
  /** Whether STARTTLS is offered; only where TLS is not there from the first byte. */
  starttls?: boolean;
  /** SASL mechanisms, after TLS where it could be had. */
  mechanisms?: string[];
  /** Why it does not answer: an error code, or `silent`. */
  error?: string;
  ms: number;
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
  kind: 'system' | 'tls' | 'protocol' | 'settings';
  /** Such as `ECONNREFUSED` or `ERR_SSL_WRONG_VERSION_NUMBER`; for `settings` a code of `DoctorError`. */
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
  /** Every address of the host, with what came of it. */
  addresses?: AddressResult[];
  auth?: AuthFacts;
  /** Bytes that came in the clear between STARTTLS and the TLS handshake; they were thrown away (CVE-2011-0411). */
  injectedPlaintext?: number;
  /** Each recipient on its own, in the order of the account. */
  recipients?: RecipientResult[];
  /** True when the mail went to a server of ours: neither the account's server nor its password was tried. */
  simulated?: true;
  /** After a failure before the login: what else the host answers. Also what was asked for with all ports. */
  alternatives?: PortResult[];
  /** Recipients that the server accepted; only when mail went out. */
  accepted?: string[];
  /** The Message-ID of the mail that went out. */
  messageId?: string;
  /** ISO 8601. */
  startedAt: string;
  runFrom: RunFrom;
  transcript: TranscriptLine[];
}
