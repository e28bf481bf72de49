import type { Encryption } from '../account/account';
import type { Change } from '../account/edit-accounts';
import type { Fix } from '../account/fix';
import type { LintAccount } from './lint-file';

/** Encryption and port as people know them. */
export function encryptionName(encryption: Encryption): string {
  return { tls: 'SSL/TLS', starttls: 'STARTTLS', none: 'none' }[encryption];
}

/** The two ways to hand in mail (RFC 8314 section 3.3), the provider's own first; `keep` is an encryption that fits the port as it is. */
export function wayFixes({ plan, path }: LintAccount, keep?: Encryption): Fix[] {
  const own = plan.provider?.servers.map(({ port, encryption }) => ({ port, encryption })) ?? [];
  const usual: { port: number; encryption: Encryption }[] = [
    { port: 465, encryption: 'tls' },
    { port: 587, encryption: 'starttls' },
  ];
  const ways = own.length > 0 ? own : usual;
  const kept = ways.filter(({ port, encryption }) => port === plan.port && encryption === keep);
  const ordered = [...kept, ...ways.filter((way) => !kept.includes(way))];
  return ordered
    .filter(({ port, encryption }) => port !== plan.port || encryption !== plan.encryption)
    .map(({ port, encryption }, index) => {
      const settings: Change[] = [];
      if (port !== plan.port) settings.push({ path: path('port'), value: port });
      if (encryption !== plan.encryption || plan.settings.encryption === undefined)
        settings.push({ path: path('encryption'), value: encryption });
      return {
        id: 'use-alternative',
        details: { port, encryption: encryptionName(encryption) },
        settings,
        ...(index === 0 && kept.length > 0 ? { preferred: true as const } : {}),
      };
    });
}
