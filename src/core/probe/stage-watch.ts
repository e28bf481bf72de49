import type {
  RecipientResult,
  Reply,
  Stage,
  StageEvent,
  StageOutcome,
  StageResult,
  TranscriptLine,
} from './probe-result';
import { mask, type Redactor } from './redact';
import { isPositive, parseReply } from './reply';

/** Milliseconds that each stage may stay without an answer. */
export type Deadlines = Readonly<Record<Stage, number>>;

/** Deadlines after which silence is the outcome; RFC 5321 section 4.5.3.2 allows servers more, people do not wait for it. */
export const defaultDeadlines: Deadlines = {
  settings: 30_000,
  dns: 10_000,
  tcp: 10_000,
  tls: 30_000,
  greeting: 30_000,
  ehlo: 30_000,
  starttls: 30_000,
  auth: 45_000,
  mail: 30_000,
  rcpt: 30_000,
  data: 60_000,
  quit: 5_000,
};

/** Milliseconds after which a stage is called slow. */
export const slowAfterMs = 5000;

/** Replies of one login before it is given up: no mechanism of ours needs more than three. */
const maxAuthReplies = 12;

/** What the watch needs. */
export interface StageWatchOptions {
  redact: Redactor;
  deadlines: Deadlines;
  onStage: (event: StageEvent) => void;
  /** Called once when a stage stays silent beyond its deadline. */
  onSilence: (stage: Stage) => void;
  /** Called when the server asks on and on instead of deciding a login. */
  onEndlessAuth?: () => void;
  /** Milliseconds; 5000 when left out. */
  slowAfterMs?: number;
}

/** A command that waits for its reply. */
interface Pending {
  stage: Stage;
  /** DATA is answered twice: 354, and again after the message. */
  repliesLeft: number;
  /** The recipient of an RCPT. */
  recipient?: string;
}

/**
 * Follows a session line by line and knows at every moment which stage it is in. Replies answer commands in the order
 * in which they were sent, also when several were sent at once (RFC 2920), so the oldest unanswered command names the stage.
 */
export class StageWatch {
  readonly stages: StageResult[] = [];
  readonly transcript: TranscriptLine[] = [];
  /** EHLO keywords as last received, redacted. */
  capabilities: string[] = [];
  /** The same as they came, to decide by. */
  keywords: string[] = [];
  /** True when EHLO was refused and HELO was used instead (RFC 5321 section 3.2). */
  helo = false;
  /** Every recipient with the server's answer. */
  readonly recipients: RecipientResult[] = [];
  /** The first reply that refused something. */
  refusal: { stage: Stage; reply: Reply } | undefined;
  current: Stage | undefined;
  private readonly start = performance.now();
  private readonly pending: Pending[] = [];
  private currentStart = 0;
  private timer: NodeJS.Timeout | undefined;
  private slowTimer: NodeJS.Timeout | undefined;
  private authReplies = 0;
  private lastReply: Reply | undefined;
  /** The first reply that refused something in the stage that runs. */
  private refused: Reply | undefined;

  constructor(private readonly options: StageWatchOptions) {}

  /** Milliseconds since the watch began. */
  get elapsed(): number {
    return Math.round(performance.now() - this.start);
  }

  /** True while a command, or the greeting, has no answer yet. */
  get expects(): boolean {
    return this.pending.length > 0;
  }

  /** Begins a stage; the one before it must have ended. `untimed`: whoever runs it tells its silence. */
  begin(stage: Stage, untimed = false): void {
    if (stage === 'greeting') this.pending.push({ stage, repliesLeft: 1 });
    this.current = stage;
    this.currentStart = performance.now();
    this.refused = undefined;
    this.lastReply = undefined;
    this.options.onStage({ stage, state: 'started' });
    this.slowTimer = setTimeout(
      () => this.options.onStage({ stage, state: 'slow' }),
      this.options.slowAfterMs ?? slowAfterMs,
    );
    if (!untimed) this.arm();
  }

  /** The stage that runs has this long from now on. */
  expectWithin(ms: number): void {
    clearTimeout(this.timer);
    const stage = this.current;
    if (stage !== undefined) this.timer = setTimeout(() => this.options.onSilence(stage), ms);
  }

  /** Ends the stage that runs. */
  end(outcome: StageOutcome, detail?: string): void {
    clearTimeout(this.timer);
    clearTimeout(this.slowTimer);
    const stage = this.current;
    if (stage === undefined) return;
    this.current = undefined;
    const ms = Math.round(performance.now() - this.currentStart);
    const result: StageResult = { stage, outcome, ms };
    if (detail !== undefined) result.detail = this.options.redact(detail);
    this.stages.push(result);
    this.options.onStage({ stage, state: 'ended', result });
  }

  /** Writes a remark of ours into the transcript. */
  note(text: string): void {
    this.line('note', text, this.current);
  }

  /** A line that the client sent. `secret` hides all but the AUTH verb and its mechanism. */
  client(text: string, secret: boolean): void {
    const authVerb = text.match(/^AUTH\s+\S+/i)?.[0];
    const hidden = authVerb ? (authVerb.length === text.length ? text : `${authVerb} ${mask}`) : mask;
    const shown = secret ? hidden : text;
    const stage = secret ? 'auth' : stageOf(text);
    // the dot that ends a message which nobody is to get: DATA still waits for its second reply
    if (text === '.' && this.pending[0]?.stage === 'data') return this.line('client', shown, 'data');
    this.line('client', shown, stage);
    const recipient = stage === 'rcpt' ? (text.match(/<(.*)>/)?.[1] ?? '') : undefined;
    if (/^HELO\b/i.test(text) && !secret) {
      this.helo = true;
      this.note('EHLO was refused, HELO was tried instead (RFC 5321 section 3.2).');
    }
    this.pending.push({
      stage,
      repliesLeft: stage === 'data' ? 2 : 1,
      ...(recipient === undefined ? {} : { recipient }),
    });
    if (this.pending.length === 1) this.enter(stage);
    else this.arm();
  }

  /** A reply that answers nothing: RFC 5321 has none but 421, which ends the session (section 3.8). */
  unasked(text: string): void {
    this.note('The next reply answers nothing that was asked; it was passed over.');
    for (const line of this.options.redact(text).split('\n')) this.line('server', line, this.current);
  }

  /** A whole reply of the server, one or many lines; returns it as it came, not redacted. */
  server(text: string): Reply {
    const raw = parseReply(text);
    // a password such as 250 must not hide the code
    this.follow({ ...raw, text: this.options.redact(raw.text) }, raw);
    return raw;
  }

  private follow(reply: Reply, raw: Reply): void {
    const command = this.pending[0];
    const stage = command?.stage ?? this.current;
    for (const line of reply.text.split('\n')) this.line('server', line, stage);
    this.lastReply = reply;
    const positive = isPositive(reply, stage);
    if (stage === 'ehlo' && positive) {
      this.capabilities = keywordsOf(reply);
      this.keywords = keywordsOf(raw);
    }
    if (stage === 'auth') {
      this.authReplies += 1;
      if (this.authReplies === maxAuthReplies) this.options.onEndlessAuth?.();
    }
    if (stage === 'rcpt' && command?.recipient !== undefined)
      this.recipients.push({ address: this.options.redact(command.recipient), accepted: positive, reply });
    if (!positive && stage !== undefined) {
      // HELO is only tried after EHLO was refused: its reply decides
      const decides = stage === 'ehlo' && this.refusal?.stage === 'ehlo';
      this.refused = decides ? reply : (this.refused ?? reply);
      this.refusal = decides ? { stage, reply } : (this.refusal ?? { stage, reply });
    } else if (stage !== 'rcpt') {
      // EHLO refused and HELO accepted: the stage passed after all
      this.refused = undefined;
      if (this.refusal?.stage === 'ehlo' && stage === 'ehlo') this.refusal = undefined;
    }
    if (command) {
      command.repliesLeft -= 1;
      if (command.repliesLeft > 0 && positive) return this.arm();
      this.pending.shift();
    }
    if (stage === 'starttls' && positive) {
      this.end('passed', reply.text);
      this.begin('tls');
      return;
    }
    const next = this.pending[0]?.stage;
    if (next !== undefined && next !== stage) {
      this.endByReply();
      this.begin(next);
    } else this.arm();
  }

  /** Ends the stage that runs by what its last reply said. */
  endByReply(): void {
    if (this.current === undefined) return;
    this.end(this.refused ? 'failed' : 'passed', (this.refused ?? this.lastReply)?.text);
  }

  private enter(stage: Stage): void {
    if (this.current === stage) return this.arm();
    if (this.current === 'tls') this.end('passed');
    else this.endByReply();
    this.begin(stage);
  }

  private arm(): void {
    if (this.current !== undefined) this.expectWithin(this.options.deadlines[this.current]);
  }

  private line(from: TranscriptLine['from'], text: string, stage: Stage | undefined): void {
    this.transcript.push({ ms: this.elapsed, from, ...(stage ? { stage } : {}), text: this.options.redact(text) });
  }
}

/** The stage that a command belongs to. */
function stageOf(command: string): Stage {
  const verb = command.split(/[\s:]/, 1)[0]?.toUpperCase() ?? '';
  const stages: Record<string, Stage> = {
    EHLO: 'ehlo',
    HELO: 'ehlo',
    STARTTLS: 'starttls',
    AUTH: 'auth',
    MAIL: 'mail',
    RCPT: 'rcpt',
    DATA: 'data',
  };
  return stages[verb] ?? 'quit';
}

/** EHLO keywords with their parameters (RFC 5321 section 4.1.1.1); the first line is the server's name. */
function keywordsOf(reply: Reply): string[] {
  return reply.text
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^\d{3}[ -]/, '').trim())
    .filter((line) => line !== '');
}
