import { createServer } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createCertificate } from '../../src/core/inbox/create-certificate';
import type { ServerCertificate } from '../../src/core/inbox/start-smtp-server';
import { accepting, account, notes, outcomes, run, serve } from './script-server';

let certificate: ServerCertificate;

beforeAll(async () => {
  certificate = await createCertificate();
});

const verified = () => ({ encryption: 'starttls' as const, tls: { verify: true, ca: certificate.cert } });
const keywords = ['STARTTLS', 'AUTH PLAIN'];

describe('STARTTLS that is not offered', () => {
  it.each([
    ['an EHLO without it', ['AUTH PLAIN LOGIN', 'XSTARTTLS']],
    ['an empty EHLO', []],
  ])('is a failure, and neither STARTTLS nor AUTH goes out: %s', async (_name, offered) => {
    const server = await serve(accepting(undefined, offered));
    const result = await run(account(server.port, verified()));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'starttls',
      fault: { kind: 'protocol', code: 'ESTARTTLS' },
    });
    expect(server.received.map((line) => line.split(' ')[0])).toEqual(['EHLO']);
    expect(outcomes(result).at(-1)).toBe('starttls failed');
  });

  it('is a failure after HELO', async () => {
    const server = await serve(
      accepting((line) => (/^EHLO/.test(line) ? '502 no' : /^HELO/.test(line) ? '250 hi' : '')),
    );
    expect(await run(account(server.port, verified()))).toMatchObject({
      failedStage: 'starttls',
      fault: { code: 'ESTARTTLS' },
    });
    expect(server.received.join()).not.toMatch(/STARTTLS|AUTH/);
  });
});

describe('STARTTLS', () => {
  it('begins anew after the handshake: what was said in the clear does not count (RFC 3207 section 4.2)', async () => {
    let hellos = 0;
    const server = await serve(
      accepting((line) => {
        if (!/^EHLO/.test(line)) return '';
        hellos += 1;
        return hellos === 1
          ? '250-test\r\n250-STARTTLS\r\n250-SMTPUTF8\r\n250 AUTH PLAIN'
          : '250-test\r\n250 AUTH LOGIN';
      }),
      { tls: certificate },
    );
    const result = await run(account(server.port, verified(), 'connect'));
    expect(result.outcome).toBe('passed');
    expect(result.capabilities).toEqual(['AUTH LOGIN']);
    const login = await run(account(server.port, { ...verified(), mechanism: 'PLAIN' }));
    expect(login.outcome).toBe('failed');
  });

  it('throws away and reports what came in the clear before the handshake (CVE-2011-0411)', async () => {
    const injected = '250-evil\r\n250 AUTH PLAIN X-EVIL\r\n334 half a line';
    const server = await serve(
      accepting((line) => (line === 'STARTTLS' ? Buffer.from(`220 go\r\n${injected}`) : ''), keywords),
      {
        tls: certificate,
      },
    );
    const result = await run(account(server.port, verified()));
    expect(result).toMatchObject({ outcome: 'passed', injectedPlaintext: injected.length });
    expect(notes(result)).toContain('CVE-2011-0411');
    expect(JSON.stringify(result)).not.toMatch(/X-EVIL|half a line/);
  });

  it.each([
    ['454 4.7.0 not now', 454],
    ['502 what?', 502],
    ['334 hm', 334],
  ])('that is answered with %j fails with the reply', async (said, code) => {
    const server = await serve(accepting((line) => (line === 'STARTTLS' ? said : ''), keywords));
    const result = await run(account(server.port, verified()));
    expect(result).toMatchObject({ failedStage: 'starttls', reply: { code } });
    expect(server.received.join()).not.toContain('AUTH');
  });

  it('that is agreed to and then goes on in the clear fails at TLS, with nothing said', async () => {
    const said = Buffer.from('220 go\r\n');
    const server = await serve(
      accepting((line, socket) => {
        if (line !== 'STARTTLS') return '';
        setTimeout(() => socket.write('250 go on in the clear\r\n'), 50);
        return said;
      }, keywords),
    );
    // a server that never shakes hands
    const result = await run(account(server.port, verified()), { deadlines: { tls: 500 } });
    expect(result.failedStage).toBe('tls');
    expect(server.received.join()).not.toContain('AUTH PLAIN');
  });

  it('is cancelled at once during the handshake', async () => {
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 hi\r\n');
      socket.on('data', (chunk) => {
        if (/^EHLO/.test(chunk.toString())) socket.write('250-a\r\n250 STARTTLS\r\n');
        if (/^STARTTLS/.test(chunk.toString())) socket.write('220 go\r\n');
      });
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => silent.close(() => resolve())));
    const controller = new AbortController();
    const { port } = silent.address() as { port: number };
    const result = await run(account(port, verified()), {
      signal: controller.signal,
      onStage: ({ stage }) => stage === 'tls' && setTimeout(() => controller.abort(), 30),
    });
    expect(result.outcome).toBe('cancelled');
    expect(outcomes(result).at(-1)).toBe('tls cancelled');
  });
});
