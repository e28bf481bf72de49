/** Every encryption. */
export const encryptions = ['tls', 'starttls', 'none'] as const;

/** How the connection is encrypted: implicit TLS (RFC 8314), STARTTLS (RFC 3207), or not at all. */
export type Encryption = (typeof encryptions)[number];

/** How to sign in. */
export type AuthMethod = 'password' | 'oauth2' | 'none';

/** Every mode of a test. */
export const testModes = ['connect', 'login', 'envelope', 'send', 'simulate'] as const;

/** How far a test goes. */
export type TestMode = (typeof testModes)[number];

/** TLS settings with the files already read. */
export interface AccountTls {
  /** PEM text of the certificate authority to trust. */
  ca?: string;
  cert?: string;
  key?: string;
  minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  servername?: string;
  verify: boolean;
}

/** Everything a test needs, with all references resolved. Holds secrets: never shown, logged or stored. */
export interface Account {
  name: string;
  /** Id of the provider, named in the file or found by host or address. */
  provider?: string;
  host: string;
  port: number;
  encryption: Encryption;
  auth: AuthMethod;
  user?: string;
  /** With `auth: oauth2` the access token. */
  password?: string;
  /** Sender as written in the file, with or without a display name. */
  from?: string;
  replyTo?: string;
  envelopeFrom?: string;
  ehloName?: string;
  family?: 'ipv4' | 'ipv6';
  mechanism?: string;
  /** URL of a proxy, perhaps with a password in it; never one of the surroundings. */
  proxy?: string;
  /** Milliseconds for the whole test. */
  timeoutMs: number;
  tls: AccountTls;
  test: { mode: TestMode; to: string[]; subject?: string; body: 'text' | 'html' | 'both' };
}
