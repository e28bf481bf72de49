import type { Translator } from '../i18n/create-translator';
import type { Provider } from '../provider/provider';
import { providerStateText } from '../report/provider-state-text';

/** What is known of a provider, with the date of it, as Markdown. */
export function providerText(t: Translator, provider: Provider, today: string): string {
  const names = { tls: 'SSL/TLS', starttls: 'STARTTLS', none: '–' };
  const list = provider.servers
    .map(({ host, port, encryption }) => `\`${host}\` ${port} (${names[encryption]})`)
    .join(', ');
  return [
    `**${t('keys:facts', { name: provider.name, state: providerStateText(t, provider, today) })}**`,
    t('keys:servers', { list }),
    `${t('providers:user')}: ${provider.user ?? t(`providers:userName.${provider.userName}`)}`,
  ].join('\n\n');
}
