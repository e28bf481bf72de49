import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountPorts, readAccount } from '../../src/core/account/read-account';
import { parseSmtpDocument, type SmtpDocument } from '../../src/core/account/smtp-document';
import { probe } from '../../src/core/probe/probe';
import type { StageEvent } from '../../src/core/probe/probe-result';
import { openSampleWorkspace, type SampleWorkspace } from '../workspace-servers';

let workspace: SampleWorkspace;
let document: SmtpDocument;
let ports: AccountPorts;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-sample-'));
  workspace = await openSampleWorkspace(folder, join(__dirname, '../workspace'));
  document = parseSmtpDocument(await readFile(join(folder, 'smtp.yaml'), 'utf8'));
  ports = {
    files: { readText: (path) => readFile(join(folder, path), 'utf8') },
    environment: { get: () => undefined },
    secrets: { get: async () => undefined },
    prompt: { ask: async () => undefined },
    accessToken: async () => expect.fail('no account here signs in with OAuth 2'),
    agree: async () => false,
  };
});

afterAll(async () => {
  await workspace.close();
  await rm(workspace.folder, { recursive: true });
});

const run = async (name: string, onStage: (event: StageEvent) => void = () => undefined) =>
  probe(await readAccount(document, name, [], ports), { onStage });

describe('the accounts of the sample workspace, over real sockets', () => {
  it('sends a mail with the account that works, over verified TLS', async () => {
    const events: string[] = [];
    const result = await run('works', (event) => events.push(`${event.stage} ${event.state}`));
    expect(result.outcome).toBe('passed');
    expect(result.stages.map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual([
      'dns passed',
      'tcp passed',
      'tls passed',
      'greeting passed',
      'ehlo passed',
      'auth passed',
      'mail passed',
      'rcpt passed',
      'data passed',
      'quit passed',
    ]);
    expect(events[0]).toBe('dns started');
    expect(events).toHaveLength(20);
    expect(result.tls).toMatchObject({ verified: true, protocol: 'TLSv1.3' });
    expect(result.accepted).toEqual(['boss@example.com']);
    const mail = workspace.mails.at(-1);
    expect(mail).toMatchObject({ from: 'shop@example.com', to: ['boss@example.com'], user: 'shop@example.com' });
    expect(mail?.source).toContain(`Message-ID: ${result.messageId}`);
    expect(mail?.source).toContain('Auto-Submitted: auto-generated');
    expect(mail?.source).toContain('From: Sample Shop <shop@example.com>');
  });

  it.each([
    ['gmail-like', 534, '5.7.9', '534-5.7.9 Application-specific password required.'],
    ['outlook-like', 535, '5.7.139', '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.'],
    ['yahoo-like', 535, '5.7.0', '535 5.7.0 (#AUTH005) Too many bad auth attempts.'],
  ])('%s is refused at AUTH in the words of the provider', async (name, code, enhanced, text) => {
    const result = await run(name);
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'auth', reply: { code, enhanced } });
    expect(result.reply?.text).toContain(text);
  });

  it.each([
    ['gmail-like', 'abcdefghijklmnop', 'passed'],
    ['gmail-like', 'abcd efgh ijkl mnop', 'failed'],
    ['yahoo-like', 'abcdefghijklmnop', 'failed'],
  ])('%s with the password %s: %s', async (name, password, outcome) => {
    const account = await readAccount(document, name, [], ports);
    expect((await probe({ ...account, password }, {})).outcome).toBe(outcome);
  });

  it('keeps the lines of a multi-line refusal and of EHLO apart', async () => {
    const result = await run('gmail-like');
    expect(result.reply?.text.split('\n')).toHaveLength(2);
    expect(result.capabilities).toContain('AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH');
    expect(result.capabilities).not.toContain('STARTTLS');
  });

  it('goes through STARTTLS in the order of RFC 3207', async () => {
    const result = await run('outlook-like');
    expect(result.stages.map(({ stage }) => stage)).toEqual([
      'dns',
      'tcp',
      'greeting',
      'ehlo',
      'starttls',
      'tls',
      'ehlo',
      'auth',
    ]);
    expect(result.tls?.verified).toBe(true);
  });

  it('names the TLS stage when the mode is wrong', async () => {
    const result = await run('wrong-tls');
    expect(result).toMatchObject({
      outcome: 'failed',
      failedStage: 'tls',
      fault: { kind: 'tls', code: 'ERR_SSL_WRONG_VERSION_NUMBER' },
    });
    expect(result.alternatives?.[0]).toMatchObject({
      port: result.port,
      encryption: 'starttls',
      answers: true,
      starttls: true,
      mechanisms: ['PLAIN', 'LOGIN'],
    });
  });
});
