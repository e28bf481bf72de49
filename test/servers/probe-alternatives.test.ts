import { createServer, type Server } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createTranslator } from '../../src/core/i18n/create-translator';
import { createCertificate } from '../../src/core/inbox/create-certificate';
import type { ServerCertificate } from '../../src/core/inbox/start-smtp-server';
import { checkPorts, otherWays } from '../../src/core/probe/check-ports';
import { race, SilentAddresses } from '../../src/core/probe/dial';
import { probe } from '../../src/core/probe/probe';
import { portsTable } from '../../src/core/report/ports-table';
import { accepting, account, run, serve } from './script-server';

let certificate: ServerCertificate;

beforeAll(async () => {
  certificate = await createCertificate();
});

/** A server that accepts connections and never says a word. */
async function mute(): Promise<{ port: number; connections: () => number }> {
  const server: Server = createServer((socket) => void socket.on('error', () => undefined));
  let count = 0;
  server.on('connection', () => {
    count += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as { port: number }).port, connections: () => count };
}

const ask = { alternatives: 'after-failure' as const };

describe('alternatives', () => {
  it('tell that the port speaks STARTTLS where the settings say TLS, with the mechanisms behind it and no secret', async () => {
    let secure = false;
    const server = await serve(
      accepting((line) => {
        if (line === 'STARTTLS') secure = true;
        return /^EHLO/.test(line) ? (secure ? '250-test\r\n250 AUTH PLAIN LOGIN' : '250-test\r\n250 STARTTLS') : '';
      }),
      { tls: certificate },
    );
    const result = await run(account(server.port, { encryption: 'tls' }), ask);
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'tls' });
    expect(result.alternatives?.find(({ port }) => port === server.port)).toMatchObject({
      encryption: 'starttls',
      open: true,
      answers: true,
      greeting: '220 test',
      starttls: true,
      mechanisms: ['PLAIN', 'LOGIN'],
    });
    expect(result.alternatives?.map(({ port }) => port)).toEqual([server.port, 465, 587, 25, 2525]);
    expect(server.received.join('\n')).not.toMatch(/AUTH|MAIL/);
  });

  it('tell that the port speaks TLS where the settings say STARTTLS', async () => {
    const server = await serve(accepting(), { implicitTls: true, tls: certificate });
    const result = await run(account(server.port, { encryption: 'starttls' }), {
      ...ask,
      deadlines: { greeting: 400 },
    });
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'greeting' });
    expect(result.alternatives?.[0]).toMatchObject({ port: server.port, encryption: 'tls', answers: true });
    expect(result.alternatives?.[0]).not.toHaveProperty('starttls');
  });

  it('are not looked for when the login is refused, the test passed, or it was cancelled', async () => {
    const server = await serve(accepting((line) => (/^AUTH/.test(line) ? '535 no' : '')));
    expect(await run(account(server.port), ask)).not.toHaveProperty('alternatives');
    expect(await run(account(server.port, {}, 'connect'), ask)).not.toHaveProperty('alternatives');
    expect(await run(account(server.port), { ...ask, signal: AbortSignal.abort() })).not.toHaveProperty('alternatives');
    expect(server.connections).toBe(2);
  });

  it('end with the test when it is cancelled meanwhile, and never hold a result up for long', async () => {
    const silent = await mute();
    const controller = new AbortController();
    const started = performance.now();
    const wanted = account(silent.port, { encryption: 'starttls' });
    const promise = run(wanted, { ...ask, signal: controller.signal, deadlines: { greeting: 2000, starttls: 100 } });
    setTimeout(() => controller.abort(), 2200);
    const result = await promise;
    expect(performance.now() - started).toBeLessThan(3000);
    expect(result.alternatives?.find(({ port }) => port === silent.port)).toMatchObject({
      answers: false,
      error: 'silent',
    });
  });
});

describe('the ports of a host', () => {
  it.each([
    [{ port: 465, encryption: 'tls' }, ['465 starttls', '587 starttls', '25 starttls', '2525 starttls']],
    [{ port: 587, encryption: 'tls' }, ['587 starttls', '465 tls', '25 starttls', '2525 starttls']],
    [{ port: 587, encryption: 'starttls' }, ['587 tls', '465 tls', '25 starttls', '2525 starttls']],
    [{ port: 25, encryption: 'none' }, ['25 tls', '465 tls', '587 starttls', '2525 starttls']],
    [{ port: 2465, encryption: 'tls' }, ['2465 starttls', '465 tls', '587 starttls', '25 starttls', '2525 starttls']],
  ] as const)('other than %j', (own, expected) => {
    expect(otherWays(own).map(({ port, encryption }) => `${port} ${encryption}`)).toEqual(expected);
  });

  it('are asked on demand, IPv4 and IPv6 apart', async () => {
    const server = await serve(accepting());
    const of = account(server.port, { host: 'localhost' }, 'connect');
    const ports = await checkPorts(of, probe, { ways: [{ port: server.port, encryption: 'none' }], timeoutMs: 2000 });
    const ipv4 = ports.find(({ family }) => family !== 'ipv6');
    expect(ipv4).toMatchObject({ open: true, answers: true, starttls: false, mechanisms: ['PLAIN', 'LOGIN'] });
    for (const other of ports.filter(({ family }) => family === 'ipv6')) {
      expect(other).toMatchObject({ open: false, answers: false, error: expect.stringMatching(/^E/) });
    }
  });

  it('make a table', async () => {
    const server = await serve(accepting(), { greeting: `220 ${'long '.repeat(30)}` });
    const result = await run(account(server.port, {}, 'connect'), { alternatives: 'all' });
    expect(result.outcome).toBe('passed');
    const texts = { cli: { yes: 'yes', no: 'no', portColumn: 'Port', ports: 'Ports of {{host}}' }, common: {} };
    const table = portsTable(result.host, result.alternatives ?? [], createTranslator('en', texts, texts));
    expect(table).toMatch(/^Ports of 127\.0\.0\.1\n\n {2}Port/);
    expect(table).toMatch(new RegExp(`\\n {2}${server.port} .*yes .*220 long.*….* no +PLAIN LOGIN(\\n|$)`));
    expect(table).not.toContain('undefined');
  });
});

describe('the race of addresses', () => {
  const address = (text: string) => ({ address: text, family: text.includes(':') ? 6 : 4 });

  it('is won by the one that answers; what became of the others is told', async () => {
    const server = await serve(accepting());
    const { winner, addresses } = race(['::1', '127.0.0.1', '127.0.0.2'].map(address), server.port, 5000);
    const socket = await winner;
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
    expect(addresses).toEqual([
      { address: '::1', family: 6, outcome: 'failed', error: expect.stringMatching(/^E/), ms: expect.any(Number) },
      { address: '127.0.0.1', family: 4, outcome: 'passed', ms: expect.any(Number) },
      { address: '127.0.0.2', family: 4, outcome: 'skipped', ms: 0 },
    ]);
  });

  it('ends with the most telling error', async () => {
    const server = await serve(accepting());
    await server.close();
    const { winner } = race(['2001:db8::1', '127.0.0.1'].map(address), server.port, 2000);
    await expect(winner).rejects.toSatisfy(
      (error) => error instanceof SilentAddresses || (error as { code: string }).code === 'ECONNREFUSED',
    );
    await expect(race([], 1, 100).winner).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('is in the result, winner and losers', async () => {
    const server = await serve(accepting());
    const addresses = ['::1', '127.0.0.1'].map(address);
    const result = await run(account(server.port, { host: 'localhost', auth: 'none' }), { addresses });
    expect(result).toMatchObject({
      outcome: 'passed',
      addresses: [
        { address: '::1', outcome: 'failed' },
        { address: '127.0.0.1', outcome: 'passed' },
      ],
    });
  });

  it('is stopped at once', async () => {
    const { addresses, stop } = race([address('192.0.2.1')], 9, 60_000);
    stop();
    expect(['cancelled', 'failed']).toContain(addresses[0]?.outcome);
  });
});
