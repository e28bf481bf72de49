import type { Account } from '../account/account';
import { type CheckPortsOptions, checkPorts, usualWays } from './check-ports';
import type { ProbeOptions } from './probe';
import type { PortResult, ProbeResult } from './probe-result';

/** A host that answers everywhere mail may be sent from: its submission ports tell whether the network is to blame. */
export const wellKnownHost = 'smtp.gmail.com';

/** True when every port of the host that was tried stayed silent, so that network and server look the same from here. */
export function looksBlocked({ stages, alternatives = [] }: ProbeResult): boolean {
  const tcp = stages.find(({ stage }) => stage === 'tcp');
  return tcp?.outcome === 'silent' && alternatives.every(({ open }) => !open);
}

/**
 * Asks the well-known host on the usual submission ports, without any secret: `network` when it stays silent too, so this
 * network blocks SMTP; `server` when it answers, so the other server is away. Only with the user's agreement.
 */
export async function blame(
  run: (account: Account, options: ProbeOptions) => Promise<ProbeResult>,
  { host = wellKnownHost, ways = submissionWays, ...options }: CheckPortsOptions & { host?: string } = {},
): Promise<'network' | 'server'> {
  const account = { name: host, host, port: 465, encryption: 'tls', tls: { verify: true } } as const;
  const results: PortResult[] = await checkPorts(account, run, { ways, ...options });
  return results.some(({ open }) => open) ? 'server' : 'network';
}

const submissionWays = usualWays.filter(({ port }) => port === 465 || port === 587);
