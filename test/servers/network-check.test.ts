import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blame, looksBlocked } from '../../src/core/probe/network-check';
import { probe } from '../../src/core/probe/probe';
import type { ProbeResult } from '../../src/core/probe/probe-result';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((socket) => socket.end('220 hi\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});

afterAll(() => {
  server.close();
});

const at = (way: number) => ({ host: '127.0.0.1', ways: [{ port: way, encryption: 'starttls' as const }] });

describe('telling a blocked network from a server that is away', () => {
  it('blames the server when the well-known host can be reached', async () => {
    expect(await blame(probe, at(port))).toBe('server');
  });

  it('blames the network when it cannot', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const unused = (free.address() as { port: number }).port;
    await new Promise((resolve) => free.close(resolve));
    expect(await blame(probe, at(unused))).toBe('network');
  });

  it('is offered only when every port stayed silent', () => {
    const tcp = (outcome: 'silent' | 'failed') => ({ stage: 'tcp', outcome, ms: 1 }) as const;
    const way = { port: 587, encryption: 'starttls', answers: false, ms: 1 } as const;
    const result = (outcome: 'silent' | 'failed', open: boolean) =>
      ({ stages: [tcp(outcome)], alternatives: [{ ...way, open }] }) as unknown as ProbeResult;
    expect(looksBlocked(result('silent', false))).toBe(true);
    expect(looksBlocked(result('silent', true))).toBe(false);
    expect(looksBlocked(result('failed', false))).toBe(false);
  });
});
