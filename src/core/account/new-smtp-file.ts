import type { Translator } from '../i18n/create-translator';
import { providerOfAddress } from '../provider/find-provider';
import type { Provider } from '../provider/provider';
import { sinceText } from '../provider/since-text';
import { standingOn } from '../provider/standing-on';
import { scalarText } from './edit-smtp-document';

/** The text of a new smtp.yaml for an address: short, with comments in the translator's language. */
export function newSmtpFile(address: string, providers: readonly Provider[], today: string, t: Translator): string {
  const provider = providerOfAddress(providers, address);
  const standing = provider && standingOn(provider, today);
  const mailbox = scalarText(address, 'PLAIN', false);
  const comment = (key: string, values?: Record<string, string>) => `# ${t(`newFile.${key}`, values)}`;
  const server = provider?.servers.length
    ? [`    provider: ${provider.id}  ${comment('provider', { name: provider.name })}`]
    : [
        `    host: ${scalarText(`mail.${address.split('@')[1] ?? 'example.com'}`, 'PLAIN', false)}  ${comment('unknown')}`,
        '    port: 465',
        `    encryption: tls  ${comment('encryption')}`,
      ];
  return [
    comment('header'),
    comment('headerCommands'),
    ...(provider && standing?.state === 'closed'
      ? [comment('headerClosed', { name: provider.name, date: sinceText(t, provider, standing) })]
      : []),
    'version: 1',
    'default: notifications',
    '',
    'accounts:',
    '  notifications:',
    ...server,
    `    user: ${mailbox}`,
    `    password: \${secret:notifications}  ${comment('password')}`,
    `    from: ${mailbox}`,
    '',
    'test:',
    `  to: ${mailbox}  ${comment('test')}`,
    `  mode: send  ${comment('testModes')}`,
    '',
  ].join('\n');
}

/** True for something that can be an address: one @ with a name before it and a domain after it (RFC 5321 section 4.1.2). */
export function isAddress(text: string): boolean {
  return /^[^\s@<>()[\],;:"\\\p{Cc}]+@[^\s@<>()[\],;:"\\\p{Cc}]+\.[^\s@.<>()[\],;:"\\\p{Cc}]+$/u.test(text);
}
