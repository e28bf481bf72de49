import { isScalar, type Scalar } from 'yaml';
import { isLoopback } from '../account/is-loopback';
import { type PlannedAccount, planAccount } from '../account/read-account';
import { parseReference } from '../account/reference';
import { isServerName, serverName } from '../account/server-name';
import { isRecord, type SmtpDocument, valueAt } from '../account/smtp-document';
import { hostsOf, mailboxProvider } from '../provider/find-provider';
import type { Provider } from '../provider/provider';
import type { LintContext } from './lint-context';
import { type PasswordSignIn, passwordSignIn } from './password-sign-in';
import { findPlaceholders, type Placeholder } from './placeholders';
import { secretsOf, type WrittenSecret } from './secrets-of';

/** A parsed smtp.yaml as the lints look at it: everything that several of them need, made once. */
export interface LintFile {
  document: SmtpDocument;
  context: LintContext;
  accounts: LintAccount[];
  /** Names of the servers of all known providers. */
  knownHosts: ReadonlySet<string>;
}

/** One account as the lints look at it. */
export interface LintAccount {
  name: string;
  plan: PlannedAccount;
  /** The account as it is in the file: any type can be behind a key. */
  raw: Readonly<Record<string, unknown>>;
  /** Name or address of the server in small letters; empty when it is missing, a reference or no such name. */
  host: string;
  /** User name; empty when it is missing or a reference. */
  user: string;
  hasLogin: boolean;
  /** The server is this very machine. */
  local: boolean;
  /** Whose the mailbox is: it can be another one than the provider that is named. */
  mailbox: Provider | undefined;
  /** How it stands with the password at the provider of the mailbox; open where none of the provider's is used. */
  signIn: PasswordSignIn;
  /** The texts that have `${` in them. */
  placeholders: Placeholder[];
  /** The password and the client secret, where they are written in the file. */
  secrets: WrittenSecret[];
  path(...keys: string[]): string[];
  /** The scalar that is written for the key; undefined when it is missing, no scalar, or behind an alias. */
  scalar(...keys: string[]): Scalar | undefined;
}

/** Prepares a document for the lints. */
export function lintFile(document: SmtpDocument, context: LintContext): LintFile {
  const knownHosts = new Set(context.providers.flatMap(hostsOf));
  const accounts = document.accountNames.flatMap((name) => {
    const raw = valueAt(document, ['accounts', name]);
    // what is no map is a finding of the schema, and nothing more can be said about it
    return isRecord(raw) ? [lintAccount(document, context, name, raw)] : [];
  });
  return { document, context, accounts, knownHosts };
}

function lintAccount(
  document: SmtpDocument,
  { providers, today }: LintContext,
  name: string,
  raw: Readonly<Record<string, unknown>>,
): LintAccount {
  const plan = planAccount(document, name, providers);
  const server = serverName(literal(plan.host)).toLowerCase();
  const host = isServerName(server) ? server : '';
  const local = isLoopback(host) || host === 'localhost';
  const user = literal(raw.user);
  const mailbox = mailboxProvider(providers, host, user) ?? plan.provider;
  const path = (...keys: string[]) => ['accounts', name, ...keys];
  const scalar = (...keys: string[]) => {
    const node = document.nodeAt(path(...keys))?.node;
    return isScalar(node) ? node : undefined;
  };
  return {
    name,
    plan,
    raw,
    host,
    user,
    hasLogin: plan.auth !== 'none',
    local,
    mailbox,
    signIn: mailbox && plan.auth === 'password' && !local ? passwordSignIn(mailbox, today) : { state: 'open' },
    placeholders: findPlaceholders({ raw, path }),
    secrets: secretsOf(document, { raw, path, scalar }),
    path,
    scalar,
  };
}

/** The text of a value that is no reference. */
function literal(value: unknown): string {
  if (typeof value !== 'string') return '';
  const reference = parseReference(value);
  return reference.kind === 'literal' ? reference.value : '';
}
