import { createHash } from 'node:crypto';
import { DoctorError } from '../errors';
import { type OAuth2Request, oauth2Request } from '../oauth2/oauth2-request';
import type { Environment, Files, Prompt, SecretKey, Secrets } from '../ports';
import { mailboxProvider, providerById, providerOfAddress, providerOfHost } from '../provider/find-provider';
import type { Provider } from '../provider/provider';
import type { Account, AuthMethod, Encryption, TestMode } from './account';
import { addressOf } from './address';
import type { AccountSettings, SmtpFile } from './generated/smtp-file';
import { isLoopback } from './is-loopback';
import { parseProxy, shownProxy } from './proxy-address';
import { parseReference, type Reference } from './reference';
import { serverName } from './server-name';
import { isRecord, type SmtpDocument, valueAt } from './smtp-document';

/** Where a secret would go; the agreement of the user covers all of it. */
export interface Destination {
  account: string;
  host: string;
  port: number;
  user: string;
  verify: boolean;
  ca: string;
  /** SHA-256 of what the file `ca` holds, hexadecimal; empty when there is none. */
  caHash: string;
  servername: string;
  /** True when the connection is never encrypted. */
  clear: boolean;
  /** The proxy in between, without its password; empty when there is none. */
  proxy: string;
  /** The host as the file writes it, perhaps as a reference: what may be said of it before anybody has agreed. */
  writtenHost: string;
}

/** True when a secret may go there without a question: to this very machine, with nothing in between. */
export function needsNoAgreement({ host, proxy }: Pick<Destination, 'host' | 'proxy'>): boolean {
  return isLoopback(host) && proxy === '';
}

/** What reading an account needs from outside. */
export interface AccountPorts {
  /** Paths are relative to smtp.yaml. */
  files: Files;
  secrets: Secrets;
  environment: Environment;
  prompt: Prompt;
  /** Asks whether secrets and environment values may be sent there. */
  agree(destination: Destination): Promise<boolean>;
  /** An access token for `auth: oauth2`; `clientSecret` gives the secret of the client once that was agreed to. */
  accessToken(request: OAuth2Request, clientSecret: () => Promise<string | undefined>): Promise<string>;
  /** An access token that somebody else got; then nobody is asked for one. */
  givenToken?: string;
}

/** The settings of an account as the file and the provider's preset give them, references not resolved. */
export interface PlannedAccount {
  name: string;
  settings: AccountSettings;
  provider: Provider | undefined;
  /** Empty when neither the file nor a provider names one. May be a reference. */
  host: string;
  /** May be a reference. */
  port: string | number;
  encryption: Encryption;
  auth: AuthMethod;
}

/** The account that is tested when none is named: `default`, or the only one. */
export function defaultAccount(document: SmtpDocument): string | undefined {
  const named = valueAt(document, ['default']);
  if (typeof named === 'string' && document.accountNames.includes(named)) return named;
  return document.accountNames.length === 1 ? document.accountNames[0] : undefined;
}

/** Puts the file's settings over the provider's preset. Throws account-unknown. */
export function planAccount(document: SmtpDocument, name: string, providers: readonly Provider[]): PlannedAccount {
  const raw = valueAt(document, ['accounts', name]);
  if (raw === undefined) throw new DoctorError('account-unknown', { account: name });
  const settings: AccountSettings = isRecord(raw) ? (raw as AccountSettings) : {};
  const provider =
    (settings.provider && providerById(providers, settings.provider)) ||
    (settings.host ? providerAt(providers, String(settings.host), String(settings.user ?? '')) : undefined) ||
    undefined;
  const preset = provider?.servers.find(
    (server) =>
      (settings.port === undefined || server.port === settings.port) &&
      (settings.encryption === undefined || server.encryption === settings.encryption),
  );
  const server = preset ?? provider?.servers[0];
  const port =
    settings.port ?? (settings.host === undefined || preset ? server?.port : undefined) ?? portOf(settings.encryption);
  return {
    name,
    settings,
    provider,
    host: String(settings.host ?? server?.host ?? ''),
    port,
    encryption: settings.encryption ?? (preset ? server?.encryption : undefined) ?? encryptionOf(port),
    auth: settings.auth ?? authOf(settings),
  };
}

/** The provider of a mailbox, or else of the server. */
function providerAt(providers: readonly Provider[], host: string, user: string): Provider | undefined {
  return mailboxProvider(providers, host, user) ?? providerOfHost(providers, host);
}

function authOf({ user, password, oauth2 }: AccountSettings): AuthMethod {
  if (password === undefined && oauth2 !== undefined) return 'oauth2';
  return user === undefined && password === undefined ? 'none' : 'password';
}

/** The usual port of an encryption (RFC 8314 section 3.3, RFC 6409). */
function portOf(encryption: Encryption | undefined): number {
  return encryption === 'tls' ? 465 : 587;
}

/** The usual encryption of a port: 465 is implicit TLS, everything else begins in clear text. */
function encryptionOf(port: string | number): Encryption {
  return Number(port) === 465 ? 'tls' : 'starttls';
}

/**
 * What the account's password is stored under: the name that the file refers to, or else `account`, with host and user as
 * they are now. Undefined while the host is missing or is a reference that gives nothing.
 */
export function secretKeyOf(plan: PlannedAccount, environment: Environment): SecretKey | undefined {
  const value = (text: unknown) => {
    const reference = parseReference(String(text ?? ''));
    if (reference.kind === 'literal') return reference.value;
    return reference.kind === 'env' ? (environment.get(reference.name) ?? '') : '';
  };
  const host = serverName(value(plan.host)).toLowerCase();
  const reference = parseReference(String(plan.settings.password ?? ''));
  const name = reference.kind === 'secret' ? reference.name : plan.name.replaceAll('}', '');
  return host === '' ? undefined : { name, host, user: value(plan.settings.user) };
}

/**
 * Resolves everything that a test of the account needs. Throws a DoctorError that says what is missing;
 * no secret is read before the user has agreed to its destination.
 */
export async function readAccount(
  document: SmtpDocument,
  name: string,
  providers: readonly Provider[],
  ports: AccountPorts,
  overrides: { mode?: TestMode; to?: string[] } = {},
): Promise<Account> {
  const plan = planAccount(document, name, providers);
  const { settings } = plan;
  const test = isRecord((document.value as SmtpFile).test) ? ((document.value as SmtpFile).test ?? {}) : {};
  const mode = overrides.mode ?? test.mode ?? 'login';
  let usesEnvironment = false;
  const value = (key: string, text: unknown): string => {
    const reference = parseReference(text === undefined || text === null ? '' : String(text));
    if (reference.kind === 'literal') return reference.value;
    if (reference.kind !== 'env')
      throw new DoctorError('reference-unknown', { account: name, key, text: String(text) });
    usesEnvironment = true;
    return filledVariable(ports.environment.get(reference.name), { account: name, key, name: reference.name });
  };
  const host = serverName(value('host', plan.host));
  if (host === '') throw new DoctorError('host-missing', { account: name, key: 'host' });
  const portText = value('port', plan.port);
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    // a value of the environment may be anything, and is no business of whoever reads the message
    throw new DoctorError('port-invalid', { account: name, key: 'port', port: String(plan.port) });
  const user = value('user', settings.user);
  if (settings.proxy !== undefined && parseProxy(settings.proxy) === undefined)
    throw new DoctorError('proxy-invalid', { account: name, key: 'proxy' });
  const from = filled(settings.from) ?? (user.includes('@') ? user : undefined);
  const recipients = filled(test.to);
  const to = overrides.to ?? (recipients ? recipientsOf(recipients) : from ? [from] : []);
  if (mode === 'send' || mode === 'envelope' || mode === 'simulate') {
    const named = [{ key: 'from', text: from ?? user }, ...to.map((text) => ({ key: 'test.to', text }))];
    // empty on purpose: the sender of bounces (RFC 5321 section 4.5.5)
    if (settings.envelopeFrom) named.push({ key: 'envelopeFrom', text: settings.envelopeFrom });
    // without an address, an empty sender or recipient would be named
    const bad = named.find(({ text }) => !/.@./.test(addressOf(text)));
    if (bad) throw new DoctorError('address-missing', { account: name, key: bad.key });
  }
  // the port of a reference is known only now
  const encryption = settings.encryption ?? (typeof plan.port === 'string' ? encryptionOf(port) : plan.encryption);

  // host and user of references are known only now
  const found = providerAt(providers, host, user) ?? providerOfAddress(providers, user);
  const providerId = (settings.provider === undefined ? (found ?? plan.provider) : (plan.provider ?? found))?.id;

  const tls = settings.tls ?? {};
  const read = async (key: 'ca' | 'cert' | 'key') => {
    const path = tls[key];
    if (path === undefined) return undefined;
    try {
      return await ports.files.readText(path);
    } catch {
      throw new DoctorError('ca-unreadable', { account: name, key: `tls.${key}`, path });
    }
  };
  const [ca, cert, key] = await Promise.all([read('ca'), read('cert'), read('key')]);
  const destination: Destination = {
    account: name,
    host,
    port,
    user,
    verify: tls.verify !== false,
    ca: tls.ca ?? '',
    caHash: ca === undefined ? '' : contentHash(ca),
    servername: tls.servername ?? '',
    clear: encryption === 'none',
    writtenHost: plan.host,
    proxy: settings.proxy === undefined ? '' : shownProxy(settings.proxy),
  };
  const password = parseReference(String(settings.password ?? ''));
  const signsIn = plan.auth !== 'none' && mode !== 'connect' && mode !== 'simulate';
  if (signsIn && user.trim() === '') throw new DoctorError('user-missing', { account: name, key: 'user' });
  const needsPassword = signsIn && plan.auth !== 'oauth2';
  const needsToken = signsIn && plan.auth === 'oauth2';
  const oauth2 = needsToken && ports.givenToken === undefined ? oauth2Request(plan, { host, user }) : undefined;
  if (needsPassword && password.kind === 'unknown') {
    throw new DoctorError('reference-unknown', { account: name, key: 'password', text: '' });
  }
  if (needsPassword && password.kind === 'literal' && password.value === '') {
    throw new DoctorError('secret-missing', { account: name, key: 'password', name: '', host, user });
  }
  // a simulation sends nothing anywhere
  const guarded =
    mode !== 'simulate' && (usesEnvironment || needsToken || (needsPassword && password.kind !== 'literal'));
  if (guarded && !needsNoAgreement(destination) && !(await ports.agree(destination))) {
    throw new DoctorError('destination-not-agreed', { account: name, host: plan.host, port: String(plan.port) });
  }
  const secret = oauth2
    ? await ports.accessToken(oauth2, () => clientSecretOf(oauth2, ports))
    : needsPassword
      ? await resolveSecret(password, { account: name, key: 'password', host, user }, ports)
      : needsToken
        ? ports.givenToken
        : undefined;
  return {
    name,
    host,
    port,
    encryption,
    auth: plan.auth,
    timeoutMs: durationMs(settings.timeout ?? '3m'),
    tls: {
      verify: tls.verify !== false,
      ...defined({ ca, cert, key, minVersion: tls.minVersion, servername: tls.servername }),
    },
    test: {
      mode,
      to,
      body: test.body ?? 'text',
      ...defined({ subject: test.subject }),
    },
    ...defined({
      provider: providerId,
      user: settings.user === undefined ? undefined : user,
      password: secret,
      from,
      replyTo: settings.replyTo,
      envelopeFrom: settings.envelopeFrom,
      ehloName: settings.ehloName,
      family: settings.family,
      mechanism: settings.mechanism,
      proxy: settings.proxy,
    }),
  };
}

/** Addresses of a list with commas; a name in quotes may hold one. */
export function recipientsOf(text: string): string[] {
  return (text.match(/(?:"[^"]*"|[^,])+/g) ?? []).map((part) => part.trim()).filter((part) => part !== '');
}

/** The text, unless it is left out or blank. */
function filled(text: string | undefined): string | undefined {
  return typeof text === 'string' && text.trim() === '' ? undefined : text;
}

/** What tells two contents of a file apart: SHA-256, hexadecimal. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The client secret of an OAuth 2 sign-in, once the user has agreed to where it goes; undefined when the file names none.
 * A sign-in at a server that the file names, and not our own knowledge, is asked about too.
 */
export async function clientSecretOf(
  request: OAuth2Request,
  ports: Pick<AccountPorts, 'secrets' | 'environment' | 'prompt' | 'agree'>,
): Promise<string | undefined> {
  const { account, authority, clientId, clientSecret, provider } = request;
  const destination: Destination = {
    account,
    host: authority.host,
    port: authority.port,
    user: clientId,
    verify: true,
    ca: '',
    caHash: '',
    servername: '',
    clear: false,
    proxy: '',
    writtenHost: authority.host,
  };
  const guarded = provider === undefined || (clientSecret !== undefined && clientSecret.kind !== 'literal');
  if (guarded && !needsNoAgreement(destination) && !(await ports.agree(destination)))
    throw new DoctorError('destination-not-agreed', { account, host: authority.host, port: authority.port });
  if (clientSecret === undefined) return undefined;
  const key = { account, key: 'clientSecret', host: authority.host, user: clientId };
  return resolveSecret(clientSecret, key, ports);
}

/** The value of a reference that may hold a secret. Throws what is missing. */
async function resolveSecret(
  reference: Reference,
  { account, key, host, user }: { account: string; key: string; host: string; user: string },
  { environment, secrets, prompt }: Pick<AccountPorts, 'secrets' | 'environment' | 'prompt'>,
): Promise<string> {
  switch (reference.kind) {
    case 'literal':
      return reference.value;
    case 'env':
      return filledVariable(environment.get(reference.name), { account, key, name: reference.name });
    case 'secret': {
      const value = await secrets.get({ name: reference.name, host: host.toLowerCase(), user });
      if (!value) throw new DoctorError('secret-missing', { account, key, name: reference.name, host, user });
      return value;
    }
    case 'ask': {
      const value = await prompt.ask(account);
      if (!value) throw new DoctorError('secret-missing', { account, key, name: 'ask', host, user });
      return value;
    }
    case 'unknown':
      throw new DoctorError('reference-unknown', { account, key, text: '' });
  }
}

/** The value of a variable. Throws environment-missing, and environment-empty for nothing but blanks. */
function filledVariable(value: string | undefined, details: { account: string; key: string; name: string }): string {
  if (value === undefined) throw new DoctorError('environment-missing', details);
  if (value.trim() === '') throw new DoctorError('environment-empty', details);
  return value;
}

/** The longest delay that a timer of Node can have. */
const maxTimeoutMs = 2 ** 31 - 1;

/** Milliseconds of `500ms`, `30s` or `3m`; three minutes for anything else. */
function durationMs(text: string): number {
  const [, number = '3', unit = 'm'] = text.match(/^0*([1-9]\d*)(ms|s|m)$/) ?? [];
  return Math.min(Number(number) * { ms: 1, s: 1000, m: 60_000 }[unit as 'ms' | 's' | 'm'], maxTimeoutMs);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without the keys that are undefined. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
