import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { ProbeFault } from './probe-fault';
import type { Reply } from './probe-result';

/** Bytes and lines that one reply may have; RFC 5321 section 4.5.3.1.5 has 512 bytes a line, no sane reply has a hundred. */
const maxReplyBytes = 64 * 1024;
const maxReplyLines = 500;

/** Replies that nobody asked for and that are passed over before the session is given up. */
const maxUnaskedReplies = 20;

/** Milliseconds in which a line without a code may still turn out to belong to a reply that has one. */
const codelessGraceMs = 150;

/** What the wire tells and asks while it reads. */
export interface WireListener {
  /** True while a command, or the greeting, is not answered yet. */
  expects(): boolean;
  /** A whole reply; returns it as it was understood. */
  onReply(text: string): Reply;
  /** A reply that answers nothing. */
  onUnasked(text: string): void;
  /** A remark for the transcript. */
  onNote(text: string): void;
  /** A command of `ask` goes out. */
  onCommand(text: string, secret: boolean): void;
}

/**
 * The stream that nodemailer gets as its connection: everything that the server sends is read here first, in bounded memory.
 * Replies that are malformed but can be understood (bare LF, mixed codes, NUL, text that is not UTF-8, lines without a code)
 * are noted and handed on in the shape of RFC 5321 section 4.2; replies that answer nothing are noted and not handed on,
 * so that they are never taken for the answer to a later command. `ask` sends a command that nodemailer does not know.
 */
export class Wire extends Duplex {
  /** Set once the server's answer to STARTTLS was read: nothing behind it is SMTP any more. */
  private released = false;
  private injected = 0;
  private chunks: Buffer[] = [];
  private chunkBytes = 0;
  private lines: string[] = [];
  private replyBytes = 0;
  private unasked = 0;
  private grace: NodeJS.Timeout | undefined;
  private waiter: { resolve: (reply: Reply) => void; reject: (error: unknown) => void } | undefined;
  private readonly noted = new Set<string>();
  /** Replies of the chunk that is being read; handed on when all of it was read. */
  private readyReplies: Reply[] = [];

  constructor(
    private readonly socket: Socket,
    private readonly listener: WireListener,
  ) {
    super();
    // this and not nodemailer's: it may be gone while the wire still is there
    this.on('error', () => undefined);
    socket.on('data', this.onData);
    socket.on('end', this.onEnd);
    socket.on('close', this.onClose);
    socket.on('error', this.onError);
  }

  /** Starts to read: nodemailer is ready by then. */
  override _read(): void {
    if (!this.released) this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  /** Commands that nodemailer corked leave in one segment (RFC 2920). */
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    if (!this.released) this.socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.grace);
    this.chunks = [];
    this.lines = [];
    this.detach();
    if (!this.released) this.socket.destroy();
    this.waiter?.reject(error ?? closedError());
    this.waiter = undefined;
    done(error);
  }

  /** What nodemailer asks of a socket; the deadlines are those of the stages. */
  setTimeout(): this {
    return this;
  }

  /** As of a socket. */
  setNoDelay(on?: boolean): this {
    this.socket.setNoDelay?.(on);
    return this;
  }

  /** Sends a command and resolves to its reply. `secret` hides it in the transcript. Rejects when the connection ends first. */
  ask(command: string, secret = false): Promise<Reply> {
    if (this.destroyed || this.released) return Promise.reject(closedError());
    return new Promise((resolve, reject) => {
      this.waiter = { resolve, reject };
      this.listener.onCommand(command, secret);
      this.write(`${command}\r\n`);
    });
  }

  /** Makes nodemailer say EHLO on a session that has no greeting of its own: the one after STARTTLS (RFC 3207 section 4.2). */
  pretendGreeting(): void {
    this.push('220 TLS\r\n');
  }

  /** Sends STARTTLS; when the server agrees, the socket is free for the handshake and nothing of the clear text is kept. */
  async startTls(): Promise<{ reply: Reply; injectedBytes: number }> {
    this.releasing = true;
    const reply = await this.ask('STARTTLS');
    if (!this.released) return { reply, injectedBytes: 0 };
    for (let more = this.socket.read(); more !== null; more = this.socket.read()) this.injected += more.length;
    this.destroy();
    return { reply, injectedBytes: this.injected };
  }

  private releasing = false;

  private readonly onData = (chunk: Buffer): void => {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (this.isReleased()) break;
      const line = rest.subarray(0, end);
      rest = rest.subarray(end + 1);
      const whole = this.chunks.length > 0 ? Buffer.concat([...this.chunks, line]) : line;
      this.chunks = [];
      this.chunkBytes = 0;
      if (!this.onLine(whole)) return;
    }
    if (this.isReleased()) {
      this.injected += rest.length;
    } else if (rest.length > 0) {
      this.chunks.push(rest);
      this.chunkBytes += rest.length;
      // a server that sends byte by byte must not fill the list
      if (this.chunks.length > 64) this.chunks = [Buffer.concat(this.chunks)];
      if (this.replyBytes + this.chunkBytes > maxReplyBytes) return this.giveUp();
    }
    this.handOn();
  };

  // a method, because the value changes behind the compiler's back
  private isReleased(): boolean {
    return this.released;
  }

  /** One line without its LF; false when the session was given up. */
  private onLine(bytes: Buffer): boolean {
    this.replyBytes += bytes.length + 1;
    if (this.replyBytes > maxReplyBytes || this.lines.length >= maxReplyLines) {
      this.giveUp();
      return false;
    }
    const line = this.textOf(bytes);
    if (line.trim() === '' && this.lines.length === 0) {
      this.replyBytes = 0;
      return this.countUnasked();
    }
    if (this.lines.length === 0 && !/^\d{3}/.test(line) && !this.listener.expects()) {
      this.replyBytes = 0;
      this.listener.onUnasked(line);
      return this.countUnasked();
    }
    clearTimeout(this.grace);
    this.lines.push(line);
    const [, separator] = line.match(/^\d{3}(.?)/) ?? [];
    if (separator === undefined) {
      this.note('codeless', 'The server sent a line without a reply code (RFC 5321 section 4.2).');
      this.grace = setTimeout(() => {
        this.endReply();
        this.handOn();
      }, codelessGraceMs);
      return true;
    }
    if (separator !== '-') return this.endReply();
    return true;
  }

  private textOf(bytes: Buffer): string {
    let line = bytes;
    if (line.at(-1) === 13) line = line.subarray(0, -1);
    else this.note('lf', 'The server ends lines with a bare LF instead of CR LF (RFC 5321 section 2.3.8).');
    if (line.includes(0)) {
      this.note('nul', 'The server sent NUL bytes; they were left out.');
      line = line.filter((byte) => byte !== 0) as Buffer;
    }
    if (line.includes(13)) {
      this.note('cr', 'The server sent CR in the middle of lines; it was read as a blank.');
      line = line.map((byte) => (byte === 13 ? 32 : byte)) as Buffer;
    }
    const text = line.toString('utf8');
    if (!text.includes('\uFFFD')) return text;
    this.note('utf8', 'The server sent text that is not UTF-8; it was read as ISO 8859-1.');
    return line.toString('latin1');
  }

  /** The lines so far are a whole reply. False when the session was given up. */
  private endReply(): boolean {
    clearTimeout(this.grace);
    const { lines } = this;
    const text = lines.join('\n');
    this.lines = [];
    this.replyBytes = 0;
    if (lines.length === 0) return true;
    const codes = new Set(lines.map((line) => line.match(/^\d{3}/)?.[0]).filter((code) => code !== undefined));
    if (codes.size > 1) {
      this.note(
        'mixed',
        `The lines of one reply have different codes (${[...codes].join(', ')}); the last one counts.`,
      );
    }
    if (!this.listener.expects()) {
      this.listener.onUnasked(text);
      return this.countUnasked();
    }
    const reply = this.listener.onReply(text);
    if (this.releasing && reply.code >= 200 && reply.code < 300) this.release();
    this.readyReplies.push(reply);
    return true;
  }

  private countUnasked(): boolean {
    this.unasked += 1;
    if (this.unasked <= maxUnaskedReplies) return true;
    this.destroy(
      new ProbeFault(
        'protocol',
        'EREPLYTOOLONG',
        `The server sent more than ${maxUnaskedReplies} lines that answer nothing`,
      ),
    );
    return false;
  }

  /** Gives the replies to whoever asked, only now: an answer to a reply must not make room for what came behind that reply. */
  private handOn(): void {
    for (const reply of this.readyReplies.splice(0)) {
      const { waiter } = this;
      if (waiter) {
        this.waiter = undefined;
        waiter.resolve(reply);
      } else if (!this.destroyed && !this.readableEnded) this.push(normalized(reply));
    }
  }

  /** From here on the bytes belong to TLS. */
  private release(): void {
    this.released = true;
    this.detach();
    this.socket.pause();
  }

  private detach(): void {
    const { socket } = this;
    socket.off('data', this.onData);
    socket.off('end', this.onEnd);
    socket.off('close', this.onClose);
    socket.off('error', this.onError);
  }

  private giveUp(): void {
    const limit = `${maxReplyBytes} bytes or ${maxReplyLines} lines`;
    this.destroy(new ProbeFault('protocol', 'EREPLYTOOLONG', `The server sent a reply of more than ${limit}`));
  }

  /**
   * The connection ends: what is there is a reply when it refuses something, also without its end. A part of one that agrees
   * is none: nobody knows what the rest would have said.
   */
  private flush(): void {
    const last = this.textOf(Buffer.concat([...this.chunks, Buffer.from('\r')]));
    const lines = last === '' ? this.lines : [...this.lines, last];
    this.chunks = [];
    this.chunkBytes = 0;
    this.lines = [];
    clearTimeout(this.grace);
    if (lines.length > 0) {
      this.note('unended', 'The server closed the connection in the middle of a reply.');
      const code = lines.findLast((line) => /^\d{3}/.test(line))?.charAt(0) ?? '';
      if (code === '2' || code === '3') this.listener.onNote(`The beginning of that reply: ${lines.join(' ')}`);
      else {
        this.lines = lines;
        this.endReply();
      }
    }
    this.handOn();
  }

  private readonly onEnd = (): void => {
    this.flush();
    if (!this.destroyed) this.push(null);
  };

  private readonly onClose = (): void => {
    this.flush();
    this.destroy();
  };

  private readonly onError = (error: Error): void => {
    this.flush();
    this.destroy(error);
  };

  private note(kind: string, text: string): void {
    if (this.noted.has(kind)) return;
    this.noted.add(kind);
    this.listener.onNote(text);
  }
}

/** The reply as RFC 5321 wants it: one code on every line. Without a code it stays as it is, and is refused as such. */
function normalized({ text, code }: Reply): string {
  const lines = text.split('\n');
  if (code === 0) return `${lines.join(' ')}\r\n`;
  return lines
    .map((line, index) => {
      const rest = line.replace(/^\d{3}[ -]?/, '');
      return `${String(code).padStart(3, '0')}${index < lines.length - 1 ? '-' : ' '}${rest}\r\n`;
    })
    .join('');
}

/** What is told when the connection ends while an answer is waited for. */
export function closedError(): Error {
  return Object.assign(new Error('Connection closed unexpectedly'), { code: 'ECONNECTION' });
}
