import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Account } from '../account/account';
import { composeTestMail } from './compose-test-mail';
import { dial, resolveHost, startTls, tlsFacts, tlsOptions } from './dial';
import type { Fault, ProbeResult, RunFrom, Stage, StageEvent, TlsFacts } from './probe-result';
import { createRedactor } from './redact';
import { type Deadlines, defaultDeadlines, StageWatch } from './stage-watch';

/** What a test can be told beside the account. */
export interface ProbeOptions {
  signal?: AbortSignal;
  onStage?: (event: StageEvent) => void;
  /** Milliseconds by stage that differ from the defaults. */
  deadlines?: Partial<Deadlines>;
  runFrom?: RunFrom;
}

/** Codes of nodemailer's that look like those of the operating system. */
const libraryCodes = new Set(['EAUTH', 'ENOAUTH', 'EENVELOPE', 'EMESSAGE', 'EPROTOCOL', 'ESTREAM', 'ETLS']);

/** Why a session ended before its end. */
type Stop = 'cancelled' | 'silent';

/**
 * Runs one test: a real SMTP session up to what the mode asks for. A failed test is a result, never an exception.
 * nodemailer speaks the protocol on a socket of ours; its log of lines tells which stage the session is in.
 */
export async function probe(account: Account, options: ProbeOptions = {}): Promise<ProbeResult> {
  const startedAt = new Date().toISOString();
  const session = new Session(account, options);
  await session.run();
  return session.result(startedAt);
}

class Session {
  private readonly watch: StageWatch;
  private readonly redact;
  private connection: SMTPConnection | undefined;
  private socket: Socket | undefined;
  private stop: Stop | undefined;
  private failedStage: Stage | undefined;
  private fault: Fault | undefined;
  private tls: TlsFacts | undefined;
  private messageId: string | undefined;
  private accepted: string[] | undefined;
  private authenticating = false;
  private abort: (reason: Stop) => void = () => undefined;
  private readonly aborted: Promise<never>;

  constructor(
    private readonly account: Account,
    private readonly options: ProbeOptions,
  ) {
    this.redact = createRedactor(account.password ? [account.password] : []);
    this.watch = new StageWatch({
      redact: this.redact,
      deadlines: { ...defaultDeadlines, ...options.deadlines },
      onStage: (event) => options.onStage?.(event),
      onSilence: () => this.abort('silent'),
    });
    this.aborted = new Promise<never>((_resolve, reject) => {
      this.abort = (reason) => {
        this.stop ??= reason;
        this.connection?.close();
        this.socket?.destroy();
        reject(new Error(reason));
      };
    });
    this.aborted.catch(() => undefined);
  }

  async run(): Promise<void> {
    const { signal } = this.options;
    const cancel = () => this.abort('cancelled');
    const total = setTimeout(() => this.abort('silent'), this.account.timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      if (signal?.aborted) cancel();
      else await Promise.race([this.talk(), this.aborted]);
    } catch (error) {
      this.fail(error);
    } finally {
      clearTimeout(total);
      signal?.removeEventListener('abort', cancel);
      this.connection?.close();
      this.socket?.destroy();
    }
  }

  result(startedAt: string): ProbeResult {
    const { account, watch } = this;
    const failed = this.failedStage;
    const refusal = failed && watch.refusal?.stage === failed ? watch.refusal.reply : undefined;
    return {
      account: account.name,
      mode: account.test.mode,
      outcome: this.stop === 'cancelled' ? 'cancelled' : failed ? 'failed' : 'passed',
      ...(failed ? { failedStage: failed } : {}),
      ms: watch.elapsed,
      host: account.host,
      port: account.port,
      stages: watch.stages,
      ...(refusal ? { reply: refusal } : {}),
      ...(this.fault ? { fault: this.fault } : {}),
      capabilities: watch.capabilities,
      ...(this.tls ? { tls: this.tls } : {}),
      ...(this.accepted ? { accepted: this.accepted } : {}),
      ...(this.messageId ? { messageId: this.messageId } : {}),
      startedAt,
      runFrom: this.options.runFrom ?? 'this-machine',
      transcript: watch.transcript,
    };
  }

  private async talk(): Promise<void> {
    const { account } = this;
    this.checkSettings();
    await this.open();
    await this.greet();
    if (account.test.mode === 'connect') return this.quit();
    if (account.auth !== 'none') await this.login();
    if (account.test.mode === 'send') await this.send();
    return this.quit();
  }

  /** Throws when the session was stopped while something ran that cannot be: nothing may be opened or sent after that. */
  private goOn(): void {
    if (this.stop) throw new Error(this.stop);
  }

  /** What no server needs to be asked for. */
  private checkSettings(): void {
    const { mode, to } = this.account.test;
    if (mode !== 'send' || to.length > 0) return;
    this.watch.begin('settings');
    throw Object.assign(new Error('There is no recipient for the test mail'), { code: 'EENVELOPE' });
  }

  /** DNS, TCP, and TLS when it comes first. */
  private async open(): Promise<void> {
    const { account, watch } = this;
    watch.begin('dns');
    const addresses = await resolveHost(account.host, account.family);
    this.goOn();
    watch.end('passed', addresses.map(({ address }) => address).join(', '));
    watch.begin('tcp');
    const { socket, ready } = dial(account.host, account.port, addresses);
    this.socket = socket;
    await ready;
    watch.end('passed', socket.remoteAddress ?? '');
    socket.on('error', () => undefined);
    if (account.encryption !== 'tls') return;
    watch.begin('tls');
    const secure = await startTls(socket, account);
    this.socket = secure;
    secure.on('error', () => undefined);
    this.tls = tlsFacts(secure);
    watch.end('passed', `${this.tls.protocol} ${this.tls.cipher}`);
  }

  /** Greeting and EHLO, with STARTTLS, TLS and a second EHLO where the account wants it. */
  private async greet(): Promise<void> {
    const { account, watch } = this;
    const day = 24 * 60 * 60 * 1000;
    const connection: SMTPConnection = new SMTPConnection({
      host: account.host,
      port: account.port,
      secure: account.encryption === 'tls',
      secured: account.encryption === 'tls',
      connection: this.socket,
      requireTLS: account.encryption === 'starttls',
      ignoreTLS: account.encryption === 'none',
      tls: tlsOptions(account),
      ...(account.ehloName ? { name: account.ehloName } : {}),
      // the deadlines are those of the stages
      connectionTimeout: day,
      greetingTimeout: day,
      socketTimeout: day,
      socketCloseTimeout: 0,
      transactionLog: true,
      logger: this.logger(),
    });
    this.connection = connection;
    watch.begin('greeting');
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error?: unknown) => (error ? reject(error) : resolve()));
    });
    connection.removeAllListeners('error');
    connection.on('error', (error: unknown) => this.onLateError(error));
    // nodemailer keeps the upgraded socket to itself; there is no other way to the certificate after STARTTLS
    const upgraded = (connection as unknown as { _socket: unknown })._socket;
    if (upgraded instanceof TLSSocket && !this.tls) this.tls = tlsFacts(upgraded);
    watch.endByReply();
  }

  private async login(): Promise<void> {
    const { account } = this;
    this.authenticating = true;
    await this.step((done) =>
      this.connection?.login(
        {
          user: account.user ?? '',
          pass: account.password ?? '',
          ...(account.mechanism ? { method: account.mechanism } : {}),
        },
        done,
      ),
    );
    this.authenticating = false;
    this.watch.endByReply();
  }

  private async send(): Promise<void> {
    const mail = await composeTestMail(this.account);
    this.goOn();
    this.messageId = mail.messageId;
    const info = await this.step<SMTPConnectionSendInfo>((done) =>
      this.connection?.send(mail.envelope, mail.message, done),
    );
    this.accepted = (info?.accepted ?? []).map(String);
    this.watch.endByReply();
    if (this.watch.refusal) throw new Error('a recipient was refused');
  }

  private async quit(): Promise<void> {
    this.connection?.quit();
    // whether the goodbye is answered changes nothing for the mail
    await Promise.race([
      new Promise<void>((resolve) => this.connection?.once('end', () => resolve())),
      new Promise<void>((resolve) => setTimeout(resolve, 1000)),
    ]);
    if (this.watch.current === 'quit') this.watch.end('passed');
  }

  /** One call of nodemailer that ends by its callback or by an error event of the connection. */
  private step<T = unknown>(call: (done: (error: unknown, info?: T) => void) => void): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.onLateError = reject;
      call((error, info) => (error ? reject(error) : resolve(info)));
    });
  }

  private onLateError: (error: unknown) => void = () => undefined;

  /** nodemailer's log of what goes over the wire, in the shape of a bunyan logger. */
  private logger(): Record<string, (entry: unknown, message?: unknown) => void> {
    const watch = this.watch;
    const line = (entry: unknown, message?: unknown) => {
      const kind = (entry as { tnx?: string } | undefined)?.tnx;
      if (kind === 'client') watch.client(String(message), this.authenticating);
      else if (kind === 'server') watch.server(String(message));
    };
    const ignore = () => undefined;
    return { trace: ignore, debug: line, info: ignore, warn: ignore, error: ignore, fatal: ignore };
  }

  private fail(error: unknown): void {
    const { watch } = this;
    const stage = watch.current;
    if (this.stop === 'cancelled') return watch.end('cancelled');
    if (this.stop === 'silent') {
      this.failedStage = stage ?? watch.stages.at(-1)?.stage ?? 'settings';
      return watch.end('silent');
    }
    const refusal = watch.refusal;
    this.failedStage = refusal?.stage ?? stage ?? watch.stages.at(-1)?.stage ?? 'settings';
    if (!refusal || refusal.stage === 'starttls') this.fault = this.toFault(error);
    watch.end('failed', refusal?.reply.text ?? this.fault?.message);
  }

  private toFault(error: unknown): Fault {
    const { code, originalCode, message } = error as { code?: string; originalCode?: string; message?: string };
    const offersStartTls = this.watch.capabilities.some((keyword) => /^STARTTLS\b/i.test(keyword));
    if (this.failedStage === 'starttls' && !offersStartTls) {
      return { kind: 'protocol', code: 'ESTARTTLS', message: 'The server does not offer STARTTLS' };
    }
    const original = originalCode ?? code ?? '';
    const system = /^E[A-Z0-9]+$/.test(original) && !libraryCodes.has(original);
    const kind = this.failedStage === 'tls' ? 'tls' : system ? 'system' : 'protocol';
    return { kind, code: original, message: this.redact(String(message ?? error).trim()) };
  }
}
