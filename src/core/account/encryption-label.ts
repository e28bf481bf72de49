import type { Encryption } from './account';

/** An encryption as provider pages write it. */
export function encryptionLabel(encryption: Encryption): string {
  return { tls: 'SSL/TLS', starttls: 'STARTTLS', none: '–' }[encryption];
}
