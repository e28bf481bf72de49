import { connect, createServer, type Socket } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createCertificate } from '../../src/core/inbox/create-certificate';
import type { ServerCertificate } from '../../src/core/inbox/start-smtp-server';
import { accepting, account, notes, outcomes, run, serve } from './script-server';

let certificate: ServerCertificate;

beforeAll(async () => {
  certificate = await createCertificate();
});

interface TestProxy {
  port: number;
  /** What clients asked for. */
  asked: string[];
}

async function listen(serveClient: (socket: Socket, asked: string[]) => void): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serveClient(socket, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as { port: number }).port, asked };
}

/** Joins the client with the real server, whatever host it asked for. */
function join(socket: Socket, port: number, first: string | Buffer): void {
  const target = connect(port, '127.0.0.1', () => {
    socket.write(first);
    socket.pipe(target).pipe(socket);
  });
  target.on('error', () => socket.destroy());
}

/** A proxy of RFC 9110 section 9.3.6 that answers `status`. */
const httpProxy = (status: string) =>
  listen((socket, asked) => {
    socket.once('data', (chunk) => {
      const text = chunk.toString();
      asked.push(text);
      const port = Number(text.match(/^CONNECT \S+:(\d+) /)?.[1]);
      if (/ 200/.test(status)) join(socket, port, `${status}\r\nVia: test\r\n\r\n`);
      else socket.end(`${status}\r\n\r\n`);
    });
  });

/** A SOCKS5 proxy (RFC 1928) that wants this user and password (RFC 1929) when given. */
const socksProxy = (login?: string) =>
  listen((socket, asked) => {
    const request = (chunk: Buffer) => {
      const length = chunk[4] ?? 0;
      asked.push(chunk[3] === 3 ? chunk.subarray(5, 5 + length).toString() : `address type ${chunk[3]}`);
      const port = chunk.readUInt16BE(chunk.length - 2);
      join(socket, port, Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
    };
    socket.once('data', () => {
      socket.write(Buffer.from([5, login === undefined ? 0 : 2]));
      if (login === undefined) return socket.once('data', request);
      return socket.once('data', (chunk) => {
        const userLength = chunk[1] ?? 0;
        const user = chunk.subarray(2, 2 + userLength).toString();
        const password = chunk.subarray(3 + userLength).toString();
        const right = `${user}:${password}` === login;
        socket.write(Buffer.from([1, right ? 0 : 1]));
        if (right) socket.once('data', request);
        else socket.end();
      });
    });
  });

describe('a proxy', () => {
  it.each(['none', 'starttls', 'tls'] as const)('of CONNECT carries the whole session (%s)', async (encryption) => {
    const server = await serve(accepting(undefined, ['STARTTLS', 'AUTH PLAIN']), {
      implicitTls: encryption === 'tls',
      tls: certificate,
    });
    const proxy = await httpProxy('HTTP/1.1 200 OK');
    // the name is only known behind the proxy
    const of = account(server.port, {
      host: 'mail.invalid',
      encryption,
      proxy: `http://127.0.0.1:${proxy.port}`,
      tls: { verify: true, ca: certificate.cert, servername: 'localhost' },
    });
    const result = await run(of, { allowClearTextLogin: true });
    expect(result.outcome).toBe('passed');
    expect(proxy.asked[0]).toMatch(new RegExp(`^CONNECT mail\\.invalid:${server.port} HTTP/1\\.1\r\n`));
    expect(notes(result)).toContain('proxy 127.0.0.1');
    expect(server.received.some((line) => /^AUTH/.test(line))).toBe(true);
  });

  it('of CONNECT gets its own password, which is nowhere in the result, and its refusal is told', async () => {
    const proxy = await httpProxy('HTTP/1.1 407 Proxy Authentication Required for s3cretProxy');
    const of = account(587, { host: 'mail.invalid', proxy: `http://me:s3cretProxy@127.0.0.1:${proxy.port}` });
    const result = await run(of);
    expect(result).toMatchObject({ failedStage: 'tcp', fault: { code: 'EPROXY' } });
    expect(result.fault?.message).toContain('407');
    expect(proxy.asked[0]).toContain(`Basic ${Buffer.from('me:s3cretProxy').toString('base64')}`);
    expect(JSON.stringify(result)).not.toContain('s3cretProxy');
  });

  it('of SOCKS5 carries the whole session, with the name looked up by the proxy', async () => {
    const server = await serve(accepting(), { implicitTls: true, tls: certificate });
    for (const login of [undefined, 'me:s3cret Proxy']) {
      const proxy = await socksProxy(login);
      const userinfo = login === undefined ? '' : 'me:s3cret%20Proxy@';
      const of = account(server.port, {
        host: 'mail.invalid',
        encryption: 'tls',
        proxy: `socks5://${userinfo}127.0.0.1:${proxy.port}`,
        tls: { verify: true, ca: certificate.cert, servername: 'localhost' },
      });
      const result = await run(of);
      expect(result.outcome).toBe('passed');
      expect(proxy.asked).toEqual(['mail.invalid']);
      expect(JSON.stringify(result)).not.toContain('s3cret');
    }
  });

  it('of SOCKS5 that refuses is told', async () => {
    const proxy = await socksProxy('me:other');
    const result = await run(
      account(587, { host: 'mail.invalid', proxy: `socks5://me:wrong@127.0.0.1:${proxy.port}` }),
    );
    expect(result).toMatchObject({ failedStage: 'tcp', fault: { kind: 'protocol', code: 'EPROXY' } });
  });

  it('keeps a password at home that would go through it in the clear, also to loopback', async () => {
    const server = await serve(accepting());
    const proxy = await httpProxy('HTTP/1.1 200 OK');
    const result = await run(account(server.port, { proxy: `http://127.0.0.1:${proxy.port}` }));
    expect(result).toMatchObject({ failedStage: 'auth', fault: { code: 'ECLEARTEXT' } });
  });

  it.each([
    ['CONNECT', 'http'],
    ['SOCKS5', 'socks5'],
  ])('of %s that never answers is silent at TCP, and cancelled at once', async (_name, scheme) => {
    const proxy = await listen((socket) => socket.resume());
    const of = account(587, { proxy: `${scheme}://127.0.0.1:${proxy.port}` });
    expect(outcomes(await run(of, { deadlines: { tcp: 150 } })).at(-1)).toBe('tcp silent');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 80);
    const result = await run(of, { signal: controller.signal });
    expect(result.outcome).toBe('cancelled');
    expect(result.ms).toBeLessThan(1500);
  });

  it('that is none is told before anything is opened', async () => {
    expect(await run(account(587, { proxy: 'ftp://x' }))).toMatchObject({
      failedStage: 'settings',
      fault: { code: 'EPROXY' },
    });
  });
});
