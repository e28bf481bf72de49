import type { Encryption } from '../account/account';
import type { Source } from '../guide/source';

/** Languages of a menu label: pt is split where Brazil and Portugal differ. */
export type LabelLanguage = 'en' | 'it' | 'lt' | 'es' | 'pt' | 'pt-BR' | 'pt-PT' | 'pl';

/** A label in one language: plain text when confirmed, else with how sure it is. */
export type LabelText = string | { text: string; sure: 'one-source' | 'inferred' };

/** A label of a menu, field or button. A language that is not there is not known: the English label is shown. */
export type Label = Partial<Record<LabelLanguage, LabelText>> & { en: LabelText };

/** Mailboxes for people, mailboxes under domains of customers, or a service that only sends for applications. */
export type ProviderKind = 'mailbox' | 'hosting' | 'sending-service';

/** Kinds of accounts that a way to sign in is for. */
export type AccountType = 'personal' | 'work' | 'paid';

/** A way to sign in and the days on which it is true (ISO 8601 day, or month where no day is known). */
export interface SignInMethod {
  method: 'password' | 'app-password' | 'smtp-key' | 'oauth2';
  /** The kinds of accounts that have it; all of them when left out. */
  accounts?: AccountType[];
  validFrom?: string;
  /** Last day on which it works. */
  validTo?: string;
}

/** A server to submit mail to. */
export interface Server {
  host: string;
  port: number;
  encryption: Encryption;
}

/** Where an OAuth 2 access token for the provider's servers comes from. */
export interface OAuth2Preset {
  /** Whose account signs in, where applications have a sign-in for it: `oauth2-ACCOUNT` in `knowledge/applications`. */
  account?: 'google' | 'microsoft';
  /** Its discovery document names the endpoints (OpenID Connect Discovery 1.0). `{tenant}` stands for the account's `tenant`. */
  issuer?: string;
  authorizationUrl?: string;
  tokenUrl?: string;
  /** Where the account names none. */
  tenant?: string;
  scopes: string[];
  /** Added to the authorization request. */
  parameters?: Record<string, string>;
  /** Host of the redirection URI that its registrations take for programs on a desktop. */
  redirectUrl?: string;
}

/** How it stands with user name and password at a provider: it just works, needs steps first, is being withdrawn, is closed. */
export type ProviderState = 'works' | 'needs-steps' | 'withdrawing' | 'closed';

/**
 * What must be done first, with state `needs-steps`: make an app password, allow mail programs in the mailbox, set a
 * password of its own for mail programs, make a key for SMTP; or the administrator must allow SMTP AUTH, or has to switch
 * passwords (Basic authentication) back on.
 */
export type ProviderSteps =
  | 'app-password'
  | 'switch-on'
  | 'mail-password'
  | 'smtp-key'
  | 'administrator'
  | 'administrator-again';

/** A state that begins on a day. */
export interface StateChange {
  /** First day, ISO 8601; or a month, when it begins with that month, or `atEnd` of it. */
  from: string;
  /** It begins at the end of the month `from`, on a day that is not known. */
  atEnd?: true;
  state: ProviderState;
  steps?: ProviderSteps;
}

/** What a limit is about. */
export type LimitKind =
  | 'messagesPerDay'
  | 'recipientsPerDay'
  | 'recipientsPerMessage'
  | 'messagesPerMinute'
  | 'connections';

/** A limit of a provider, and the key of the source that says so. */
export interface Limit {
  kind: LimitKind;
  value: number;
  accounts?: AccountType[];
  /** Key in `sources` of the same file. */
  source: string;
}

/** One file of `knowledge/providers`; checked against provider-schema.json. */
export interface Provider {
  id: string;
  name: string;
  kind: ProviderKind;
  /** Place among the large ones, which lists show first. */
  rank?: number;
  /** E-mail domains whose mailboxes are here. */
  domains: string[];
  /** Host names of its submission servers, old and new. */
  hosts: string[];
  /** Servers of another provider that take the mailboxes under `domains`, too. */
  sharedHosts?: string[];
  /** Mail exchangers of domains that are here: a whole name, or `.example.com` for every name under it. */
  mx?: string[];
  /**
   * Servers to use, preferred first. Empty where every customer has another one, or where the sources disagree on the ports of
   * the `hosts`.
   */
  servers: Server[];
  /** Regular expression that the greeting of its servers always matches; left out where it is not known for sure. */
  greeting?: string;
  /**
   * What the user name is: the whole address; the part before the @; that for an address under `domains`, and the whole one for
   * the customers' own domains; one of the two (not settled); or what the service gives.
   */
  userName: 'full-address' | 'local-part' | 'by-domain' | 'either' | 'given';
  /** The user name, where it is the same for everyone. */
  user?: string;
  signIn: SignInMethod[];
  /** Regular expression for passwords made for mail programs, blanks left out. Never a reason for more than a warning. */
  passwordShape?: string;
  oauth2?: OAuth2Preset;
  state: ProviderState;
  steps?: ProviderSteps;
  /** Day from which `state` is known to be true, ISO 8601 day or month. */
  asOf: string;
  /** Since when passwords of any kind are refused; only with state `closed`. */
  closedSince?: string;
  /** What becomes of `state` later, in the order of the days. */
  states?: StateChange[];
  limits?: Limit[];
  /** A sender whose domain is not that of the user is refused, unless somebody allowed it at the provider. */
  foreignFrom?: 'refused';
  /** URLs by key; one for all languages, or by language with `en` as fallback. */
  links: Record<string, string | Partial<Record<LabelLanguage, string>>>;
  /** Labels of menus and buttons by key. */
  labels: Record<string, Label>;
  /** Where the facts come from, by key; a source is named elsewhere as `PROVIDER/KEY`. */
  sources: Record<string, Source>;
}
