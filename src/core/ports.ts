/** Reads files of the workspace. */
export interface Files {
  /** The file's text as UTF-8. Rejects when it cannot be read. */
  readText(path: string): Promise<string>;
}

/** Where `${secret:NAME}` values live. A secret is stored under name, host and user, and is absent for any other. */
export interface Secrets {
  get(key: SecretKey): Promise<string | undefined>;
}

/** What a secret is stored under. */
export interface SecretKey {
  name: string;
  /** Host that the secret may be sent to. */
  host: string;
  /** User name that it belongs to. */
  user: string;
}

/** Where `${env:NAME}` values come from. */
export interface Environment {
  get(name: string): string | undefined;
}

/** Asks a person for the value of `${ask}`. Undefined when the person cancels or nobody is there. */
export interface Prompt {
  ask(account: string): Promise<string | undefined>;
}

/** Asks the domain name system. */
export interface Dns {
  /** Names of the servers that take mail for a domain (MX), best first; empty when there are none. Rejects when DNS does not answer. */
  mx(domain: string): Promise<string[]>;
}
