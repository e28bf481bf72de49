import type { Account } from '../account/account';
import { type ProbeOptions, probe } from './probe';
import type { ProbeResult } from './probe-result';

/** How several tests share the machine and the servers. */
export interface ProbeAllOptions {
  /** Connections to one host at a time; 2 when left out. */
  perHost?: number;
  /** Connections at a time; 50 when left out. */
  total?: number;
  /** Called with each result as soon as it is there. */
  onResult?: (result: ProbeResult, index: number) => void;
  /** Options of one test. */
  optionsFor?: (account: Account, index: number) => ProbeOptions;
}

/** Tests several accounts side by side; none waits for another one but where they share a host. Results in the accounts' order. */
export async function probeAll(
  accounts: readonly Account[],
  { perHost = 2, total = 50, onResult, optionsFor }: ProbeAllOptions = {},
): Promise<ProbeResult[]> {
  const results: ProbeResult[] = new Array(accounts.length);
  const waiting = accounts.map((account, index) => ({ account, index, host: account.host.toLowerCase() }));
  const busy = new Map<string, number>();
  let running = 0;
  return new Promise((resolve, reject) => {
    const startMore = () => {
      if (waiting.length === 0 && running === 0) return resolve(results);
      for (let at = 0; at < waiting.length && running < total; ) {
        const job = waiting[at];
        if (job === undefined || (busy.get(job.host) ?? 0) >= perHost) {
          at += 1;
          continue;
        }
        waiting.splice(at, 1);
        running += 1;
        busy.set(job.host, (busy.get(job.host) ?? 0) + 1);
        probe(job.account, { untilClosed: accounts.length > 1, ...optionsFor?.(job.account, job.index) }).then(
          (result) => {
            running -= 1;
            busy.set(job.host, (busy.get(job.host) ?? 1) - 1);
            results[job.index] = result;
            onResult?.(result, job.index);
            startMore();
          },
          reject,
        );
      }
    };
    startMore();
  });
}
