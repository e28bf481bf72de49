import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';

/**
 * Where in a session the server can be told to misbehave: when the connection is made, or when the client sent the
 * command of that name. `secureEhlo` is the EHLO after STARTTLS, `authMore` a line that follows a 334, `message` the
 * dot at the end of the mail.
 */
export type Point =
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'helo'
  | 'starttls'
  | 'secureEhlo'
  | 'auth'
  | 'authMore'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'message'
  | 'rset'
  | 'quit';

/** What the server does at a point: sends these bytes as they are, or runs this. */
export type Action = string | Uint8Array | ((peer: FaultPeer) => void | Promise<void>);

/** What to do at which point; at all others the server behaves. */
export type Script = Readonly<Partial<Record<Point, Action>>>;

/** The server's end of one connection. */
export interface FaultPeer {
  /** The line that the client sent last. */
  readonly line: string;
  /** Sends bytes as they are; resolves when the system took them, or when the connection is gone. */
  send(bytes: string | Uint8Array): Promise<void>;
  /** Closes the connection (FIN). */
  close(): void;
  /** Resets the connection (RST). */
  reset(): void;
  /** Reads on and says nothing, whatever the client sends. */
  silence(): void;
  /** Runs the handshake as a server (RFC 3207 section 4); what is sent then waits for it. */
  startTls(): void;
  /** False once the connection is gone. */
  readonly open: boolean;
}

/** How a fault server is to be set up. */
export interface FaultServerOptions {
  script: Script;
  /** TLS from the first byte. */
  implicitTls: boolean;
  /** Where it listens; 127.0.0.1 when left out. */
  address?: string;
  /** Certificate, key and versions for its handshakes. */
  tls: TlsOptions;
}

/** A running fault server, for one session. */
export interface FaultServer {
  port: number;
  /** Every byte that clients sent outside TLS. */
  clear(): Buffer;
  /** Every line that clients sent, inside TLS, too. */
  received: string[];
  /** Bytes that clients took from the server. */
  sentBytes(): number;
  /** Connections that are open now. */
  connections(): number;
  close(): Promise<void>;
}

const mostBytesRecorded = 4 * 1024 * 1024;

/** Starts a server that plays a script. */
export async function startFaultServer(options: FaultServerOptions): Promise<FaultServer> {
  const clear: Buffer[] = [];
  const received: string[] = [];
  const sessions = new Set<FaultSession>();
  let clearBytes = 0;
  let sentBytes = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    const session = new FaultSession(socket, options, {
      onClear: (chunk) => {
        clearBytes += chunk.length;
        if (clearBytes <= mostBytesRecorded) clear.push(chunk);
      },
      onLine: (line) => received.push(line),
      onSent: (bytes) => {
        sentBytes += bytes;
      },
    });
    sessions.add(session);
    socket.once('close', () => sessions.delete(session));
    session.start();
  });
  await new Promise<void>((resolve) => server.listen(0, options.address ?? '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    clear: () => Buffer.concat(clear),
    received,
    sentBytes: () => sentBytes,
    connections: () => sessions.size,
    close: async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Recorder {
  onClear(chunk: Buffer): void;
  onLine(line: string): void;
  onSent(bytes: number): void;
}

class FaultSession implements FaultPeer {
  line = '';
  private stream: Socket;
  private buffer = '';
  private secure = false;
  /** The handshake that runs; sending waits for it. */
  private secured: Promise<void> | undefined;
  private mute = false;
  private inMessage = false;
  private challenged = false;
  /** Lines that followed a 334. */
  private answers = 0;

  constructor(
    private readonly raw: Socket,
    private readonly options: FaultServerOptions,
    private readonly recorder: Recorder,
  ) {
    this.stream = raw;
    raw.on('error', () => undefined);
  }

  get open(): boolean {
    return !this.stream.destroyed && this.stream.writable;
  }

  start(): void {
    this.listen(this.raw);
    this.do('connect');
  }

  destroy(): void {
    this.stream.destroy();
    this.raw.destroy();
  }

  async send(bytes: string | Uint8Array): Promise<void> {
    // without a handshake at once: what is sent first must leave first
    if (this.secured) await this.secured;
    const chunk = Buffer.from(bytes);
    this.challenged = chunk.subarray(0, 3).toString('latin1') === '334';
    const { stream } = this;
    await new Promise<void>((resolve) => {
      if (!this.open) return resolve();
      // a destroyed stream may forget the callback
      stream.once('close', resolve);
      stream.write(chunk, (error) => {
        stream.off('close', resolve);
        if (!error) this.recorder.onSent(chunk.length);
        resolve();
      });
    });
  }

  close(): void {
    this.mute = true;
    this.stream.end();
    // a client that keeps its half open would never see the end of the test
    setTimeout(() => this.destroy(), 500).unref();
  }

  reset(): void {
    this.mute = true;
    this.raw.resetAndDestroy();
    this.stream.destroy();
  }

  silence(): void {
    this.mute = true;
  }

  startTls(): void {
    this.raw.removeAllListeners('data');
    this.buffer = '';
    this.secure = true;
    // never listens: it lends its handling of handshakes and their errors
    const server = createTlsServer(this.options.tls);
    this.secured = new Promise((resolve) => {
      this.raw.once('close', resolve);
      server.once('secureConnection', (stream: TLSSocket) => {
        this.stream = stream;
        this.secured = undefined;
        stream.on('error', () => undefined);
        this.listen(stream);
        resolve();
      });
    });
    server.on('tlsClientError', () => undefined);
    server.emit('connection', this.raw);
  }

  private listen(stream: Socket): void {
    stream.on('data', (chunk: Buffer) => {
      if (stream === this.raw) this.recorder.onClear(chunk);
      if (this.mute) return;
      this.buffer += chunk.toString('latin1');
      for (let end = this.buffer.indexOf('\n'); end >= 0 && !this.mute; end = this.buffer.indexOf('\n')) {
        this.line = this.buffer.slice(0, end).replace(/\r$/, '');
        this.buffer = this.buffer.slice(end + 1);
        this.recorder.onLine(this.line);
        const point = this.pointOf(this.line);
        if (point !== undefined) this.do(point);
      }
    });
  }

  private pointOf(line: string): Point | undefined {
    if (this.inMessage) {
      if (line !== '.') return undefined;
      this.inMessage = false;
      return 'message';
    }
    if (this.challenged) return 'authMore';
    const verb = line.split(/[ :]/, 1)[0]?.toLowerCase() ?? '';
    if (verb === 'ehlo') return this.secure && !this.options.implicitTls ? 'secureEhlo' : 'ehlo';
    if (['helo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'rset', 'quit'].includes(verb)) return verb as Point;
    void this.send('500 5.5.1 unknown command\r\n');
    return undefined;
  }

  private do(point: Point): void {
    const action = this.options.script[point] ?? this.usual(point);
    if (point === 'data' && (typeof action !== 'string' || /^[23]/.test(action))) this.inMessage = true;
    if (typeof action === 'function') void action(this);
    else if (action.length > 0) void this.send(action);
  }

  /** What a server that behaves does. */
  private usual(point: Point): Action {
    switch (point) {
      case 'connect':
        return (peer) => {
          if (this.options.implicitTls) peer.startTls();
          this.do('greeting');
        };
      case 'greeting':
        return '220 fault.example ESMTP\r\n';
      case 'ehlo':
        return this.secure ? secureKeywords : clearKeywords;
      case 'secureEhlo':
        return secureKeywords;
      case 'starttls':
        return async (peer) => {
          await peer.send('220 2.0.0 ready\r\n');
          peer.startTls();
        };
      case 'auth':
        return /^AUTH \S+ \S/i.test(this.line) ? '235 2.7.0 accepted\r\n' : '334 VXNlcm5hbWU6\r\n';
      case 'authMore':
        return (peer) => {
          this.answers += 1;
          void peer.send(this.answers === 1 ? '334 UGFzc3dvcmQ6\r\n' : '235 2.7.0 accepted\r\n');
        };
      case 'data':
        return '354 go on\r\n';
      case 'message':
        return '250 2.0.0 queued as 4X\r\n';
      case 'quit':
        return async (peer) => {
          await peer.send('221 2.0.0 bye\r\n');
          peer.close();
        };
      default:
        return '250 2.1.0 ok\r\n';
    }
  }
}

const clearKeywords = '250-fault.example\r\n250-8BITMIME\r\n250 STARTTLS\r\n';
const secureKeywords = '250-fault.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n';

/** Says nothing more, and keeps the connection. */
export const silence: Action = (peer) => peer.silence();

/** Closes the connection. */
export const close: Action = (peer) => peer.close();

/** Resets the connection. */
export const reset: Action = (peer) => peer.reset();

/** Sends a text and closes the connection at once. */
export function thenClose(text: string): Action {
  return async (peer) => {
    await peer.send(text);
    peer.close();
  };
}

/** Sends a text one byte at a time. */
export function drip(text: string, everyMs = 0): Action {
  return async (peer) => {
    for (const byte of Buffer.from(text)) {
      if (!peer.open) return;
      await peer.send(Buffer.of(byte));
      if (everyMs > 0) await sleep(everyMs);
    }
  };
}

/** Sends a text again and again until the client is gone. */
export function endless(text: string): Action {
  return async (peer) => {
    const block = text.repeat(Math.ceil(65_536 / text.length));
    while (peer.open) await peer.send(block);
  };
}
