import { createHmac, randomBytes } from 'node:crypto';
import type { Account } from '../account/account';
import type { ProbeResult } from './probe-result';

/** Milliseconds in which a login that was just refused is not tried again: repeating it can lock an account. */
const waitMs = 60_000;

/** What a login is made of. */
export type Login = Pick<Account, 'host' | 'user' | 'password'>;

/**
 * Remembers logins that were refused, in memory only: each as a hash of host, user and secret under a key of this process.
 */
export class LoginGuard {
  private readonly key = randomBytes(32);
  private readonly refusedAt = new Map<string, number>();

  /** `now` gives milliseconds and never goes back. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Milliseconds until this login may be tried again without insisting; 0 when it may now. */
  wait(login: Login): number {
    this.forget();
    const at = this.refusedAt.get(this.hash(login));
    return at === undefined ? 0 : Math.max(0, at + waitMs - this.now());
  }

  /** True when the login may be tried: it was not refused within the last 60 s, or the user insists. */
  allows(login: Login, { insist = false } = {}): boolean {
    return insist || this.wait(login) === 0;
  }

  /** Takes note of a result: a refused login is remembered, one that was accepted forgotten. */
  remember(login: Login, { failedStage, reply, stages }: ProbeResult): void {
    const hash = this.hash(login);
    if (failedStage === 'auth' && reply !== undefined) this.refusedAt.set(hash, this.now());
    else if (stages.some(({ stage, outcome }) => stage === 'auth' && outcome === 'passed')) this.refusedAt.delete(hash);
  }

  private forget(): void {
    for (const [hash, at] of this.refusedAt) if (at + waitMs <= this.now()) this.refusedAt.delete(hash);
  }

  private hash({ host, user = '', password = '' }: Login): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([host.toLowerCase(), user, password]))
      .digest('hex');
  }
}
