import type { Account, Encryption } from '../account/account';
import { type Address, resolveHost } from './dial';
import type { ProbeOptions } from './probe';
import type { PortResult, ProbeResult, RunFrom } from './probe-result';
import { mechanismsOf } from './sasl';

/** A port and how to speak to it. */
export interface Way {
  port: number;
  encryption: Encryption;
}

/** The usual ports of submission (RFC 8314, RFC 6409), of mail exchange, and the one that providers add where 25 is blocked. */
export const usualWays: readonly Way[] = [
  { port: 465, encryption: 'tls' },
  { port: 587, encryption: 'starttls' },
  { port: 25, encryption: 'starttls' },
  { port: 2525, encryption: 'starttls' },
];

/** The usual ways and the account's own port in the other mode, without what the account does already. */
export function otherWays({ port, encryption }: Way): Way[] {
  const mode = (way: Way) => (way.encryption === 'tls' ? 'tls' : 'clear');
  const other: Way = { port, encryption: encryption === 'tls' ? 'starttls' : 'tls' };
  const ways = [other, ...usualWays].filter((way) => way.port !== port || mode(way) !== mode({ port, encryption }));
  return ways.filter(
    (way, index) => ways.findIndex((same) => same.port === way.port && mode(same) === mode(way)) === index,
  );
}

/** How ports are checked. */
export interface CheckPortsOptions {
  /** The usual ones, and the account's own, when left out. */
  ways?: readonly Way[];
  signal?: AbortSignal;
  /** Milliseconds for each; 5000 when left out. */
  timeoutMs?: number;
  runFrom?: RunFrom;
}

/**
 * Asks a host side by side what it answers, without any secret: each way, and IPv4 and IPv6 apart where the host has both,
 * to EHLO, and through STARTTLS where it is offered. Certificates are not judged. Ports that are not ready in time are `silent`.
 * `run` is the probe itself.
 */
export async function checkPorts(
  account: Pick<Account, 'name' | 'host' | 'port' | 'encryption' | 'family' | 'ehloName' | 'proxy' | 'tls'>,
  run: (account: Account, options: ProbeOptions) => Promise<ProbeResult>,
  { ways, signal, timeoutMs = 5000, runFrom }: CheckPortsOptions = {},
): Promise<PortResult[]> {
  const own: Way = { port: account.port, encryption: account.encryption };
  const usual = usualWays.some(({ port }) => port === own.port) ? usualWays : [own, ...usualWays];
  const groups = await addressGroups(account);
  const checks = (ways ?? usual).flatMap((way) =>
    groups.map(async ({ family, addresses }): Promise<PortResult> => {
      const result = await run(plainAccount(account, way, timeoutMs), {
        alternatives: 'none',
        ...(signal ? { signal } : {}),
        ...(addresses ? { addresses } : {}),
        ...(runFrom ? { runFrom } : {}),
      });
      return portResult(way, result, groups.length > 1 ? family : undefined);
    }),
  );
  return Promise.all(checks);
}

/** The addresses by family; one group without addresses when they cannot be looked up here, as behind a proxy. */
async function addressGroups({
  host,
  family,
  proxy,
}: Pick<Account, 'host' | 'family' | 'proxy'>): Promise<{ family?: 'ipv4' | 'ipv6'; addresses?: Address[] }[]> {
  if (proxy !== undefined) return [{}];
  try {
    const all = await resolveHost(host, family);
    const of = (number: number) => all.filter((address) => address.family === number);
    const groups = [
      { family: 'ipv4' as const, addresses: of(4) },
      { family: 'ipv6' as const, addresses: of(6) },
    ];
    return groups.filter(({ addresses }) => addresses.length > 0);
  } catch {
    return [];
  }
}

/** An account without anything secret, for one port. */
function plainAccount(
  { name, host, ehloName, proxy, tls }: Parameters<typeof checkPorts>[0],
  { port, encryption }: Way,
  timeoutMs: number,
): Account {
  const { minVersion, servername } = tls;
  return {
    name,
    host,
    port,
    encryption,
    auth: 'none',
    timeoutMs,
    tls: { verify: false, ...(minVersion ? { minVersion } : {}), ...(servername ? { servername } : {}) },
    test: { mode: 'connect', to: [], body: 'text' },
    ...(ehloName ? { ehloName } : {}),
    ...(proxy ? { proxy } : {}),
  };
}

function portResult({ port, encryption }: Way, result: ProbeResult, family: PortResult['family']): PortResult {
  const passed = (stage: string) => result.stages.find((entry) => entry.stage === stage && entry.outcome === 'passed');
  const greeting = passed('greeting')?.detail;
  const hello = passed('ehlo');
  const open = passed('tcp') !== undefined;
  const answers = hello !== undefined;
  const starttls = /^250[ -]STARTTLS\b/im.test(hello?.detail ?? '');
  const mechanisms = mechanismsOf(result.capabilities);
  const last = result.stages.at(-1)?.outcome;
  const error = result.fault?.code ?? (result.reply ? String(result.reply.code) : last);
  return {
    port,
    encryption,
    ...(family ? { family } : {}),
    open,
    answers,
    ...(greeting === undefined ? {} : { greeting }),
    ...(answers && encryption !== 'tls' ? { starttls } : {}),
    ...(answers ? { mechanisms } : {}),
    ...(answers || error === undefined ? {} : { error: last === 'cancelled' ? 'silent' : error }),
    ms: result.ms,
  };
}
