import { isIP } from 'node:net';

/** Labels with dots between them: nearly all names, and the same in letters of any script, which takes longer to begin with. */
const hostName = /^[\w-]+(?:\.[\w-]+)*$/;
const anyHostName = () => /^[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*$/u;

/** A host as it is connected to: without blanks around it, an IPv6 address without its brackets. */
export function serverName(host: string): string {
  const name = host.trim();
  const inner = name.match(/^\[(.*)\]$/)?.[1];
  return inner !== undefined && isIP(inner) === 6 ? inner : name;
}

/** True for what can be looked up or connected to: a name, or an IP address. */
export function isServerName(name: string): boolean {
  return hostName.test(name) || anyHostName().test(name) || isIP(name) !== 0;
}
