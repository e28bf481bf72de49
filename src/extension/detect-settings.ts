import { domainOf } from '../core/account/address';
import { type Change, freeName } from '../core/account/edit-accounts';
import type { AccountSettings } from '../core/account/generated/smtp-file';
import { isAddress } from '../core/account/new-smtp-file';
import { isRecord, type SmtpDocument } from '../core/account/smtp-document';
import type { Translator } from '../core/i18n/create-translator';
import { longDate } from '../core/i18n/long-date';
import type { Dns } from '../core/ports';
import { fillIn } from '../core/provider/fill-in';
import { providerOfMx } from '../core/provider/find-by-mx';
import { providerById, providerOfAddress, providerOfHost } from '../core/provider/find-provider';
import type { Provider } from '../core/provider/provider';
import type { DetectionView, ProviderChoice } from '../protocol/messages';

/** What is known about an address; texts come later, in the language of the moment. */
export interface Detection {
  address: string;
  step: DetectionView['step'];
  provider?: Provider;
  /** The server that takes the domain's mail, when that told the provider. */
  exchange?: string;
}

/** Finds the provider of an address: by its domain, else by the domain's MX when `dns` may be asked. */
export async function detectSettings(
  address: string,
  providers: readonly Provider[],
  dns: Dns | undefined,
): Promise<Detection> {
  if (!isAddress(address)) return { address, step: 'invalid' };
  const byDomain = providerOfAddress(providers, address);
  if (byDomain) return { address, step: 'found', provider: byDomain };
  if (dns === undefined) return { address, step: 'ask-dns' };
  try {
    const exchanges = await dns.mx(domainOf(address));
    const provider = providerOfMx(providers, exchanges);
    if (provider === undefined) return { address, step: 'nothing' };
    const exchange = exchanges.find((host) => providerOfMx([provider], [host]));
    return { address, step: 'found', provider, ...(exchange ? { exchange } : {}) };
  } catch {
    return { address, step: 'no-answer' };
  }
}

/** What is shown of it before anything is written. */
export function detectionView(t: Translator, detection: Detection, choice: (provider: Provider) => ProviderChoice) {
  const { address, step, provider, exchange } = detection;
  const domain = domainOf(address);
  const view: DetectionView = { address, step, domain, values: [] };
  if (provider === undefined) return view;
  view.provider = choice(provider);
  const { name, servers, asOf } = provider;
  const found =
    exchange === undefined
      ? t('form:sourceDomain', { domain, provider: name })
      : t('form:sourceMx', { domain, host: exchange });
  view.values.push({ field: 'provider', value: name, source: found });
  const source = t('form:sourceProvider', { provider: name, date: longDate(t, asOf) });
  for (const field of ['host', 'port', 'encryption'] as const) {
    const value = servers[0]?.[field];
    if (value !== undefined) view.values.push({ field, value: String(value), source });
  }
  view.values.push({ field: 'user', value: address, source: t('form:sourceAddress') });
  return view;
}

/** Changes that write what was found for an address to an account, or to a new one when `account` is none. */
export function detectedChanges(
  document: SmtpDocument,
  account: string,
  address: string,
  provider: Provider | undefined,
  providers: readonly Provider[],
  today: string,
): { name: string; changes: Change[] } {
  const isNew = !document.accountNames.includes(account);
  const base = document.accountNames.length === 0 ? 'notifications' : (address.split('@')[0] ?? 'account');
  const name = isNew ? freeName(document, base) : account;
  const accounts = isRecord(document.value) && isRecord(document.value.accounts) ? document.value.accounts : {};
  const raw = isNew ? undefined : accounts[name];
  const settings: AccountSettings = isRecord(raw) ? (raw as AccountSettings) : {};
  const at = (key: string, value: Change['value']): Change => ({ path: ['accounts', name, key], value });
  const known = settings.host === undefined ? undefined : providerOfHost(providers, String(settings.host));
  const filled = fillIn(name, settings, provider, known, today);
  const signIn = filled.find(({ path }) => path.at(-1) === 'auth')?.value ?? settings.auth ?? 'password';
  const changes: Change[] = [
    ...(document.kind === 'empty'
      ? [
          { path: ['version'], value: 1 },
          { path: ['default'], value: name },
        ]
      : []),
    ...filled,
    ...(settings.user === address ? [] : [at('user', address)]),
    ...(settings.password === undefined && signIn === 'password'
      ? [at('password', `\${secret:${name.replaceAll('}', '')}}`)]
      : []),
    ...(settings.from === undefined ? [at('from', address)] : []),
    ...(isNew && (!isRecord(document.value) || document.value.test === undefined)
      ? [
          { path: ['test', 'to'], value: address },
          { path: ['test', 'mode'], value: 'send' },
        ]
      : []),
  ];
  return { name, changes };
}

/** The provider with that id; undefined for none. */
export function chosenProvider(providers: readonly Provider[], id: string): Provider | undefined {
  return id === '' ? undefined : providerById(providers, id);
}
