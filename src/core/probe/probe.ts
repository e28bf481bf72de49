import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Account } from '../account/account';
import { isLoopback } from '../account/is-loopback';
import { parseProxy } from '../account/proxy-address';
import { tokenProblem } from '../oauth2/token-problem';
import { checkPorts, otherWays } from './check-ports';
import { composeTestMail, envelopeOf } from './compose-test-mail';
import { type Address, type Race, race, resolveHost, SilentAddresses, startTls } from './dial';
import { openTunnel } from './open-tunnel';
import { ProbeFault } from './probe-fault';
import type {
  AddressResult,
  AuthFacts,
  Fault,
  PortResult,
  ProbeResult,
  Reply,
  RunFrom,
  Stage,
  StageEvent,
  TlsFacts,
} from './probe-result';
import { createRedactor } from './redact';
import { isPositive } from './reply';
import { challengeText, chooseMechanism, mechanismsOf, offersAuth, takesToken, tokenLogin } from './sasl';
import { simulate } from './simulate';
import { type Deadlines, defaultDeadlines, StageWatch } from './stage-watch';
import { closedError, Wire } from './wire';

/** What a test can be told beside the account. */
export interface ProbeOptions {
  signal?: AbortSignal;
  onStage?: (event: StageEvent) => void;
  /** Milliseconds by stage that differ from the defaults. */
  deadlines?: Partial<Deadlines>;
  runFrom?: RunFrom;
  /**
   * What else the host is asked after a failure before the login: `after-failure` the usual ports and modes (the default),
   * `all` every usual port in any case, `none` nothing.
   */
  alternatives?: 'after-failure' | 'all' | 'none';
  /** True: a setting of the user's own lets a password go over a connection that is not encrypted. */
  allowClearTextLogin?: boolean;
  /** True: settles when the connection is gone, not when QUIT was sent. */
  untilClosed?: boolean;
  /** Milliseconds after which a stage is called slow. */
  slowAfterMs?: number;
  /** Addresses of the host that are known already. */
  addresses?: readonly Address[];
  /** The account that the test mail speaks of, when it is not the one that is spoken to. */
  mailFor?: Account;
}

/** Codes of nodemailer's that look like those of the operating system. */
const libraryCodes = new Set(['EAUTH', 'ENOAUTH', 'EENVELOPE', 'EMESSAGE', 'EPROTOCOL', 'ESTREAM', 'ETLS']);

/** Stages after whose failure another port or mode can help. */
const beforeLogin: ReadonlySet<Stage> = new Set(['dns', 'tcp', 'tls', 'greeting', 'starttls']);

/** Milliseconds that looking for alternatives may take in all. */
const alternativesMs = 6000;

/** Milliseconds that a server gets to answer QUIT before the connection is cut. */
const politeMs = 1000;

/** Why a session ended before its end. */
type Stop = 'cancelled' | 'silent';

/**
 * Runs one test: a real SMTP session up to what the mode asks for. A failed test is a result, never an exception.
 * nodemailer speaks the protocol on a stream of ours, which sees every reply first and tells which stage the session is in.
 */
export async function probe(account: Account, options: ProbeOptions = {}): Promise<ProbeResult> {
  try {
    return await testOf(account, options);
  } catch (error) {
    // a broken program must not tell a secret either, wherever its error is shown
    const redact = createRedactor([account.password ?? '']);
    const clean = new Error(redact(error instanceof Error ? error.message : String(error)));
    clean.stack = redact(error instanceof Error ? String(error.stack) : '');
    throw clean;
  }
}

async function testOf(account: Account, options: ProbeOptions): Promise<ProbeResult> {
  if (account.test.mode === 'simulate') return simulate(account, options, probe);
  const startedAt = new Date().toISOString();
  const session = new Session(account, options);
  await session.run();
  const result = session.result(startedAt);
  const alternatives = await alternativesOf(account, result, options);
  return alternatives === undefined ? result : { ...result, alternatives };
}

/** What else the host answers, when that was asked for or can help; undefined when it was not tried. */
async function alternativesOf(
  account: Account,
  { failedStage, outcome }: ProbeResult,
  options: ProbeOptions,
): Promise<PortResult[] | undefined> {
  const { alternatives = 'after-failure', signal, deadlines, runFrom } = options;
  const all = alternatives === 'all';
  const helpful = alternatives === 'after-failure' && failedStage !== undefined && beforeLogin.has(failedStage);
  if ((!all && !helpful) || outcome === 'cancelled' || failedStage === 'dns') return undefined;
  const limits = { ...defaultDeadlines, ...deadlines };
  return checkPorts(account, probe, {
    ...(all ? {} : { ways: otherWays(account) }),
    ...(runFrom ? { runFrom } : {}),
    signal: AbortSignal.any([AbortSignal.timeout(alternativesMs), ...(signal ? [signal] : [])]),
    // where a test is told to be impatient, this is no reason to wait either
    timeoutMs: Math.min(5000, limits.tcp, limits.tls, limits.greeting, limits.ehlo),
  });
}

class Session {
  private readonly watch: StageWatch;
  private readonly redact;
  private readonly deadlines: Deadlines;
  private readonly proxy;
  private connection: SMTPConnection | undefined;
  private wire: Wire | undefined;
  private socket: Socket | undefined;
  private dialing: Race | undefined;
  private stop: Stop | undefined;
  private failedStage: Stage | undefined;
  private fault: Fault | undefined;
  private tls: TlsFacts | undefined;
  private addresses: AddressResult[] | undefined;
  private auth: AuthFacts | undefined;
  private injectedPlaintext = 0;
  private messageId: string | undefined;
  private accepted: string[] | undefined;
  private authenticating = false;
  private abort: (reason: Stop | ProbeFault) => void = () => undefined;
  private readonly aborted: Promise<never>;
  /** Ends the waiting for an answer that changes nothing any more. */
  private leave: () => void = () => undefined;
  private hasLeft = false;
  private leavesPolitely = false;
  private readonly left = new Promise<void>((resolve) => {
    this.leave = () => {
      this.hasLeft = true;
      this.watch.end('silent');
      resolve();
    };
  });

  constructor(
    private readonly account: Account,
    private readonly options: ProbeOptions,
  ) {
    this.proxy = account.proxy === undefined ? undefined : parseProxy(account.proxy);
    this.redact = createRedactor([account.password ?? '', this.proxy?.password ?? '']);
    this.deadlines = { ...defaultDeadlines, ...options.deadlines };
    this.watch = new StageWatch({
      redact: this.redact,
      deadlines: this.deadlines,
      onStage: (event) => options.onStage?.(event),
      onSilence: (stage) => (stage === 'quit' ? this.leave() : this.abort('silent')),
      onEndlessAuth: () =>
        this.abort(new ProbeFault('protocol', 'EAUTHLOOP', 'The server asks on and on and does not decide the login')),
      ...(options.slowAfterMs === undefined ? {} : { slowAfterMs: options.slowAfterMs }),
    });
    this.aborted = new Promise<never>((_resolve, reject) => {
      this.abort = (reason) => {
        if (typeof reason === 'string') this.stop ??= reason;
        this.close();
        reject(reason instanceof ProbeFault ? reason : new Error(reason));
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
      if (!this.leavesPolitely) this.close();
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
      stages: [...watch.stages],
      ...(refusal ? { reply: refusal } : {}),
      ...(this.fault ? { fault: this.fault } : {}),
      capabilities: watch.capabilities,
      ...(this.tls ? { tls: this.tls } : {}),
      ...(this.addresses ? { addresses: this.addresses } : {}),
      ...(this.auth ? { auth: this.auth } : {}),
      ...(this.injectedPlaintext > 0 ? { injectedPlaintext: this.injectedPlaintext } : {}),
      ...(watch.recipients.length > 0 ? { recipients: watch.recipients } : {}),
      ...(this.accepted ? { accepted: this.accepted } : {}),
      ...(this.messageId ? { messageId: this.messageId } : {}),
      startedAt,
      runFrom: this.options.runFrom ?? 'this-machine',
      transcript: [...watch.transcript],
    };
  }

  /** Ends everything that is open, at once. */
  private close(): void {
    this.dialing?.stop();
    this.connection?.close();
    this.wire?.destroy();
    this.socket?.destroy();
  }

  private async talk(): Promise<void> {
    const { mode } = this.account.test;
    this.checkSettings();
    await this.open();
    await this.greet();
    if (this.account.encryption === 'starttls') await this.upgrade();
    if (mode === 'connect') return this.quit();
    if (this.account.auth !== 'none') await this.login();
    if (mode === 'envelope') await this.tryEnvelope();
    if (mode === 'send') await this.send();
    return this.quit();
  }

  /** Throws when the session was stopped while something ran that cannot be: nothing may be opened or sent after that. */
  private goOn(): void {
    if (this.stop) throw new Error(this.stop);
  }

  /** What no server needs to be asked for. */
  private checkSettings(): void {
    const { account } = this;
    const { mode, to } = account.test;
    const problem = (code: string, message: string) => {
      this.watch.begin('settings');
      throw new ProbeFault('protocol', code, message);
    };
    if (account.proxy !== undefined && this.proxy === undefined)
      problem('EPROXY', 'The proxy is not one of socks5://HOST:PORT and http://HOST:PORT');
    if (mode !== 'send' && mode !== 'envelope') return;
    if (to.length === 0) problem('EENVELOPE', 'There is no recipient for the test mail');
    const { from, to: recipients } = envelopeOf(account);
    // they end up in a command line
    const bad = [from, ...recipients].find((address) => /[\r\n<>]/.test(address));
    if (bad !== undefined) problem('EENVELOPE', 'An address has a line break or an angle bracket in it');
  }

  /** DNS, TCP, and TLS when it comes first. Through a proxy, the addresses are those of the proxy. */
  private async open(): Promise<void> {
    const { account, watch, proxy } = this;
    const host = proxy?.host ?? account.host;
    watch.begin('dns');
    const addresses = this.options.addresses ?? (await resolveHost(host, account.family));
    this.goOn();
    const through = proxy ? `proxy ${proxy.host}: ` : '';
    watch.end('passed', `${through}${addresses.map(({ address }) => address).join(', ')}`);
    watch.begin('tcp', true);
    this.dialing = race(addresses, proxy?.port ?? account.port, this.deadlines.tcp);
    this.addresses = this.dialing.addresses;
    const socket = await this.dialing.winner.finally(() => this.noteAddresses());
    this.socket = socket;
    this.goOn();
    socket.on('error', () => undefined);
    if (proxy) {
      watch.expectWithin(this.deadlines.tcp);
      watch.note(`Through the ${proxy.kind === 'connect' ? 'HTTP' : 'SOCKS5'} proxy ${proxy.host}, port ${proxy.port}`);
      await openTunnel(socket, proxy, account.host, account.port);
      this.goOn();
    }
    watch.end('passed', `${through}${socket.remoteAddress ?? ''}`);
    if (account.encryption !== 'tls') {
      this.wire = this.createWire(socket);
      return;
    }
    watch.begin('tls');
    this.wire = this.createWire(await this.handshake(socket));
  }

  /** The addresses that could not be reached, for the transcript. */
  private noteAddresses(): void {
    for (const { address, outcome, error, ms } of this.addresses ?? []) {
      if (outcome === 'failed' || outcome === 'silent')
        this.watch.note(`${address}: ${error ?? outcome} after ${ms} ms`);
    }
  }

  /** TLS on the socket; throws when the certificate cannot be trusted, with the chain kept for the result. */
  private async handshake(socket: Socket): Promise<TLSSocket> {
    const { account, watch } = this;
    const { socket: secure, facts, problem } = await startTls(socket, account);
    this.socket = secure;
    this.tls = facts;
    if (problem && account.tls.verify) {
      secure.destroy();
      throw problem;
    }
    this.goOn();
    if (problem) watch.note(`The certificate was not checked (verify: false). It has a fault: ${problem.faultCode}`);
    watch.end('passed', `${facts.protocol} ${facts.cipher}`);
    return secure;
  }

  private createWire(socket: Socket): Wire {
    const { watch } = this;
    return new Wire(socket, {
      expects: () => watch.expects,
      onReply: (text) => watch.server(text),
      onUnasked: (text) => watch.unasked(text),
      onNote: (text) => watch.note(text),
      onCommand: (text, secret) => watch.client(text, secret),
    });
  }

  /** Greeting and EHLO. */
  private async greet(): Promise<void> {
    this.watch.begin('greeting');
    await this.hello();
    this.watch.endByReply();
  }

  /** nodemailer takes over the wire; done after EHLO, or HELO where EHLO is refused. */
  private async hello(): Promise<void> {
    const { account, wire, socket } = this;
    if (wire === undefined) throw new Error('no connection');
    const secured = socket instanceof TLSSocket;
    const day = 24 * 60 * 60 * 1000;
    const connection: SMTPConnection = new SMTPConnection({
      host: account.host,
      port: account.port,
      secure: secured,
      secured,
      // it uses nothing of a socket that the wire does not have
      connection: wire as unknown as Socket,
      // STARTTLS is ours: nodemailer would also try it where it is not offered
      ignoreTLS: true,
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
    await new Promise<void>((resolve, reject) => {
      wire.once('error', reject);
      // it may have closed before nodemailer began to listen
      wire.once('close', () => reject(closedError()));
      connection.once('error', reject);
      connection.connect((error?: unknown) => (error ? reject(error) : resolve()));
    });
    connection.removeAllListeners('error');
    connection.on('error', (error: unknown) => this.onLateError(error));
  }

  /**
   * STARTTLS, TLS, and a second EHLO (RFC 3207). Where it is not offered nothing is sent. A nodemailer of its own speaks
   * after the handshake, so that nothing that was said in the clear can live on in it.
   */
  private async upgrade(): Promise<void> {
    const { watch, wire } = this;
    if (wire === undefined || this.socket === undefined) throw new Error('no connection');
    if (!watch.keywords.some((keyword) => /^STARTTLS\b/i.test(keyword))) {
      watch.begin('starttls');
      throw new ProbeFault('protocol', 'ESTARTTLS', 'The server does not offer STARTTLS');
    }
    const { reply, injectedBytes } = await wire.startTls();
    if (!isPositive(reply, 'starttls')) throw new Error('STARTTLS was refused');
    this.goOn();
    if (injectedBytes > 0) {
      this.injectedPlaintext = injectedBytes;
      watch.note(`${injectedBytes} bytes came in the clear after STARTTLS; they were thrown away (CVE-2011-0411).`);
    }
    watch.capabilities = [];
    watch.keywords = [];
    const secure = await this.handshake(this.socket);
    const encrypted = this.createWire(secure);
    this.wire = encrypted;
    encrypted.pretendGreeting();
    await this.hello();
    watch.endByReply();
  }

  /** AUTH by the mechanism that the settings or the server's offer give; nothing secret goes out where there is none. */
  private async login(): Promise<void> {
    const { account, watch } = this;
    const offered = mechanismsOf(watch.keywords);
    const forced = account.mechanism !== undefined;
    this.auth = { offered, forced };
    if (!offersAuth(watch.keywords)) {
      watch.begin('auth');
      throw new ProbeFault('protocol', 'ENOAUTH', 'The server offers no sign-in (AUTH) on this connection');
    }
    const mechanism = chooseMechanism(account, offered);
    if (mechanism === undefined) {
      watch.begin('auth');
      const wanted = account.mechanism ?? (account.auth === 'oauth2' ? 'an access token' : 'a password');
      const message = `The server offers no mechanism for ${wanted}: ${offered.join(' ') || 'none'}`;
      throw new ProbeFault('protocol', 'EAUTHMECH', message);
    }
    this.auth = { mechanism, offered, forced };
    // RFC 6761 section 6.3 makes localhost this machine; where the connection really went to is looked at all the same
    const named = isLoopback(account.host) || /(^|\.)localhost$/i.test(account.host);
    const onThisMachine = named && isLoopback(this.socket?.remoteAddress ?? '') && this.proxy === undefined;
    if (!(this.socket instanceof TLSSocket) && !onThisMachine && !this.options.allowClearTextLogin) {
      watch.begin('auth');
      throw new ProbeFault(
        'protocol',
        'ECLEARTEXT',
        'The connection is not encrypted, so no password was sent over it',
      );
    }
    const why = forced ? 'the settings name it' : 'the first choice among those';
    watch.note(`Mechanism ${mechanism}: ${why} (offered: ${offered.join(' ')})`);
    this.authenticating = true;
    if (takesToken(mechanism)) {
      const problem = tokenProblem(account.password ?? '', account.host, Date.now());
      if (problem) {
        watch.begin('auth');
        throw new ProbeFault('protocol', problem.code, problem.message);
      }
      await this.tokenLogin(mechanism);
    } else
      await this.step((done) =>
        this.connection?.login({ user: account.user ?? '', pass: account.password ?? '', method: mechanism }, done),
      );
    this.authenticating = false;
    watch.endByReply();
  }

  /** nodemailer would fetch a new token and try again after a refusal, so this exchange is ours. */
  private async tokenLogin(mechanism: string): Promise<void> {
    const { command, response, dummy } = tokenLogin(mechanism, this.account);
    let reply = await this.ask(command, true);
    if (reply.code === 334 && !command.includes(response)) reply = await this.ask(response, true);
    if (reply.code === 334) {
      const reason = challengeText(reply.text);
      if (reason !== undefined) this.watch.note(`The server's reason: ${reason}`);
      reply = await this.ask(dummy, true);
      // whatever it says now: a token that got an error is refused
      if (isPositive(reply)) throw new ProbeFault('protocol', 'EAUTH', 'The server refused the access token');
    }
    if (!isPositive(reply, 'ehlo')) throw new Error('the login was refused');
  }

  /** MAIL and each RCPT, then RSET (RFC 5321 section 4.1.1.5): nodemailer would always go on to DATA. */
  private async tryEnvelope(): Promise<void> {
    const { watch, account } = this;
    const { from, to } = envelopeOf(account);
    const international = [from, ...to].some((address) => /[^\p{ASCII}]/u.test(address));
    const utf8 = international && watch.keywords.some((keyword) => /^SMTPUTF8\b/i.test(keyword));
    const sender = await this.ask(`MAIL FROM:<${from}>${utf8 ? ' SMTPUTF8' : ''}`);
    if (isPositive(sender, 'mail')) for (const recipient of to) await this.ask(`RCPT TO:<${recipient}>`);
    // how this is answered changes nothing any more
    await Promise.race([this.ask('RSET').catch(() => undefined), this.left]);
    if (watch.refusal === undefined || watch.refusal.stage === 'quit') return;
    watch.endByReply();
    throw new Error('the envelope was refused');
  }

  /** A command that nodemailer does not send. */
  private ask(command: string, secret = false): Promise<Reply> {
    this.goOn();
    return this.wire?.ask(command, secret) ?? Promise.reject(new Error('no connection'));
  }

  private async send(): Promise<void> {
    const mail = await composeTestMail(this.options.mailFor ?? this.account);
    this.goOn();
    this.messageId = mail.messageId;
    const info = await this.step<SMTPConnectionSendInfo>((done) =>
      this.connection?.send(mail.envelope, mail.message, done),
    );
    this.accepted = (info?.accepted ?? []).map(String);
    this.watch.endByReply();
    if (this.watch.refusal) throw new Error('a recipient was refused');
  }

  /** Says goodbye, as nodemailer does without waiting for the answer: it changes nothing for the mail. */
  private async quit(): Promise<void> {
    const { connection, socket, watch } = this;
    if (connection === undefined || this.hasLeft) return;
    connection.quit();
    watch.end('passed');
    this.leavesPolitely = true;
    const gone = new Promise<void>((resolve) => {
      const leave = () => {
        clearTimeout(timer);
        this.close();
        resolve();
      };
      const timer = setTimeout(leave, politeMs);
      if (!this.options.untilClosed) timer.unref();
      connection.once('end', leave);
    });
    if (this.options.untilClosed) return gone;
    // a process that has nothing else to do need not wait for it
    socket?.unref();
  }

  /** One call of nodemailer that ends by its callback or by an error event of the connection. */
  private step<T = unknown>(call: (done: (error: unknown, info?: T) => void) => void): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.onLateError = reject;
      call((error, info) => (error ? reject(error) : resolve(info)));
    });
  }

  private onLateError: (error: unknown) => void = () => undefined;

  /** nodemailer's log of the commands that it sends, in the shape of a bunyan logger; the replies are seen on the wire. */
  private logger(): Record<string, (entry: unknown, message?: unknown) => void> {
    const watch = this.watch;
    const line = (entry: unknown, message?: unknown) => {
      if ((entry as { tnx?: string } | undefined)?.tnx === 'client') watch.client(String(message), this.authenticating);
    };
    const ignore = () => undefined;
    return { trace: ignore, debug: line, info: ignore, warn: ignore, error: ignore, fatal: ignore };
  }

  private fail(error: unknown): void {
    const { watch } = this;
    const stage = watch.current;
    if (this.stop === 'cancelled') return watch.end('cancelled');
    if (this.stop === 'silent' || error instanceof SilentAddresses) {
      this.failedStage = stage ?? watch.stages.at(-1)?.stage ?? 'settings';
      return watch.end('silent');
    }
    const ours = error instanceof ProbeFault;
    const refusal = ours ? undefined : watch.refusal;
    this.failedStage = refusal?.stage ?? stage ?? watch.stages.at(-1)?.stage ?? 'settings';
    if (!refusal) this.fault = this.toFault(error);
    watch.end('failed', refusal?.reply.text ?? this.fault?.message);
  }

  private toFault(error: unknown): Fault {
    if (error instanceof ProbeFault) {
      return { kind: error.kind, code: error.faultCode, message: this.redact(error.message) };
    }
    const { code, originalCode, message } = error as { code?: string; originalCode?: string; message?: string };
    const original = originalCode ?? code ?? '';
    const system = /^E[A-Z0-9]+$/.test(original) && !libraryCodes.has(original);
    const kind = this.failedStage === 'tls' ? 'tls' : system ? 'system' : 'protocol';
    return { kind, code: original, message: this.redact(String(message ?? error).trim()) };
  }
}
