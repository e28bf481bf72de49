import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection';
import { type Persona, type PersonaId, personas } from './personas';

/** A certificate and its key as PEM. */
export interface ServerCertificate {
  cert: string;
  key: string;
}

/** A mail that a server of ours accepted. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** User name of the login, when there was one. */
  user?: string;
  /** The message as it came, headers and body. */
  source: string;
}

/** How a server of ours is to behave. */
export interface SmtpServerOptions {
  as: PersonaId;
  /** True: TLS from the first byte; false: STARTTLS is offered. */
  implicitTls: boolean;
  /** Left out: no TLS at all; only for `implicitTls: false`. */
  certificate?: ServerCertificate;
  /** 0 for a free one. */
  port?: number;
  onMail?: (mail: ReceivedMail) => void;
}

/** A running server on 127.0.0.1. */
export interface RunningSmtpServer {
  port: number;
  close(): Promise<void>;
}

/** Starts an SMTP server on loopback that speaks as a provider does, or accepts everything. Rejects when the port is taken. */
export async function startSmtpServer(options: SmtpServerOptions): Promise<RunningSmtpServer> {
  const persona = personas[options.as];
  const server = new PersonaServer(persona, options);
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Error text that stands for the persona's refusal until `send` writes it. */
const refusalMarker = 'refusal of the persona';

class PersonaServer extends SMTPServer {
  constructor(
    readonly persona: Persona,
    { implicitTls, certificate, onMail }: SmtpServerOptions,
  ) {
    super({
      secure: implicitTls,
      ...(certificate ?? { hideSTARTTLS: true }),
      authMethods: persona.mechanisms,
      authOptional: true,
      allowInsecureAuth: false,
      disableReverseLookup: true,
      closeTimeout: 500,
      logger: false,
      onAuth: (auth, _session, done) => {
        const { refusal, accepts } = persona;
        if (refusal && !accepts?.test(auth.password ?? ''))
          done(Object.assign(new Error(refusalMarker), { responseCode: refusal.code }));
        else done(null, { user: auth.username ?? '' });
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          onMail?.({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            ...(typeof session.user === 'string' && session.user ? { user: session.user } : {}),
            source: Buffer.concat(chunks).toString('utf8'),
          });
          done(null, 'OK: message accepted');
        });
      },
    });
  }

  /** As in the base class, with a connection that speaks the persona's words. */
  override connect(socket: Socket, socketOptions?: SMTPConnectionOptions | null): void {
    const connection = new PersonaConnection(this, socket, socketOptions ?? {});
    this.connections.add(connection);
    connection.on('error', (error) => this._onError(error));
    connection.on('connect', (data) => this._onClientConnect(data));
    connection.init();
  }
}

class PersonaConnection extends SMTPConnection {
  /** smtp-server folds refusals into one line and knows one EHLO list; real servers do neither. */
  override send(code: number, data?: unknown, context?: unknown): void {
    const { persona } = this._server as PersonaServer;
    if (code === 220 && data !== undefined && context === false && !this.greeted) {
      this.greeted = true;
      return this.write([`220 ${persona.greeting}`]);
    }
    if (code === 250 && Array.isArray(data)) {
      const keywords = this.secure ? persona.secureKeywords : persona.keywords;
      const offered = this._server.options.hideSTARTTLS ? keywords.filter((word) => word !== 'STARTTLS') : keywords;
      return this.write(replyLines(250, [persona.hello, ...offered]));
    }
    if (persona.refusal && code === persona.refusal.code && data === refusalMarker) {
      return this.write(replyLines(code, persona.refusal.lines));
    }
    super.send(code, data as never, context as never);
  }

  private greeted = false;

  private write(lines: string[]): void {
    if (this._socket && !this._socket.destroyed) this._socket.write(`${lines.join('\r\n')}\r\n`);
  }
}

function replyLines(code: number, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${code}${index < lines.length - 1 ? '-' : ' '}${line}`);
}
