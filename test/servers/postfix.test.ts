import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, TestMode } from '../../src/core/account/account';
import { probe } from '../../src/core/probe/probe';
import type { ProbeResult } from '../../src/core/probe/probe-result';
import { type PostfixDoor, type PostfixServer, postfixUsers, startPostfix, whyNoPostfix } from './postfix-server';

const [shop, other] = postfixUsers;
const missing = whyNoPostfix();
if (missing !== undefined) process.stdout.write(`skipped: Postfix and Dovecot: ${missing}\n`);

let server: PostfixServer;

describe.skipIf(missing !== undefined)('Postfix with Dovecot', () => {
  beforeAll(async () => {
    server = await startPostfix();
  }, 40_000);

  afterAll(async () => {
    await server?.close();
  });

  const account = (door: PostfixDoor, mode: TestMode, more: Partial<Account> = {}): Account => ({
    name: 'shop',
    host: 'localhost',
    family: 'ipv4',
    port: server.ports[door],
    encryption: door === 'submission' ? 'starttls' : 'tls',
    auth: 'password',
    user: shop.user,
    password: shop.password,
    from: `Shop <${shop.from}>`,
    ehloName: 'client.example.test',
    timeoutMs: 15_000,
    tls: { verify: true, ca: server.authority },
    test: { mode, to: [other.from], body: 'both' },
    ...more,
  });

  /** Runs a test and makes sure that the password is nowhere in its result. */
  const run = async (of: Account): Promise<ProbeResult> => {
    const result = await probe(of);
    expect(JSON.stringify(result)).not.toContain(JSON.stringify(of.password).slice(1, -1));
    return result;
  };

  const outcomes = ({ stages }: ProbeResult) => stages.map(({ stage, outcome }) => `${stage} ${outcome}`);

  it.each([
    ['submission', ['greeting', 'ehlo', 'starttls', 'tls', 'ehlo', 'auth']],
    ['submissions', ['tls', 'greeting', 'ehlo', 'auth']],
  ] as const)('%s: the right password signs in', async (door, stages) => {
    const result = await run(account(door, 'login'));
    expect(result.outcome).toBe('passed');
    expect(outcomes(result)).toEqual(['dns', 'tcp', ...stages, 'quit'].map((stage) => `${stage} passed`));
    expect(result.tls).toMatchObject({ verified: true, protocol: 'TLSv1.3' });
    expect(result.capabilities.join('\n')).toMatch(/^AUTH .*PLAIN/m);
    expect(result.transcript.some(({ text }) => text.includes('235 2.7.0'))).toBe(true);
  });

  it.each(['PLAIN', 'LOGIN'])('signs in with %s where it is asked for', async (mechanism) => {
    const result = await run(account('submissions', 'login', { mechanism }));
    expect(result.outcome).toBe('passed');
    expect(result.transcript.map(({ text }) => text).join('\n')).toContain(`AUTH ${mechanism}`);
  });

  it('offers AUTH only after STARTTLS, and the test waits for it', async () => {
    const { transcript, outcome } = await run(account('submission', 'login'));
    const texts = transcript.map(({ text }) => text);
    const upgrade = texts.indexOf('STARTTLS');
    expect(outcome).toBe('passed');
    expect(texts.slice(0, upgrade).join('\n')).not.toMatch(/AUTH/);
    expect(texts.slice(upgrade).join('\n')).toMatch(/^250.AUTH /m);
  });

  it.each(['submission', 'submissions'] as const)('%s: a wrong password is refused with 535', async (door) => {
    const result = await run(account(door, 'login', { password: 'not-this-one' }));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'auth',
      reply: { code: 535, enhanced: '5.7.8' },
    });
  });

  it('a connection is tested without a password', async () => {
    const result = await run(account('submission', 'connect', { password: 'not-this-one' }));
    expect(result.outcome).toBe('passed');
    expect(await server.log()).not.toContain('not-this-one');
  });

  it.each(['submission', 'submissions'] as const)('%s: the mail arrives', async (door) => {
    const result = await run(account(door, 'send'));
    expect(result).toMatchObject({ outcome: 'passed', accepted: [other.from] });
    const source = await server.delivered(other.from, result.messageId ?? 'none');
    expect(source).toContain(`Return-Path: <${shop.from}>`);
    expect(source).toContain('Auto-Submitted: auto-generated');
    expect(source).toContain('with ESMTPSA');
    expect(source).toMatch(/^Content-Type: multipart\/alternative/m);
  });

  it("refuses somebody else's sender address at the recipient", async () => {
    const result = await run(account('submissions', 'send', { from: other.from }));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'rcpt', reply: { code: 553, enhanced: '5.7.1' } });
    expect(result.reply?.text).toContain('not owned by user');
  });

  it("refuses somebody else's sender address at MAIL where it does not wait", async () => {
    const result = await run(account('strictSender', 'send', { from: other.from }));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'mail', reply: { code: 553, enhanced: '5.7.1' } });
  });

  it('denies relaying without a login', async () => {
    const test: Account['test'] = { mode: 'send', to: ['someone@elsewhere.example'], body: 'text' };
    // an address with an owner would be refused for not being logged in
    const result = await run(account('submissions', 'send', { auth: 'none', from: 'nobody@elsewhere.example', test }));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'rcpt', reply: { code: 554, enhanced: '5.7.1' } });
    expect(result.reply?.text).toContain('Relay access denied');
  });

  it('does not know a recipient', async () => {
    const test: Account['test'] = { mode: 'send', to: ['nobody@example.test'], body: 'text' };
    const result = await run(account('submissions', 'send', { test }));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'rcpt', reply: { code: 550, enhanced: '5.1.1' } });
  });

  it('knows one of two recipients', async () => {
    const test: Account['test'] = { mode: 'send', to: [other.from, 'nobody@example.test'], body: 'text' };
    const result = await run(account('submission', 'send', { test }));
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'rcpt',
      accepted: [other.from],
      reply: { code: 550, enhanced: '5.1.1' },
    });
    await server.delivered(other.from, result.messageId ?? 'none');
  });

  it('refuses a message that is too large', async () => {
    const result = await run(account('tiny', 'send'));
    expect(result.outcome).toBe('failed');
    expect(['mail', 'data']).toContain(result.failedStage);
    expect(result.reply).toMatchObject({ code: 552, enhanced: '5.3.4' });
  });

  it('refuses an EHLO name', async () => {
    const result = await run(account('strictHello', 'login', { ehloName: 'laptop' }));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'ehlo', reply: { code: 504, enhanced: '5.5.2' } });
    expect((await run(account('strictHello', 'login'))).outcome).toBe('passed');
  });

  it('checks an envelope and sends nothing', async () => {
    const good = await run(account('submissions', 'envelope'));
    expect(good.outcome).toBe('passed');
    expect(outcomes(good)).toContain('rcpt passed');
    expect(outcomes(good).join()).not.toContain('data');
    const test: Account['test'] = { mode: 'envelope', to: ['nobody@example.test'], body: 'text' };
    const bad = await run(account('submissions', 'envelope', { test }));
    expect(bad).toMatchObject({ outcome: 'failed', failedStage: 'rcpt', reply: { code: 550 } });
  });
});
