import { DoctorError } from '../errors';
import type { Environment, Files, Prompt, SecretKey, Secrets } from '../ports';
import { providerById, providerOfAddress, providerOfHost } from '../provider/find-provider';
import type { Provider } from '../provider/provider';
import type { Account, AuthMethod, Encryption, TestMode } from './account';
import type { AccountSettings, SmtpFile } from './generated/smtp-file';
import { isLoopback } from './is-loopback';
import { parseProxy, shownProxy } from './proxy-address';
import { parseReference } from './reference';
import { isRecord, type SmtpDocument } from './smtp-document';

/** Where a secret would go; the agreement of the user covers all of it. */
export interface Destination {
  account: string;
  host: string;
  port: number;
  user: string;
  verify: boolean;
  ca: string;
  servername: string;
  /** The proxy in between, without its password; empty when there is none. */
  proxy: string;
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
  const named = isRecord(document.value) ? document.value.default : undefined;
  if (typeof named === 'string' && document.accountNames.includes(named)) return named;
  return document.accountNames.length === 1 ? document.accountNames[0] : undefined;
}

/** Puts the file's settings over the provider's preset. Throws account-unknown. */
export function planAccount(document: SmtpDocument, name: string, providers: readonly Provider[]): PlannedAccount {
  const all = isRecord(document.value) ? document.value.accounts : undefined;
  const raw = isRecord(all) && Object.hasOwn(all, name) ? all[name] : undefined;
  if (raw === undefined) throw new DoctorError('account-unknown', { account: name });
  const settings: AccountSettings = isRecord(raw) ? (raw as AccountSettings) : {};
  const provider =
    (settings.provider && providerById(providers, settings.provider)) ||
    (settings.host ? providerOfHost(providers, String(settings.host)) : undefined) ||
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
    auth: settings.auth ?? (settings.user === undefined && settings.password === undefined ? 'none' : 'password'),
  };
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
  const host = value(plan.host).trim().toLowerCase();
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
    const found = ports.environment.get(reference.name);
    if (found === undefined) throw new DoctorError('environment-missing', { account: name, name: reference.name });
    return found;
  };
  const host = value('host', plan.host).trim();
  if (host === '') throw new DoctorError('host-missing', { account: name });
  const portText = value('port', plan.port);
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new DoctorError('port-invalid', { account: name, port: portText });
  const user = value('user', settings.user);
  if (settings.proxy !== undefined && parseProxy(settings.proxy) === undefined)
    throw new DoctorError('proxy-invalid', { account: name, proxy: shownProxy(settings.proxy) });
  // the port of a reference is known only now
  const encryption = settings.encryption ?? (typeof plan.port === 'string' ? encryptionOf(port) : plan.encryption);

  const tls = settings.tls ?? {};
  const destination: Destination = {
    account: name,
    host,
    port,
    user,
    verify: tls.verify !== false,
    ca: tls.ca ?? '',
    servername: tls.servername ?? '',
    proxy: settings.proxy === undefined ? '' : shownProxy(settings.proxy),
  };
  const password = parseReference(String(settings.password ?? ''));
  const needsPassword = plan.auth !== 'none' && mode !== 'connect' && mode !== 'simulate';
  if (needsPassword && plan.auth === 'oauth2' && settings.password === undefined) {
    throw new DoctorError('not-supported', { account: name, what: 'auth: oauth2' });
  }
  if (needsPassword && password.kind === 'unknown') {
    throw new DoctorError('reference-unknown', { account: name, key: 'password', text: '' });
  }
  if (needsPassword && password.kind === 'literal' && password.value === '') {
    throw new DoctorError('secret-missing', { account: name, name: '', host, user });
  }
  // a simulation sends nothing anywhere
  const guarded = mode !== 'simulate' && (usesEnvironment || (needsPassword && password.kind !== 'literal'));
  if (guarded && !needsNoAgreement(destination) && !(await ports.agree(destination))) {
    throw new DoctorError('destination-not-agreed', { account: name, host, port });
  }
  const secret = needsPassword ? await resolvePassword(plan, password, host, user, ports) : undefined;

  const read = async (path: string | undefined) => {
    if (path === undefined) return undefined;
    try {
      return await ports.files.readText(path);
    } catch {
      throw new DoctorError('ca-unreadable', { account: name, path });
    }
  };
  const [ca, cert, key] = await Promise.all([read(tls.ca), read(tls.cert), read(tls.key)]);
  const from = settings.from ?? (user.includes('@') ? user : undefined);
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
      to: overrides.to ?? recipientsOf(test.to ?? from ?? ''),
      body: test.body ?? 'text',
      ...defined({ subject: test.subject }),
    },
    ...defined({
      provider: (plan.provider ?? providerOfHost(providers, host) ?? providerOfAddress(providers, user))?.id,
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

async function resolvePassword(
  plan: PlannedAccount,
  reference: ReturnType<typeof parseReference>,
  host: string,
  user: string,
  ports: AccountPorts,
): Promise<string> {
  const { name } = plan;
  switch (reference.kind) {
    case 'literal':
      return reference.value;
    case 'env': {
      const value = ports.environment.get(reference.name);
      if (value === undefined) throw new DoctorError('environment-missing', { account: name, name: reference.name });
      return value;
    }
    case 'secret': {
      const value = await ports.secrets.get({ name: reference.name, host: host.toLowerCase(), user });
      if (value === undefined)
        throw new DoctorError('secret-missing', { account: name, name: reference.name, host, user });
      return value;
    }
    case 'ask': {
      const value = await ports.prompt.ask(name);
      if (value === undefined) throw new DoctorError('secret-missing', { account: name, name: 'ask', host, user });
      return value;
    }
    case 'unknown':
      throw new DoctorError('reference-unknown', { account: name, key: 'password', text: '' });
  }
}

/** The longest delay that a timer of Node can have. */
const maxTimeoutMs = 2 ** 31 - 1;

/** Milliseconds of `500ms`, `30s` or `3m`; three minutes for anything else. */
function durationMs(text: string): number {
  const [, number = '3', unit = 'm'] = text.match(/^(\d+)(ms|s|m)$/) ?? [];
  return Math.min(Number(number) * { ms: 1, s: 1000, m: 60_000 }[unit as 'ms' | 's' | 'm'], maxTimeoutMs);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without the keys that are undefined. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
