import { encryptionLabel } from '../account/encryption-label';
import type { Translator } from '../i18n/create-translator';
import type { Provider } from '../provider/provider';
import { providerStateText } from '../report/provider-state-text';

/** What is known of a provider, with the date of it, as Markdown. */
export function providerText(t: Translator, provider: Provider, today: string): string {
  const { servers, hosts } = provider;
  const ways = servers.map(({ host, port, encryption }) => `\`${host}\` ${port} (${encryptionLabel(encryption)})`);
  const names = hosts.map((host) => `\`${host}\``).join(', ');
  const unknown = hosts.length > 0 ? `${names} (${t('providers:portUnknown')})` : t('providers:noServer');
  const list = ways.length > 0 ? ways.join(', ') : unknown;
  return [
    `**${t('keys:facts', { name: provider.name, state: providerStateText(t, provider, today) })}**`,
    t('keys:servers', { list }),
    `${t('providers:user')}: ${provider.user ?? t(`providers:userName.${provider.userName}`)}`,
  ].join('\n\n');
}
