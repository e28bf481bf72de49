import { describe, expect, it } from 'vitest';
import { type Answer, accepting, account, notes, outcomes, run, serve } from './script-server';

const login = '235 2.7.0 ok\r\n';

describe('a reply that is malformed but can be understood', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['bare LF', Buffer.from('250-test\n250 AUTH PLAIN\n'), /bare LF/],
    [
      'mixed codes, the last of which counts',
      Buffer.from('550-test\r\n250-x\r\n250 AUTH PLAIN\r\n'),
      /different codes/,
    ],
    ['NUL', Buffer.from('250-te\0st\r\n250 AUTH PLAIN\r\n'), /NUL/],
    ['text that is not UTF-8', Buffer.from('250-caf\xe9\r\n250 AUTH PLAIN\r\n', 'latin1'), /not UTF-8/],
    ['a line without a code', Buffer.from('250-test\r\nhello there\r\n250 AUTH PLAIN\r\n'), /without a reply code/],
    ['empty lines before it', Buffer.from('\r\n\r\n250-test\r\n250 AUTH PLAIN\r\n'), /^Mechanism/],
    [
      'extra replies behind it',
      Buffer.from('250-test\r\n250 AUTH PLAIN\r\n250 extra\r\n535 extra\r\n'),
      /answers nothing/,
    ],
    ['a line without a code behind it', Buffer.from('250-test\r\n250 AUTH PLAIN\r\nsurprise\r\n'), /answers nothing/],
  ])('is accepted and noted: %s', async (_name, hello, note) => {
    const server = await serve(accepting((line) => (/^EHLO/.test(line) ? hello : '')));
    const result = await run(account(server.port));
    expect(result.outcome).toBe('passed');
    expect(notes(result)).toMatch(note);
  });

  it('keeps what the server really said in the transcript', async () => {
    const hello = Buffer.from('250-caf\xe9\r\n250 AUTH PLAIN\r\n', 'latin1');
    const server = await serve(accepting((line) => (/^EHLO/.test(line) ? hello : '')));
    expect(JSON.stringify((await run(account(server.port))).transcript)).toContain('250-café');
  });

  it('comes byte by byte', async () => {
    const slow: Answer = (line, socket) => {
      if (!/^EHLO/.test(line)) return '';
      const bytes = '250-test\r\n250 AUTH PLAIN\r\n';
      for (let at = 0; at < bytes.length; at += 1) setTimeout(() => socket.write(bytes.charAt(at)), 3 * at);
      return Buffer.from('');
    };
    const answer = accepting();
    const server = await serve((line, socket) =>
      /^EHLO/.test(line) ? (slow(line, socket) ?? '') : answer(line, socket),
    );
    expect((await run(account(server.port))).outcome).toBe('passed');
  });

  it('is never taken for the answer to a command that comes later', async () => {
    const server = await serve(
      accepting((line) =>
        /^EHLO/.test(line)
          ? Buffer.from(`250-test\r\n250 AUTH PLAIN\r\n${login}`)
          : /^AUTH/.test(line)
            ? '535 5.7.8 no'
            : '',
      ),
    );
    expect(await run(account(server.port))).toMatchObject({ failedStage: 'auth', reply: { code: 535 } });
  });
});

describe('what is not SMTP', () => {
  it.each([
    ['* OK IMAP4rev1 ready', 'greeting'],
    ['SSH-2.0-OpenSSH_9.2', 'greeting'],
    ['HTTP/1.1 400 Bad Request', 'greeting'],
  ])('is told at the greeting: %s', async (greeting, stage) => {
    const server = await serve(() => '', { greeting });
    const result = await run(account(server.port));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: stage, reply: { code: 0, text: greeting } });
    expect(result.ms).toBeLessThan(3000);
  });

  it.each(['250 welcome', '354 go on', '199 hm', '999 hm'])('is a greeting of %j', async (greeting) => {
    const server = await serve(accepting(), { greeting });
    expect(await run(account(server.port))).toMatchObject({ outcome: 'failed', failedStage: 'greeting' });
    expect(server.received.join()).not.toContain('AUTH');
  });
});

describe('too much', () => {
  const flood = (text: string): Answer =>
    accepting((line, socket) => {
      if (!/^EHLO/.test(line)) return '';
      const more = () => {
        while (!socket.destroyed && socket.writable) if (!socket.write(text.repeat(500))) break;
      };
      socket.on('drain', more);
      more();
      return Buffer.from('');
    });

  it.each([
    ['an endless line', 'x'],
    ['an endless reply', '250-more and more\r\n'],
    ['endless replies', '250 more and more\r\n'],
    ['endless empty lines', '\r\n'],
    ['endless lines without a code', 'spam\r\n'],
  ])('is stopped: %s', async (_name, text) => {
    const server = await serve(flood(text));
    const result = await run(account(server.port));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'ehlo', fault: { code: 'EREPLYTOOLONG' } });
    expect(JSON.stringify(result).length).toBeLessThan(200_000);
  });

  it('is a reply of one megabyte, at any stage', async () => {
    const big = `550 ${'x'.repeat(1_000_000)}`;
    for (const [command, stage] of [
      ['AUTH', 'auth'],
      ['MAIL', 'mail'],
    ] as const) {
      const server = await serve(accepting((line) => (line.startsWith(command) ? big : '')));
      const result = await run(account(server.port, {}, 'send'));
      expect(result).toMatchObject({ failedStage: stage, fault: { code: 'EREPLYTOOLONG' } });
    }
    const greeted = await serve(accepting(), { greeting: big });
    expect(await run(account(greeted.port))).toMatchObject({
      failedStage: 'greeting',
      fault: { code: 'EREPLYTOOLONG' },
    });
  });
});

describe('the end of the connection', () => {
  it('after half a line still shows that line', async () => {
    const server = await serve(
      accepting((line, socket) => {
        if (!/^AUTH/.test(line)) return '';
        socket.end('535 5.7.8 half a li');
        return Buffer.from('');
      }),
    );
    const result = await run(account(server.port));
    expect(result).toMatchObject({ failedStage: 'auth', reply: { code: 535, text: '535 5.7.8 half a li' } });
    expect(notes(result)).toContain('in the middle of a reply');
  });

  it('after half a reply that agrees is no agreement', async () => {
    const server = await serve(
      accepting((line, socket) => {
        if (!/^AUTH/.test(line)) return '';
        socket.end('235 2.7.0 acce');
        return Buffer.from('');
      }),
    );
    expect(await run(account(server.port))).toMatchObject({ failedStage: 'auth', fault: { code: 'ECONNECTION' } });
  });

  it('after 421 is told with the reply', async () => {
    const server = await serve(
      accepting((line, socket) => {
        if (!/^MAIL/.test(line)) return '';
        socket.end('421 4.3.2 going down\r\n');
        return Buffer.from('');
      }),
    );
    for (const mode of ['send', 'envelope'] as const)
      expect(await run(account(server.port, {}, mode))).toMatchObject({ failedStage: 'mail', reply: { code: 421 } });
  });
});

describe('a slow stage', () => {
  it('is told once, while it runs', async () => {
    const answer = accepting();
    const server = await serve((line, socket) => (/^AUTH/.test(line) ? '' : answer(line, socket)));
    const events: string[] = [];
    const result = await run(account(server.port), {
      slowAfterMs: 60,
      deadlines: { auth: 250 },
      onStage: ({ stage, state }) => events.push(`${stage} ${state}`),
    });
    expect(events.slice(-3)).toEqual(['auth started', 'auth slow', 'auth ended']);
    expect(events.filter((event) => event.endsWith('slow'))).toEqual(['auth slow']);
    expect(outcomes(result).at(-1)).toBe('auth silent');
  });
});
