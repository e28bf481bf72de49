import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import { expect, onTestFinished } from 'vitest';
import type { Account, TestMode } from '../../src/core/account/account';
import { type ProbeOptions, probe } from '../../src/core/probe/probe';
import type { ProbeResult } from '../../src/core/probe/probe-result';

/** What a server says to a line: text (CR LF is added), bytes as they are, '' for nothing, undefined to hang up. */
export type Answer = (line: string, socket: Socket) => string | Buffer | undefined;

/** A server that talks as a script says. */
export interface ScriptServer {
  port: number;
  /** Every line that came, in the clear or through TLS. */
  received: string[];
  /** Connections that were opened. */
  connections: number;
  /** When the first connection was closed, by `performance.now()`. */
  closed: Promise<number>;
  close(): Promise<void>;
}

/** How a script server is started. */
export interface ScriptOptions {
  /** Null hangs up instead. */
  greeting?: string | Buffer | null;
  /** TLS from the first byte when true; STARTTLS otherwise where `answer` says 220 to it. */
  implicitTls?: boolean;
  tls?: TlsOptions;
  host?: string;
}

/** Starts a server on loopback, for one test: it is closed when the test is over. */
export async function serve(answer: Answer, options: ScriptOptions = {}): Promise<ScriptServer> {
  const { greeting = '220 test', implicitTls = false, tls = {}, host = '127.0.0.1' } = options;
  const sockets = new Set<Socket>();
  const received: string[] = [];
  const say = (socket: Socket, said: string | Buffer) => {
    if (said.length > 0) socket.write(typeof said === 'string' ? `${said}\r\n` : said);
  };
  const listen = (socket: Socket) => {
    let buffer = '';
    socket.on('data', (chunk: Buffer) => {
      buffer += chunk.toString('utf8');
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        received.push(line);
        const said = answer(line, socket);
        if (said === undefined) return void socket.destroy();
        say(socket, said);
        if (line === 'STARTTLS' && /^220/.test(said.toString())) {
          socket.removeAllListeners('data');
          const secure = new TLSSocket(socket, { isServer: true, ...tls });
          secure.on('error', () => undefined);
          return void listen(secure);
        }
      }
      return undefined;
    });
  };
  const counters = { connections: 0 };
  let onClosed: (at: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => {
    onClosed = resolve;
  });
  const talk = (socket: Socket) => {
    counters.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      onClosed(performance.now());
    });
    if (greeting === null) socket.end();
    else say(socket, greeting);
    listen(socket);
  };
  const server = implicitTls ? createTlsServer(tls, talk) : createServer(talk);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return {
    port: (server.address() as AddressInfo).port,
    received,
    closed,
    close,
    get connections() {
      return counters.connections;
    },
  };
}

/** A server that takes everything, but for what `special` says. */
export function accepting(special: Answer = () => '', keywords: readonly string[] = ['AUTH PLAIN LOGIN']): Answer {
  return (line, socket) => {
    const said = special(line, socket);
    // a buffer without bytes: the script has answered by itself
    if (said === undefined || said.length > 0 || typeof said !== 'string') return said;
    const [verb = ''] = line.split(/[\s:]/);
    const replies: Record<string, string> = {
      EHLO: ehlo(keywords),
      AUTH: '235 2.7.0 ok',
      MAIL: '250 2.1.0 ok',
      RCPT: '250 2.1.5 ok',
      RSET: '250 2.0.0 ok',
      DATA: '354 go on',
      '.': '250 2.0.0 queued',
      STARTTLS: '220 go',
      QUIT: '221 bye',
    };
    return replies[verb] ?? '';
  };
}

/** An EHLO reply with these keywords. */
export function ehlo(keywords: readonly string[]): string {
  const lines = ['test', ...keywords];
  return lines.map((line, index) => `250${index < lines.length - 1 ? '-' : ' '}${line}`).join('\r\n');
}

/** The password of the account that tests use; nothing of it may ever be seen. */
export const password = 'hunter2 "straße" ü=,%';

/** An account at 127.0.0.1. */
export function account(port: number, more: Partial<Account> = {}, mode: TestMode = 'login'): Account {
  return {
    name: 'shop',
    host: '127.0.0.1',
    port,
    encryption: 'none',
    auth: 'password',
    user: 'shop@example.com',
    password,
    from: 'Shop <shop@example.com>',
    timeoutMs: 15_000,
    tls: { verify: true },
    ...more,
    test: { to: ['boss@example.com'], body: 'text', ...more.test, mode },
  };
}

/** Runs a test, without alternatives unless asked for, and makes sure that nothing secret is in its result. */
export async function run(of: Account, options: ProbeOptions = {}): Promise<ProbeResult> {
  const result = await probe(of, { alternatives: 'none', ...options });
  const text = JSON.stringify(result);
  const secret = of.password ?? '';
  const user = of.user ?? '';
  const base64 = (plain: string) => Buffer.from(plain).toString('base64');
  const blobs = [
    base64(secret),
    base64(`\0${user}\0${secret}`).slice(-24),
    base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`).slice(-24, -8),
    Buffer.from(secret).toString('hex'),
    encodeURIComponent(secret),
  ];
  const words = secret.match(/[\p{L}\p{N}]{6,}/gu) ?? [];
  for (const written of [secret, ...words, ...blobs]) if (written.length > 5) expect(text).not.toContain(written);
  return result;
}

/** `stage outcome` of each stage. */
export const outcomes = ({ stages }: ProbeResult): string[] =>
  stages.map(({ stage, outcome }) => `${stage} ${outcome}`);

/** The remarks in the transcript. */
export const notes = ({ transcript }: ProbeResult): string =>
  transcript
    .filter(({ from }) => from === 'note')
    .map(({ text }) => text)
    .join('\n');
