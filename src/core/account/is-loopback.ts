import { isIP } from 'node:net';

/** A host that is this very machine by its literal address: secrets go there without a question. */
export function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
