import { isIP } from 'node:net';

/** Labels in letters of any script, with dots between them. */
const hostName = /^[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*$/u;

/** A host as it is connected to: without blanks around it, an IPv6 address without its brackets. */
export function serverName(host: string): string {
  const name = host.trim();
  const inner = name.match(/^\[(.*)\]$/)?.[1] ?? '';
  return isIP(inner) === 6 ? inner : name;
}

/** True for what can be looked up or connected to: a name, or an IP address. */
export function isServerName(name: string): boolean {
  return hostName.test(name) || isIP(name) !== 0;
}
