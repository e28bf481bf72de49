import { describe, expect, it } from 'vitest';
import { LoginGuard } from '../../src/core/probe/login-guard';
import type { ProbeResult, Stage } from '../../src/core/probe/probe-result';

const login = { host: 'smtp.example.com', user: 'me', password: 'hunter2' };

const result = (failedStage: Stage | undefined, reply = true): ProbeResult => ({
  account: 'a',
  mode: 'login',
  outcome: failedStage ? 'failed' : 'passed',
  ...(failedStage ? { failedStage } : {}),
  ms: 1,
  host: login.host,
  port: 587,
  stages: [{ stage: 'auth', outcome: failedStage === 'auth' ? 'failed' : 'passed', ms: 1 }],
  ...(reply && failedStage ? { reply: { text: '535 no', code: 535 } } : {}),
  capabilities: [],
  startedAt: '',
  runFrom: 'this-machine',
  transcript: [],
});

function start() {
  let now = 1_000_000;
  const guard = new LoginGuard(() => now);
  return { guard, later: (ms: number) => (now += ms) };
}

describe('a login that was refused', () => {
  it('is not tried again for 60 s, unless the user insists', () => {
    const { guard, later } = start();
    expect(guard.allows(login)).toBe(true);
    guard.remember(login, result('auth'));
    expect(guard.wait(login)).toBe(60_000);
    expect(guard.allows(login)).toBe(false);
    expect(guard.allows(login, { insist: true })).toBe(true);
    later(59_999);
    expect(guard.wait(login)).toBe(1);
    later(1);
    expect(guard.allows(login)).toBe(true);
  });

  it('is told from any other login, but not by the case of the host', () => {
    const { guard } = start();
    guard.remember(login, result('auth'));
    expect(guard.allows({ ...login, host: 'SMTP.Example.com' })).toBe(false);
    for (const other of [
      { host: 'mx.example.com' },
      { user: 'you' },
      { password: 'hunter3' },
      { user: 'mehunter2', password: '' },
    ])
      expect(guard.allows({ ...login, ...other })).toBe(true);
  });

  it('is forgotten when it is accepted', () => {
    const { guard } = start();
    guard.remember(login, result('auth'));
    guard.remember(login, result(undefined));
    expect(guard.allows(login)).toBe(true);
  });

  it('is one that the server refused: silence, a lost connection and other stages do not count', () => {
    const { guard } = start();
    guard.remember(login, result('auth', false));
    guard.remember(login, result('mail'));
    expect(guard.allows(login)).toBe(true);
  });

  it('is kept as a hash under a key of this process', () => {
    const [first, second] = [start().guard, start().guard];
    for (const guard of [first, second]) guard.remember(login, result('auth'));
    const kept = [first, second].map((guard) => [
      ...(guard as unknown as { refusedAt: Map<string, number> }).refusedAt.keys(),
    ]);
    expect(kept.join()).not.toMatch(/hunter2|example|me/);
    expect(kept[0]).toHaveLength(1);
    expect(kept[0]).not.toEqual(kept[1]);
  });
});
