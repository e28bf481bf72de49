import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createCertificate } from '../../src/core/inbox/create-certificate';
import type { ServerCertificate } from '../../src/core/inbox/start-smtp-server';
import { type Answer, accepting, account, outcomes, password, run, serve } from './script-server';

let certificate: ServerCertificate;

beforeAll(async () => {
  certificate = await createCertificate();
});

describe('before SMTP begins', () => {
  it('tells a refused connection', async () => {
    const { port, close } = await serve(accepting());
    await close();
    const result = await run(account(port));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'tcp',
      fault: { kind: 'system', code: 'ECONNREFUSED' },
    });
    expect(outcomes(result)).toEqual(['dns passed', 'tcp failed']);
  });

  it('tells a name that does not exist', async () => {
    const result = await run(account(1, { host: 'no-such-host.invalid' }), { deadlines: { dns: 8000 } });
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'dns' });
  });

  it.each(['none', 'starttls', 'tls'] as const)(
    'tells a connection that is closed at once (%s)',
    async (encryption) => {
      const { port } = await serve(() => '', { greeting: null });
      const result = await run(account(port, { encryption }));
      expect(result).toMatchObject({ outcome: 'failed', failedStage: encryption === 'tls' ? 'tls' : 'greeting' });
      expect(result.fault?.code).toMatch(/ECONN/);
      expect(result.reply).toBeUndefined();
    },
  );

  it('tells silence instead of a greeting', async () => {
    const { port, closed } = await serve(() => '', { greeting: '' });
    const result = await run(account(port), { deadlines: { greeting: 80 } });
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'greeting' });
    expect(outcomes(result).at(-1)).toBe('greeting silent');
    await closed;
  });

  it('tells silence instead of a TLS handshake', async () => {
    const { port } = await serve(() => '', { greeting: '' });
    const result = await run(account(port, { encryption: 'tls' }), { deadlines: { tls: 80 } });
    expect(outcomes(result).at(-1)).toBe('tls silent');
  });

  it.each([
    ['421 4.7.0 try again later', 421],
    ['554 5.7.1 your address is blocked', 554],
    ['554-5.7.1 blocked\r\n554 5.7.1 see example.com', 554],
  ])('tells a greeting that refuses: %s', async (greeting, code) => {
    const { port, received } = await serve(() => '', { greeting });
    const result = await run(account(port));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'greeting',
      reply: { code, text: greeting.replace('\r\n', '\n') },
    });
    expect(received.filter((line) => line !== 'QUIT')).toEqual([]);
  });

  it('stops all when the whole time is up, in the stage that runs', async () => {
    const { port, closed } = await serve(() => '');
    const result = await run(account(port, { timeoutMs: 150 }));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'ehlo' });
    expect(outcomes(result).at(-1)).toBe('ehlo silent');
    await closed;
  });
});

describe('STARTTLS', () => {
  it.each([
    ['502 5.5.1 unknown', ''],
    ['silence', '-'],
  ])('that is not offered is a failure, and nothing signs in (%s)', async (said, rest) => {
    const { port, received } = await serve(
      accepting((command) => (command === 'STARTTLS' && rest === '' ? said : '')),
      { tls: certificate },
    );
    const result = await run(account(port, { encryption: 'starttls' }), { deadlines: { tls: 300 } });
    expect(result.outcome).toBe('failed');
    if (rest === '')
      expect(result).toMatchObject({ failedStage: 'starttls', fault: { kind: 'protocol', code: 'ESTARTTLS' } });
    expect(received.join('\n')).not.toMatch(/AUTH|MAIL/);
  });

  it('that is offered and refused is a failure with the reply', async () => {
    const refuse = (command: string) => (command === 'STARTTLS' ? '454 4.7.0 TLS not available' : '');
    const { port, received } = await serve(accepting(refuse, ['STARTTLS', 'AUTH PLAIN']), { tls: certificate });
    const result = await run(account(port, { encryption: 'starttls' }));
    expect(result).toMatchObject({ failedStage: 'starttls', reply: { code: 454, enhanced: '4.7.0' } });
    expect(result.fault?.code).not.toBe('ESTARTTLS');
    expect(received.join('\n')).not.toMatch(/AUTH/);
  });

  it('throws away what came before the handshake (RFC 3207 section 5)', async () => {
    const inject = (command: string) =>
      command === 'STARTTLS' ? '220 go\r\n250-injected\r\n250 AUTH PLAIN X-EVIL' : '';
    const { port } = await serve(accepting(inject, ['STARTTLS']), { tls: certificate });
    const result = await run(account(port, { encryption: 'starttls', tls: { verify: true, ca: certificate.cert } }));
    expect(result.capabilities.join()).not.toContain('X-EVIL');
    expect(JSON.stringify(result.stages)).not.toContain('injected');
  });
});

describe('the certificate', () => {
  it.each(['tls', 'starttls'] as const)(
    'that nobody vouches for stops the test before the login (%s)',
    async (encryption) => {
      const { port, received } = await serve(accepting(undefined, ['STARTTLS', 'AUTH PLAIN']), {
        implicitTls: encryption === 'tls',
        tls: certificate,
      });
      const result = await run(account(port, { encryption }));
      expect(result).toMatchObject({
        outcome: 'failed',
        failedStage: 'tls',
        fault: { kind: 'tls', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      });
      expect(received.join('\n')).not.toMatch(/AUTH/);
    },
  );

  it.each(['tls', 'starttls'] as const)('for another name stops the test before the login (%s)', async (encryption) => {
    const { port, received } = await serve(accepting(undefined, ['STARTTLS', 'AUTH PLAIN']), {
      implicitTls: encryption === 'tls',
      tls: certificate,
    });
    const tls = { verify: true, ca: certificate.cert, servername: 'mail.example.com' };
    const result = await run(account(port, { encryption, tls }));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'tls',
      fault: { kind: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    expect(received.join('\n')).not.toMatch(/AUTH/);
  });

  it.each(['tls', 'starttls'] as const)(
    'is accepted with verify: false, and called unverified (%s)',
    async (encryption) => {
      const { port } = await serve(accepting(undefined, ['STARTTLS', 'AUTH PLAIN']), {
        implicitTls: encryption === 'tls',
        tls: certificate,
      });
      const result = await run(account(port, { encryption, tls: { verify: false } }));
      expect(result).toMatchObject({ outcome: 'passed', tls: { verified: false } });
      expect(result.tls?.chain).toHaveLength(1);
    },
  );
});

describe('signing in', () => {
  it('is left out in the mode connect', async () => {
    const { port, received } = await serve(accepting());
    const result = await run(account(port, {}, 'connect'));
    expect(result.outcome).toBe('passed');
    await vi.waitFor(() => expect(received.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'QUIT']));
  });

  it('is left out without a password, and nothing is sent in the mode login', async () => {
    const { port, received } = await serve(accepting());
    expect((await run(account(port, { auth: 'none' }))).outcome).toBe('passed');
    expect(received.join('\n')).not.toMatch(/AUTH|MAIL/);
  });

  it('passes when the server asks for the password with 334', async () => {
    const answers: Record<string, string> = {
      'AUTH LOGIN': '334 VXNlcm5hbWU6',
      [Buffer.from('shop@example.com').toString('base64')]: '334 UGFzc3dvcmQ6',
      [Buffer.from(password).toString('base64')]: '235 2.7.0 ok',
    };
    const { port, received } = await serve(accepting((command) => answers[command] ?? '', ['AUTH LOGIN']));
    const result = await run(account(port));
    expect(result.outcome).toBe('passed');
    expect(outcomes(result).slice(-2)).toEqual(['auth passed', 'quit passed']);
    expect(received).toContain(Buffer.from(password).toString('base64'));
  });

  it('is silent when the server asks and then says nothing', async () => {
    const { port } = await serve(accepting((command) => (/^AUTH/.test(command) ? '334 ' : '')));
    const result = await run(account(port), { deadlines: { auth: 150 } });
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'auth' });
    expect(outcomes(result).at(-1)).toBe('auth silent');
  });

  it('is refused with the reply, once', async () => {
    const { port, received } = await serve(
      accepting((command) => (/^AUTH/.test(command) ? `535 5.7.8 ${password} is wrong` : '')),
    );
    const result = await run(account(port));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'auth',
      reply: { code: 535, enhanced: '5.7.8', text: '535 5.7.8 *** is wrong' },
    });
    expect(result.fault).toBeUndefined();
    expect(received.filter((line) => /^AUTH/.test(line))).toHaveLength(1);
  });

  it('fails at auth when the server hangs up', async () => {
    const { port } = await serve(accepting((command) => (/^AUTH/.test(command) ? undefined : '')));
    const result = await run(account(port));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'auth' });
    expect(result.fault?.code).toMatch(/^ECONN/);
    expect(outcomes(result).at(-1)).toBe('auth failed');
  });
});

describe('sending', () => {
  const two = { to: ['boss@example.com', 'gone@example.com'], mode: 'send' as const, body: 'text' as const };
  const refuse = (pattern: RegExp): Answer =>
    accepting((command) => (pattern.test(command) ? '550 5.1.1 no such user' : ''));

  it('passes and says who got the mail', async () => {
    const { port, received } = await serve(accepting());
    const result = await run(account(port, { test: two }, 'send'));
    expect(result).toMatchObject({ outcome: 'passed', accepted: two.to });
    expect(received).toContain(`Message-ID: ${result.messageId}`);
  });

  it('fails at rcpt when one of two recipients is refused', async () => {
    const { port } = await serve(refuse(/^RCPT.*gone/));
    const result = await run(account(port, { test: two }, 'send'));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'rcpt',
      accepted: ['boss@example.com'],
      reply: { code: 550 },
    });
    expect(outcomes(result)).toContain('rcpt failed');
    expect(outcomes(result)).toContain('data passed');
  });

  it('fails at rcpt when all are refused, and sends no message', async () => {
    const { port, received } = await serve(refuse(/^RCPT/));
    const result = await run(account(port, { test: two }, 'send'));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'rcpt', reply: { code: 550, enhanced: '5.1.1' } });
    expect(received.join('\n')).not.toContain('Message-ID');
  });

  it('fails at mail when the sender is refused', async () => {
    const { port } = await serve(refuse(/^MAIL/));
    expect(await run(account(port, {}, 'send'))).toMatchObject({
      outcome: 'failed',
      failedStage: 'mail',
      reply: { code: 550 },
    });
  });

  it('fails at data when the message is refused', async () => {
    const { port } = await serve(refuse(/^\.$/));
    expect(await run(account(port, {}, 'send'))).toMatchObject({
      outcome: 'failed',
      failedStage: 'data',
      reply: { code: 550 },
    });
  });

  it('fails without a recipient, and says so', async () => {
    const { port, received } = await serve(accepting());
    const result = await run(account(port, { test: { ...two, to: [] } }, 'send'));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'settings',
      fault: { kind: 'protocol', code: 'EENVELOPE' },
    });
    expect(received).toEqual([]);
  });
});

describe('cancelling', () => {
  it.each([
    ['at the greeting', '', 'greeting'],
    ['during AUTH', '220 hi', 'auth'],
  ])('%s ends the test and closes the connection at once', async (_name, greeting, stage) => {
    const { port, closed, received } = await serve(
      (command) => (/^EHLO/.test(command) ? '250-test\r\n250 AUTH PLAIN' : ''),
      { greeting },
    );
    const controller = new AbortController();
    let cancelledAt = 0;
    const result = await run(account(port), {
      signal: controller.signal,
      onStage: (event) => {
        if (event.stage !== stage || event.state !== 'started') return;
        setTimeout(() => {
          cancelledAt = performance.now();
          controller.abort();
        }, 60);
      },
    });
    expect(result.outcome).toBe('cancelled');
    expect(result).not.toHaveProperty('failedStage');
    expect(outcomes(result).at(-1)).toBe(`${stage} cancelled`);
    expect((await closed) - cancelledAt).toBeLessThan(1000);
    expect(received).not.toContain('QUIT');
  });

  it('before the start opens nothing', async () => {
    const { port, received } = await serve(accepting());
    const result = await run(account(port), { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ outcome: 'cancelled', stages: [] });
    expect(received).toEqual([]);
  });

  it('while the name is looked up opens nothing later', async () => {
    const { port, received } = await serve(accepting());
    const controller = new AbortController();
    const result = await run(account(port, { host: 'localhost' }), {
      signal: controller.signal,
      onStage: ({ stage, state }) => stage === 'dns' && state === 'started' && controller.abort(),
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(outcomes(result)).toEqual(['dns cancelled']);
    expect(received).toEqual([]);
  });
});
