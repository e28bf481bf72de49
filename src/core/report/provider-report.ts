import { encryptionLabel } from '../account/encryption-label';
import { isOutdated } from '../guide/is-outdated';
import { linkIn } from '../guide/render-guide';
import type { Translator } from '../i18n/create-translator';
import { longDate } from '../i18n/long-date';
import type { Provider, SignInMethod } from '../provider/provider';
import { sortProviders } from '../provider/sort-providers';
import { signInOn, standingOn } from '../provider/standing-on';
import { columns } from './columns';
import { providerStateText } from './provider-state-text';

/** All providers with their state on `today` (ISO 8601 day), as aligned columns; sending services apart. */
export function providersTable(providers: readonly Provider[], today: string, t: Translator): string {
  const sorted = sortProviders(providers);
  const lines = columns(sorted.map((provider) => [provider.id, provider.name, providerStateText(t, provider, today)]));
  const part = (title: string, isService: boolean) => [
    t(`providers:${title}`),
    ...lines
      .filter((_line, index) => (sorted[index]?.kind === 'sending-service') === isService)
      .map((line) => `  ${line}`),
  ];
  return [...part('mailboxes', false), '', ...part('sendingServices', true)].join('\n');
}

/** What is known of a provider on `today` (ISO 8601 day), for the terminal. */
export function providerText(provider: Provider, today: string, t: Translator): string {
  const { name, id, user, userName, limits = [], sources } = provider;
  const accounts = (kinds: SignInMethod['accounts']) =>
    kinds ? ` (${kinds.map((kind) => t(`providers:account.${kind}`)).join(', ')})` : '';
  const marked = (date: string) => longDate(t, date) + (isOutdated(date, today) ? ` (${t('providers:outdated')})` : '');
  const list = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`${t(`providers:${title}`)}:`, ...lines.map((line) => `  ${line}`)] : [];
  return [
    `${name} (${id})`,
    `${t('providers:state')}: ${providerStateText(t, provider, today)}`,
    ...list('servers', serverLines(provider, t)),
    `${t('providers:user')}: ${user ?? t(`providers:userName.${userName}`)}`,
    ...list(
      'methods',
      signInOn(provider, today).map((way) => `${t(`providers:signIn.${way.method}`)}${accounts(way.accounts)}`),
    ),
    ...list(
      'limits',
      limits.map((limit) => {
        const date = sources[limit.source]?.date;
        return `${t(`providers:limit.${limit.kind}`)}: ${limit.value}${accounts(limit.accounts)}${date ? ` · ${marked(date)}` : ''}`;
      }),
    ),
    ...list('links', [
      ...new Set(Object.keys(provider.links).flatMap((key) => linkIn(provider, key, t.language) ?? [])),
    ]),
    ...list(
      'sources',
      Object.values(sources).map(({ title, url, date }) => `${title}${url ? ` <${url}>` : ''}, ${marked(date)}`),
    ),
  ].join('\n');
}

/** The servers with port and encryption, as far as they are known. */
function serverLines({ servers, hosts }: Provider, t: Translator): string[] {
  if (servers.length > 0)
    return servers.map(({ host, port, encryption }) => `${host}  ${port}  ${encryptionLabel(encryption)}`);
  return hosts.length > 0 ? [...hosts, t('providers:portUnknown')] : [t('providers:noServer')];
}

/** What is known of a provider on `today` (ISO 8601 day), for scripts; links in the translator's language. */
export function providerJson(provider: Provider, today: string, t: Translator): Record<string, unknown> {
  const { id, name, kind, domains, hosts, servers, user, userName, asOf, limits = [] } = provider;
  return {
    id,
    name,
    kind,
    ...standingOn(provider, today),
    asOf,
    domains,
    hosts,
    servers,
    userName,
    ...(user ? { user } : {}),
    signIn: signInOn(provider, today),
    limits,
    links: Object.fromEntries(Object.keys(provider.links).map((key) => [key, linkIn(provider, key, t.language)])),
    sources: Object.fromEntries(
      Object.entries(provider.sources).map(([key, source]) => [
        key,
        { ...source, outdated: isOutdated(source.date, today) },
      ]),
    ),
  };
}
