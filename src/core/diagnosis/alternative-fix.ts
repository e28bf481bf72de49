import type { Encryption } from '../account/account';
import type { PortResult } from '../probe/probe-result';
import type { Diagnosis, Facts, Fix } from './diagnosis';

/** Causes that another port or mode of the same host can cure. */
const curable: ReadonlySet<string> = new Set([
  'tls-wrong-mode',
  'connection-refused',
  'connection-timeout',
  'connection-closed',
  'starttls-unavailable',
]);

/** The first cause with the fix that was found by asking the host: a port and mode that answers goes before what a rule assumes. */
export function withAlternativeFix(
  diagnoses: readonly Diagnosis[],
  { account, port, encryption }: Facts,
  alternatives: readonly PortResult[],
): Diagnosis[] {
  const [first, ...others] = diagnoses;
  if (first === undefined || account === undefined || !curable.has(first.id)) return [...diagnoses];
  const best = bestWay(alternatives, port);
  if (best === undefined || (best.port === port && best.encryption === encryption)) return [...diagnoses];
  const edits: Fix['edits'] = [];
  if (best.encryption !== encryption) edits.push({ path: ['accounts', account, 'encryption'], value: best.encryption });
  if (best.port !== port) edits.push({ path: ['accounts', account, 'port'], value: best.port });
  return [{ ...first, fixes: [{ id: 'use-alternative', edits, ...best }] }, ...others];
}

/** The way to offer: encrypted only, the account's own port first, then the order of RFC 8314 section 3.3. */
function bestWay(
  alternatives: readonly PortResult[],
  ownPort: number | undefined,
): { port: number; encryption: Encryption } | undefined {
  const ways = alternatives
    .filter(({ answers, encryption, starttls }) => answers && (encryption === 'tls' || starttls === true))
    .map(({ port, encryption }) => ({ port, encryption }));
  const order = [ownPort, 465, 587, 2525, 25];
  return ways.sort((a, b) => order.indexOf(a.port) - order.indexOf(b.port))[0];
}
