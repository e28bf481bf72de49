import { describe, expect, it, vi } from 'vitest';
import { accepting, account, notes, outcomes, run, type ScriptServer, serve } from './script-server';

const two = { to: ['boss@example.com', 'Gone <gone@example.com>'], mode: 'envelope' as const, body: 'text' as const };
const verbs = ({ received }: ScriptServer) => received.map((line) => line.split(/[\s:]/)[0]);

describe('the mode envelope', () => {
  it('asks for the sender and each recipient, then takes it all back: no message goes out', async () => {
    const server = await serve(accepting());
    const result = await run(account(server.port, { test: two }, 'envelope'));
    expect(result.outcome).toBe('passed');
    await vi.waitFor(() =>
      expect(server.received.slice(2)).toEqual([
        'MAIL FROM:<shop@example.com>',
        'RCPT TO:<boss@example.com>',
        'RCPT TO:<gone@example.com>',
        'RSET',
        'QUIT',
      ]),
    );
    expect(outcomes(result).slice(-4)).toEqual(['auth passed', 'mail passed', 'rcpt passed', 'quit passed']);
    expect(result.recipients?.map(({ address, accepted }) => [address, accepted])).toEqual([
      ['boss@example.com', true],
      ['gone@example.com', true],
    ]);
  });

  it('fails when one recipient is refused, names it, and asks for the others all the same', async () => {
    const server = await serve(accepting((line) => (/RCPT.*boss/.test(line) ? '550 5.1.1 no such user' : '')));
    const result = await run(account(server.port, { test: two }, 'envelope'));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'rcpt', reply: { code: 550, enhanced: '5.1.1' } });
    expect(result.recipients).toEqual([
      {
        address: 'boss@example.com',
        accepted: false,
        reply: { text: '550 5.1.1 no such user', code: 550, enhanced: '5.1.1' },
      },
      { address: 'gone@example.com', accepted: true, reply: { text: '250 2.1.5 ok', code: 250, enhanced: '2.1.5' } },
    ]);
    expect(verbs(server)).toContain('RSET');
    expect(verbs(server)).not.toContain('DATA');
  });

  it('fails at MAIL when the sender is refused, and asks for no recipient', async () => {
    const server = await serve(accepting((line) => (/^MAIL/.test(line) ? '553 5.7.1 not yours' : '')));
    const result = await run(account(server.port, {}, 'envelope'));
    expect(result).toMatchObject({ failedStage: 'mail', reply: { code: 553 } });
    expect(verbs(server)).not.toContain('RCPT');
  });

  it('does not care how RSET is answered, but notices a connection that is closed', async () => {
    const odd = await serve(accepting((line) => (line === 'RSET' ? '502 what?' : '')));
    expect((await run(account(odd.port, {}, 'envelope'))).outcome).toBe('passed');
    const gone = await serve(accepting((line) => (/^RCPT/.test(line) ? undefined : '')));
    const result = await run(account(gone.port, {}, 'envelope'));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'rcpt', fault: { code: 'ECONNECTION' } });
  });

  it('says SMTPUTF8 for an address that is not ASCII where the server can do it (RFC 6531)', async () => {
    const server = await serve(accepting(undefined, ['SMTPUTF8', 'AUTH PLAIN']));
    await run(account(server.port, { from: 'grüße@example.com' }, 'envelope'));
    expect(server.received).toContain('MAIL FROM:<grüße@example.com> SMTPUTF8');
  });

  it.each(['a@b.c>\r\nDATA', 'a<b>@c'])('never puts %j into a command', async (bad) => {
    const server = await serve(accepting());
    const result = await run(account(server.port, { envelopeFrom: bad }, 'envelope'));
    expect(server.received.join('\n')).not.toMatch(/DATA|<a<|<b>@/);
    expect(['passed', 'failed']).toContain(result.outcome);
  });
});

describe('the mode send', () => {
  it('tells each recipient on its own', async () => {
    const server = await serve(
      accepting((line) => (/RCPT.*gone/.test(line) ? '550 5.1.1 no' : ''), ['PIPELINING', 'AUTH PLAIN']),
    );
    const result = await run(account(server.port, { test: two }, 'send'));
    expect(result.recipients?.map(({ accepted }) => accepted)).toEqual([true, false]);
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'rcpt', accepted: ['boss@example.com'] });
  });
});

describe('the mode simulate', () => {
  it('builds the mail, delivers it to a server of ours, and says that nothing else was tried', async () => {
    const server = await serve(accepting());
    const events: string[] = [];
    const result = await run(account(server.port, {}, 'simulate'), { onStage: ({ stage }) => events.push(stage) });
    expect(server.connections).toBe(0);
    expect(result).toMatchObject({
      outcome: 'passed',
      mode: 'simulate',
      simulated: true,
      host: '127.0.0.1',
      port: server.port,
      accepted: ['boss@example.com'],
    });
    expect(outcomes(result)).toEqual([
      'dns skipped',
      'tcp skipped',
      'greeting skipped',
      'ehlo skipped',
      'mail passed',
      'rcpt passed',
      'data passed',
      'quit skipped',
    ]);
    expect(new Set(events)).toEqual(new Set(['mail', 'rcpt', 'data']));
    expect(notes(result)).toContain('Simulated');
    expect(result).not.toHaveProperty('tls');
  });

  it('opens nothing for a host that does not exist, and finds a missing recipient', async () => {
    const elsewhere = account(1, { host: 'no-such-host.invalid', encryption: 'tls' }, 'simulate');
    expect((await run(elsewhere)).outcome).toBe('passed');
    const nobody = account(1, { test: { to: [], mode: 'simulate', body: 'text' } }, 'simulate');
    expect(await run(nobody)).toMatchObject({ outcome: 'failed', failedStage: 'settings' });
  });
});
