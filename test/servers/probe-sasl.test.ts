import { createHmac } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { probe } from '../../src/core/probe/probe';
import { accepting, account, notes, outcomes, password, run, type ScriptServer, serve } from './script-server';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const token = 'ya29.A0ARrdaM-long_token/with+signs==';
const user = 'ĄŽ=,@example.com';
const refusal = { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' };
const logins = ({ received }: ScriptServer) => received.filter((line) => /^AUTH/.test(line));

describe('a password', () => {
  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'])('goes by %s with every character in it', async (mechanism) => {
    const challenge = '<1896.697170952@postoffice.example.com>';
    const digest = createHmac('md5', password).update(challenge).digest('hex');
    const replies: Record<string, string> = {
      [`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`]: '235 ok',
      'AUTH LOGIN': '334 VXNlcm5hbWU6',
      [base64(user)]: '334 UGFzc3dvcmQ6',
      [base64(password)]: '235 ok',
      'AUTH CRAM-MD5': `334 ${base64(challenge)}`,
      [base64(`${user} ${digest}`)]: '235 ok',
    };
    const server = await serve(
      accepting((line) => replies[line] ?? (/^AUTH/.test(line) ? '535 no' : ''), [`AUTH ${mechanism}`]),
    );
    const result = await run(account(server.port, { user }));
    expect(result.outcome).toBe('passed');
    expect(result.auth).toEqual({ mechanism, offered: [mechanism], forced: false });
    expect(notes(result)).toContain(`Mechanism ${mechanism}`);
  });

  it.each(['250', 'PLAIN', 'AUTH', '235'])(
    'may be %j: what the server says is understood all the same',
    async (odd) => {
      const server = await serve(accepting());
      expect((await probe(account(server.port, { password: odd }))).outcome).toBe('passed');
    },
  );

  it('goes by the mechanism that the settings name', async () => {
    const server = await serve(
      accepting((line) => (line === 'AUTH LOGIN' ? '334 ' : /^[A-Za-z0-9+/=]+$/.test(line) ? '334 ' : '')),
    );
    const result = await run(account(server.port, { mechanism: 'LOGIN' }), { deadlines: { auth: 200 } });
    expect(logins(server)).toEqual(['AUTH LOGIN']);
    expect(result.auth).toEqual({ mechanism: 'LOGIN', offered: ['PLAIN', 'LOGIN'], forced: true });
  });

  it.each([
    ['AUTH=PLAIN', 'PLAIN'],
    ['AUTH GSSAPI NTLM login', 'LOGIN'],
    ['auth plain', 'PLAIN'],
  ])('finds its mechanism in %j', async (keyword, mechanism) => {
    const server = await serve(accepting((line) => (line === 'AUTH LOGIN' ? '535 no' : ''), [keyword]));
    expect((await run(account(server.port))).auth?.mechanism).toBe(mechanism);
  });

  it.each([
    ['unknown ones only', ['AUTH GSSAPI NTLM'], {}, 'EAUTHMECH'],
    ['only those for tokens', ['AUTH XOAUTH2 OAUTHBEARER'], {}, 'EAUTHMECH'],
    ['not the one of the settings', ['AUTH PLAIN'], { mechanism: 'CRAM-MD5' }, 'EAUTHMECH'],
    ['none for a token', ['AUTH PLAIN LOGIN'], { auth: 'oauth2' as const }, 'EAUTHMECH'],
    ['an empty list', ['AUTH'], {}, 'EAUTHMECH'],
    ['no AUTH', ['SIZE 10'], {}, 'ENOAUTH'],
    ['no keywords', [], {}, 'ENOAUTH'],
  ])('stays here when the server offers %s', async (_name, keywords, more, code) => {
    const server = await serve(accepting(undefined, keywords));
    const result = await run(account(server.port, more));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'auth', fault: { kind: 'protocol', code } });
    expect(outcomes(result).at(-1)).toBe('auth failed');
    expect(logins(server)).toEqual([]);
    expect(result.auth).not.toHaveProperty('mechanism');
  });

  it('stays here after HELO, which has no keywords', async () => {
    const server = await serve(
      accepting((line) => (/^EHLO/.test(line) ? '502 no' : /^HELO/.test(line) ? '250 hi' : '')),
    );
    const result = await run(account(server.port));
    expect(result).toMatchObject({ failedStage: 'auth', fault: { code: 'ENOAUTH' } });
    expect(notes(result)).toContain('HELO');
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;

  it.skipIf(outside === undefined)('stays here when the connection is not encrypted and leaves loopback', async () => {
    const server = await serve(accepting(), { host: '0.0.0.0' });
    const away = account(server.port, { host: outside ?? '' });
    const result = await run(away);
    expect(result).toMatchObject({ failedStage: 'auth', fault: { code: 'ECLEARTEXT' } });
    expect(logins(server)).toEqual([]);
    expect((await run(away, { allowClearTextLogin: true })).outcome).toBe('passed');
  });

  it('goes to localhost in the clear, where that is this machine', async () => {
    const server = await serve(accepting());
    expect((await run(account(server.port, { host: 'localhost', family: 'ipv4' }))).outcome).toBe('passed');
  });

  it('is not asked for without end', async () => {
    const server = await serve(accepting((line) => (/^(EHLO|QUIT)/.test(line) ? '' : '334 bW9yZQ=='), ['AUTH PLAIN']));
    const result = await run(account(server.port));
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'auth', fault: { code: 'EAUTHLOOP' } });
    expect(server.received.length).toBeLessThan(30);
  });
});

describe('an access token', () => {
  const oauth = { auth: 'oauth2' as const, user, password: token };
  const blob = (mechanism: string, port: number) =>
    mechanism === 'XOAUTH2'
      ? `user=${user}\u0001auth=Bearer ${token}\u0001\u0001`
      : `n,a=ĄŽ=3D=2C@example.com,\u0001host=127.0.0.1\u0001port=${port}\u0001auth=Bearer ${token}\u0001\u0001`;

  it.each(['XOAUTH2', 'OAUTHBEARER'])('goes by %s with the initial response', async (mechanism) => {
    const server = await serve(accepting(undefined, [`AUTH PLAIN ${mechanism}`]));
    const result = await run(account(server.port, oauth));
    expect(result.outcome).toBe('passed');
    expect(logins(server)).toEqual([`AUTH ${mechanism} ${base64(blob(mechanism, server.port))}`]);
    expect(result.auth?.mechanism).toBe(mechanism);
    expect(result.transcript.map(({ text }) => text)).toContain(`AUTH ${mechanism} ***`);
  });

  it('goes as a response where the command line would get too long', async () => {
    const long = 'a1B2'.repeat(4000);
    const server = await serve(
      accepting((line) => (line === 'AUTH XOAUTH2' ? '334 ' : line.length > 1000 ? '235 ok' : ''), ['AUTH XOAUTH2']),
    );
    expect((await run(account(server.port, { ...oauth, password: long }))).outcome).toBe('passed');
    expect(logins(server)).toEqual(['AUTH XOAUTH2']);
  });

  it.each([
    ['XOAUTH2', ''],
    ['OAUTHBEARER', 'AQ=='],
  ])('that %s refuses: the reason is read, answered with %j, and nothing is repeated', async (mechanism, dummy) => {
    const server = await serve(
      accepting(
        (line) =>
          /^AUTH/.test(line)
            ? `334 ${base64(JSON.stringify({ ...refusal, echo: token }))}`
            : line === dummy
              ? '535 5.7.8 bad token'
              : '',
        [`AUTH ${mechanism}`],
      ),
    );
    const result = await run(account(server.port, oauth));
    expect(result).toMatchObject({ failedStage: 'auth', reply: { code: 535, enhanced: '5.7.8' } });
    expect(notes(result)).toContain('"status":"400"');
    expect(server.received.slice(-2)).toEqual([expect.stringMatching(/^AUTH/), dummy]);
    expect(logins(server)).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain('A0ARrdaM');
  });

  it('is refused also where the server says 235 after its error, or hangs up', async () => {
    const odd = await serve(
      accepting((line) => (/^AUTH/.test(line) ? `334 ${base64('{}')}` : line === '' ? '235 ok' : ''), ['AUTH XOAUTH2']),
    );
    expect(await run(account(odd.port, oauth))).toMatchObject({ failedStage: 'auth', fault: { code: 'EAUTH' } });
    const gone = await serve(
      accepting(
        (line) => (/^AUTH/.test(line) ? `334 ${base64('{}')}` : line === '' ? undefined : ''),
        ['AUTH XOAUTH2'],
      ),
    );
    expect(await run(account(gone.port, oauth))).toMatchObject({ failedStage: 'auth', fault: { code: 'ECONNECTION' } });
  });

  it('goes by the forced mechanism also where the account says password', async () => {
    const server = await serve(accepting(undefined, ['AUTH PLAIN XOAUTH2']));
    const result = await run(account(server.port, { mechanism: 'XOAUTH2', password: token }));
    expect(result).toMatchObject({ outcome: 'passed', auth: { mechanism: 'XOAUTH2', forced: true } });
  });
});
