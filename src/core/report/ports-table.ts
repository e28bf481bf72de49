import { encryptionLabel } from '../account/encryption-label';
import type { Translator } from '../i18n/create-translator';
import type { PortResult } from '../probe/probe-result';
import { columns } from './columns';

/** Longest greeting that is shown in a table. */
const maxGreeting = 60;

/** What the ports of a host answer, as a table with aligned columns: port, open, greeting, STARTTLS, mechanisms. */
export function portsTable(host: string, ports: readonly PortResult[], t: Translator): string {
  const yesNo = (value: boolean | undefined) => (value === undefined ? '–' : t(value ? 'cli:yes' : 'cli:no'));
  const families = ports.some(({ family }) => family !== undefined);
  const header = [
    t('cli:portColumn'),
    'TLS',
    ...(families ? ['IP'] : []),
    t('cli:openColumn'),
    t('cli:greetingColumn'),
    'STARTTLS',
    t('cli:mechanismsColumn'),
  ];
  const rows = ports.map(({ port, encryption, family, open, greeting, error, starttls, mechanisms = [] }) => {
    const said = greeting?.split('\n')[0] ?? error ?? '';
    return [
      String(port),
      encryptionLabel(encryption),
      ...(families ? [{ ipv4: 'IPv4', ipv6: 'IPv6' }[family ?? 'ipv4']] : []),
      yesNo(open),
      said.length > maxGreeting ? `${said.slice(0, maxGreeting - 1)}…` : said,
      yesNo(starttls),
      mechanisms.join(' ') || '–',
    ];
  });
  return [t('cli:ports', { host }), '', ...columns([header, ...rows]).map((line) => `  ${line}`)].join('\n');
}
