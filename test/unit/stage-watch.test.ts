import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRedactor } from '../../src/core/probe/redact';
import { defaultDeadlines, StageWatch } from '../../src/core/probe/stage-watch';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start(secret = 'hunter2') {
  const silent: string[] = [];
  const events: string[] = [];
  const watch = new StageWatch({
    redact: createRedactor([secret]),
    deadlines: { ...defaultDeadlines, greeting: 100, ehlo: 200, data: 300 },
    onStage: (event) => events.push(`${event.stage} ${event.state}`),
    onSilence: (stage) => silent.push(stage),
  });
  const stages = () => watch.stages.map(({ stage, outcome, detail }) => `${stage} ${outcome}: ${detail ?? ''}`);
  return { watch, silent, events, stages };
}

describe('the stage that the session is in', () => {
  it('follows commands that were sent at once, and their replies in order', () => {
    const { watch, stages } = start();
    for (const command of ['MAIL FROM:<a@b.c>', 'RCPT TO:<d@e.f>', 'RCPT TO:<g@h.i>', 'DATA'])
      watch.client(command, false);
    expect(watch.current).toBe('mail');
    watch.server('250 2.1.0 sender ok');
    expect(watch.current).toBe('rcpt');
    watch.server('550 5.1.1 no such user');
    watch.server('250 2.1.5 recipient ok');
    expect(watch.current).toBe('data');
    watch.server('354 go on');
    expect(watch.current).toBe('data');
    watch.server('250 2.0.0 queued');
    watch.client('QUIT', false);
    watch.server('221 bye');
    watch.endByReply();
    expect(stages()).toEqual([
      'mail passed: 250 2.1.0 sender ok',
      'rcpt failed: 550 5.1.1 no such user',
      'data passed: 250 2.0.0 queued',
      'quit passed: 221 bye',
    ]);
    expect(watch.refusal).toEqual({
      stage: 'rcpt',
      reply: { text: '550 5.1.1 no such user', code: 550, enhanced: '5.1.1' },
    });
  });

  it('names the reply of each stage that was refused, and remembers the first', () => {
    const { watch, stages } = start();
    for (const command of ['RCPT TO:<a@b.c>', 'DATA']) watch.client(command, false);
    watch.server('550 no such user');
    watch.server('554 no valid recipients');
    watch.endByReply();
    expect(stages()).toEqual(['rcpt failed: 550 no such user', 'data failed: 554 no valid recipients']);
    expect(watch.refusal?.stage).toBe('rcpt');
  });

  it('takes DATA for answered when it is refused, and when the message is', () => {
    for (const replies of [['554 no'], ['354 go', '552 too big']]) {
      const { watch, stages } = start();
      watch.client('DATA', false);
      for (const reply of replies) watch.server(reply);
      watch.client('QUIT', false);
      expect(stages()).toEqual([`data failed: ${replies.at(-1)}`]);
      expect(watch.current).toBe('quit');
    }
  });

  it('forgives a refused EHLO when HELO is accepted', () => {
    const { watch, stages } = start();
    watch.begin('greeting');
    watch.server('220 old server');
    watch.client('EHLO me', false);
    watch.server('502 what?');
    watch.client('HELO me', false);
    watch.server('250 hello');
    watch.endByReply();
    expect(stages()).toEqual(['greeting passed: 220 old server', 'ehlo passed: 250 hello']);
    expect(watch.refusal).toBeUndefined();
  });

  it('goes from STARTTLS to TLS and to a second EHLO', () => {
    const { watch, stages, events } = start();
    watch.client('EHLO me', false);
    watch.server('250-server\r\n250-STARTTLS\r\n250 SIZE 10\r\n');
    expect(watch.capabilities).toEqual(['STARTTLS', 'SIZE 10']);
    watch.client('STARTTLS', false);
    watch.server('220 go');
    expect(watch.current).toBe('tls');
    watch.client('EHLO me', false);
    watch.server('250-server\r\n250 AUTH PLAIN');
    watch.endByReply();
    expect(watch.capabilities).toEqual(['AUTH PLAIN']);
    expect(stages().map((line) => line.split(':')[0])).toEqual([
      'ehlo passed',
      'starttls passed',
      'tls passed',
      'ehlo passed',
    ]);
    expect(events).toEqual(
      ['ehlo', 'starttls', 'tls', 'ehlo'].flatMap((stage) => [`${stage} started`, `${stage} ended`]),
    );
  });

  it('stays in STARTTLS when it is refused', () => {
    const { watch } = start();
    watch.client('STARTTLS', false);
    watch.server('454 4.7.0 not now');
    expect(watch.current).toBe('starttls');
    expect(watch.refusal?.stage).toBe('starttls');
  });

  it('tells the reply to HELO when both are refused, and that HELO was used', () => {
    const { watch } = start();
    watch.client('EHLO me', false);
    watch.server('502 what?');
    watch.client('HELO me', false);
    watch.server('550 5.7.1 go away');
    expect(watch.refusal?.reply.code).toBe(550);
    expect(watch.helo).toBe(true);
    expect(watch.transcript.some(({ from, text }) => from === 'note' && text.includes('HELO'))).toBe(true);
  });

  it('keeps each recipient with its reply', () => {
    const { watch } = start();
    for (const command of ['RCPT TO:<a@b.c>', 'RCPT TO:<d@e.f> NOTIFY=NEVER']) watch.client(command, false);
    watch.server('250 ok');
    watch.server('451 4.7.1 later');
    expect(watch.recipients.map(({ address, accepted, reply }) => [address, accepted, reply.code])).toEqual([
      ['a@b.c', true, 250],
      ['d@e.f', false, 451],
    ]);
  });

  it.each([
    ['MAIL FROM:<a@b.c>', '354 go on', true],
    ['RCPT TO:<a@b.c>', '354 go on', true],
    ['AUTH LOGIN', '334 ', false],
    ['DATA', '354 go on', false],
  ])('takes the answer to %s that is %j for a refusal: %s', (command, said, refused) => {
    const { watch } = start();
    watch.client(command, command.startsWith('AUTH'));
    watch.server(said);
    expect(watch.refusal !== undefined).toBe(refused);
  });

  it('keeps the lines of a reply apart', () => {
    const { watch } = start();
    watch.begin('greeting');
    watch.server('220-one\r\n220 two\r\n');
    expect(watch.transcript.map(({ from, stage, text }) => [from, stage, text])).toEqual([
      ['server', 'greeting', '220-one'],
      ['server', 'greeting', '220 two'],
    ]);
  });
});

describe('silence', () => {
  it('is told once, with the stage', () => {
    const { watch, silent } = start();
    watch.begin('greeting');
    vi.advanceTimersByTime(99);
    expect(silent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(silent).toEqual(['greeting']);
    vi.advanceTimersByTime(1_000_000);
    expect(silent).toEqual(['greeting']);
  });

  it('has the deadline of the stage that runs, counted from the last sign of life', () => {
    const { watch, silent } = start();
    watch.begin('greeting');
    vi.advanceTimersByTime(90);
    watch.server('220 hello');
    watch.client('EHLO me', false);
    vi.advanceTimersByTime(199);
    expect(silent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(silent).toEqual(['ehlo']);
  });

  it('is that of the message when DATA was accepted', () => {
    const { watch, silent } = start();
    watch.client('DATA', false);
    vi.advanceTimersByTime(250);
    watch.server('354 go');
    vi.advanceTimersByTime(299);
    expect(silent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(silent).toEqual(['data']);
  });

  it('is preceded by being slow, once for a stage', () => {
    const { watch, events } = start();
    watch.client('AUTH LOGIN', true);
    vi.advanceTimersByTime(4999);
    watch.server('334 ');
    expect(events).toEqual(['auth started']);
    vi.advanceTimersByTime(20_000);
    expect(events).toEqual(['auth started', 'auth slow']);
  });

  it('is over when the stage ends', () => {
    const { watch, silent } = start();
    watch.begin('greeting');
    watch.end('passed');
    vi.advanceTimersByTime(1_000_000);
    expect(silent).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what signs in', () => {
  it('is hidden but for the mechanism', () => {
    const { watch } = start();
    watch.client('AUTH PLAIN AG1lAGh1bnRlcjI=', true);
    watch.client('AUTH LOGIN', true);
    watch.client('bWU=', true);
    watch.client('auth cram-md5 x y', true);
    expect(watch.transcript.map(({ text }) => text)).toEqual([
      'AUTH PLAIN ***',
      'AUTH LOGIN',
      '***',
      'auth cram-md5 ***',
    ]);
    expect(watch.current).toBe('auth');
  });

  it('is hidden in what the server says back, in details and in notes', () => {
    const { watch, stages } = start();
    watch.client('AUTH LOGIN', true);
    watch.server('535 5.7.8 hunter2 (aHVudGVyMg==) is wrong');
    watch.note('tried hunter2');
    watch.endByReply();
    expect(stages()).toEqual(['auth failed: 535 5.7.8 *** (***) is wrong']);
    expect(JSON.stringify([watch.transcript, watch.refusal])).not.toMatch(/hunter2|aHVudGVyMg/);
  });
});
