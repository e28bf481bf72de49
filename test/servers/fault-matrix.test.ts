import { networkInterfaces } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TlsOptions } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, TestMode } from '../../src/core/account/account';
import { probe } from '../../src/core/probe/probe';
import type { ProbeResult, Stage } from '../../src/core/probe/probe-result';
import { type DeafListener, startDeafListener } from './deaf-listener';
import { createFaultCertificates, type FaultCertificates } from './fault-certificates';
import {
  type Action,
  close,
  drip,
  endless,
  type FaultServer,
  type Point,
  reset,
  type Script,
  silence,
  startFaultServer,
  thenClose,
} from './fault-server';

/** What a row of the matrix expects in its stage. */
type Outcome = 'failed' | 'passed' | 'silent' | 'cancelled';

interface FaultCase {
  name: string;
  script: Script;
  /** Where it must be noticed; several where more than one is right. */
  stage: Stage | readonly Stage[];
  outcome: Outcome | readonly Outcome[];
  /** Reply code of the refusal; 0 for a reply without one. */
  code?: number;
  fault?: RegExp;
  /** Implicit TLS by default. */
  encryption?: Account['encryption'];
  mode?: TestMode;
  account?: Partial<Account>;
  /** Not on loopback; left out on a machine without a network. */
  elsewhere?: true;
  certificate?: Exclude<keyof FaultCertificates, 'authority'>;
  serverTls?: TlsOptions;
  cancelAt?: Stage;
  /** What else must be true. */
  check?: (result: ProbeResult, server: FaultServer) => void;
  /** Floods the client: memory and the time after the result are watched. */
  flood?: true;
}

const password = 'pä$$ "wörd"/+=?&42';
const user = 'shop@example.com';
const deadlineMs = 250;
const graceMs = 1000;
const megabyte = 1024 * 1024;

const starttls = { encryption: 'starttls' } as const;
const envelope = { mode: 'envelope' } as const;

/** An address of this machine that is not loopback; undefined on a machine without a network. */
const elsewhere = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

const connectOnly = { mode: 'connect' } as const;

/** The whole session with STARTTLS, point by point: what comes there, and the stage that it belongs to. */
const session: readonly [point: Point, stage: Stage, ordinary: string][] = [
  ['greeting', 'greeting', '220 fault.example ESMTP'],
  ['ehlo', 'ehlo', '250-fault.example\r\n250 STARTTLS'],
  ['starttls', 'starttls', '220 2.0.0 ready'],
  ['secureEhlo', 'ehlo', '250-fault.example\r\n250 AUTH PLAIN LOGIN'],
  ['auth', 'auth', '235 2.7.0 accepted'],
  ['mail', 'mail', '250 2.1.0 ok'],
  ['rcpt', 'rcpt', '250 2.1.5 ok'],
  ['data', 'data', '354 go on'],
  ['message', 'data', '250 2.0.0 queued'],
];

/** Answers at `point` and then goes through the handshake. */
const startTlsAfter =
  (text: string): Action =>
  async (peer) => {
    await peer.send(text);
    peer.startTls();
  };

const accepts220AndIs =
  (next: Action): Action =>
  async (peer) => {
    await peer.send('220 2.0.0 ready\r\n');
    if (typeof next === 'function') await next(peer);
    else await peer.send(next);
  };

const noLogin = (_result: ProbeResult, server: FaultServer) => expect(server.received.join('\n')).not.toMatch(/^AUTH/m);

const login = (...words: string[]) =>
  ['250-fault.example', '250-8BITMIME', ...words.map((word) => `250-${word}`), '250 ENHANCEDSTATUSCODES', ''].join(
    '\r\n',
  );

const challengeAlways: Script = { auth: '334 \r\n', authMore: '334 \r\n' };

const groups: Record<string, FaultCase[]> = {
  silence: [
    { name: 'silence instead of the TLS handshake', script: { connect: silence }, stage: 'tls', outcome: 'silent' },
    ...session.map(([point, stage]) => ({
      name: `silence at ${point}`,
      script: { [point]: silence },
      ...starttls,
      stage,
      outcome: 'silent' as const,
    })),
    {
      name: 'silence after the 220 of STARTTLS',
      script: { starttls: accepts220AndIs(silence) },
      ...starttls,
      stage: 'tls',
      outcome: 'silent',
    },
    {
      name: 'silence after a 334',
      script: { auth: '334 \r\n', authMore: silence },
      stage: 'auth',
      outcome: 'silent',
    },
    { name: 'silence at helo', script: { ehlo: '502 5.5.1 no\r\n', helo: silence }, stage: 'ehlo', outcome: 'silent' },
    {
      name: 'silence at rset (the envelope was answered)',
      script: { rset: silence },
      ...envelope,
      stage: 'rcpt',
      outcome: 'passed',
    },
    { name: 'silence at quit (all was answered)', script: { quit: silence }, stage: 'data', outcome: 'passed' },
    {
      name: 'a TLS port where a greeting is expected',
      script: { connect: (peer) => peer.startTls() },
      ...starttls,
      stage: 'greeting',
      outcome: 'silent',
    },
  ],
  slowness: [
    {
      name: 'every reply one byte at a time',
      script: Object.fromEntries(
        session.map(([point, , text]) => [
          point,
          point === 'starttls'
            ? async (peer) => {
                for (const byte of Buffer.from(`${text}\r\n`)) await peer.send(Buffer.of(byte));
                peer.startTls();
              }
            : drip(`${text}\r\n`),
        ]),
      ) as Script,
      ...starttls,
      stage: 'data',
      outcome: 'passed',
    },
    {
      name: 'a greeting that drips and never ends',
      script: { greeting: drip(`220 ${'x'.repeat(100_000)}`, 15) },
      stage: 'greeting',
      outcome: 'silent',
    },
    {
      name: 'an EHLO reply with a line every 50 ms and no end',
      script: {
        ehlo: async (peer) => {
          while (peer.open) {
            await peer.send('250-X-MORE\r\n');
            await sleep(50);
          }
        },
      },
      stage: 'ehlo',
      outcome: 'silent',
    },
    {
      name: 'the whole time is up while replies drip',
      script: { greeting: drip(`220 ${'x'.repeat(100_000)}`, 15) },
      account: { timeoutMs: 150 },
      stage: 'greeting',
      outcome: 'silent',
    },
  ],
  'closed and reset': [
    {
      name: 'closed instead of the TLS handshake',
      script: { connect: close },
      stage: 'tls',
      outcome: 'failed',
      fault: /ECONN/,
    },
    {
      name: 'reset instead of the TLS handshake',
      script: { connect: reset },
      stage: ['tcp', 'tls'],
      outcome: 'failed',
      fault: /ECONN/,
    },
    ...session.flatMap(([point, stage]) =>
      (
        [
          ['closed', close],
          ['reset', reset],
        ] as const
      ).map(
        ([name, action]): FaultCase => ({
          name: `${name} at ${point}`,
          script: { [point]: action },
          ...starttls,
          // a reset can be there before the client knows that it is connected
          stage: point === 'greeting' && name === 'reset' ? ['tcp', 'greeting'] : stage,
          outcome: 'failed',
          fault: /ECONN|EPIPE/,
        }),
      ),
    ),
    {
      name: 'closed after the 220 of STARTTLS',
      script: { starttls: accepts220AndIs(close) },
      ...starttls,
      stage: 'tls',
      outcome: 'failed',
      fault: /ECONN/,
    },
    {
      name: 'reset after the 220 of STARTTLS',
      script: { starttls: accepts220AndIs(reset) },
      ...starttls,
      stage: 'tls',
      outcome: 'failed',
      fault: /ECONN/,
    },
    {
      name: 'closed after a 334',
      script: { auth: '334 \r\n', authMore: close },
      stage: 'auth',
      outcome: 'failed',
      fault: /ECONN/,
    },
    {
      name: 'closed in the middle of a line at ehlo',
      script: { ehlo: thenClose('250-fault.example\r\n250 AUTH PL') },
      stage: 'ehlo',
      outcome: 'failed',
      fault: /ECONN/,
    },
    {
      name: 'closed in the middle of a refusal at auth',
      script: { auth: thenClose('535 5.7.8 bad creden') },
      stage: 'auth',
      outcome: 'failed',
    },
    { name: 'closed at quit', script: { quit: close }, stage: 'data', outcome: 'passed' },
    { name: 'reset at quit', script: { quit: reset }, stage: 'data', outcome: 'passed' },
  ],
  'malformed replies': [
    {
      name: 'a greeting without a code',
      script: { greeting: 'hello there\r\n' },
      stage: 'greeting',
      outcome: 'failed',
    },
    {
      name: 'a greeting of HTTP',
      script: { greeting: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n' },
      stage: 'greeting',
      outcome: 'failed',
    },
    { name: 'a greeting with 250', script: { greeting: '250 hi\r\n' }, stage: 'greeting', outcome: 'failed' },
    {
      name: 'a reply without a code at mail',
      script: { mail: 'fine by me\r\n' },
      stage: 'mail',
      outcome: 'failed',
      code: 0,
    },
    { name: 'a 354 at rcpt', script: { rcpt: '354 go on\r\n' }, stage: 'rcpt', outcome: 'failed' },
    { name: 'a 354 as the last reply', script: { message: '354 more\r\n' }, stage: 'data', outcome: 'failed' },
    { name: 'a 250 at auth', script: { auth: '250 ok\r\n' }, stage: 'auth', outcome: ['passed', 'failed'] },
    { name: 'a bare code at auth', script: { auth: '235\r\n' }, stage: 'auth', outcome: 'passed' },
    {
      name: 'NUL in the EHLO reply',
      script: { ehlo: '250-fault\0example\r\n250-X-\0\r\n250 AUTH PLAIN\r\n' },
      stage: 'ehlo',
      outcome: 'passed',
    },
    {
      name: 'NUL in a refusal',
      script: { rcpt: '550 5.1.1 no\0body\r\n' },
      stage: 'rcpt',
      outcome: 'failed',
      code: 550,
      check: ({ reply }) => expect(reply?.enhanced).toBe('5.1.1'),
    },
    {
      name: 'invalid UTF-8 in a refusal',
      script: { auth: Buffer.from('535 5.7.8 acc\xe8s refus\xe9 \xff\xfe\r\n', 'latin1') },
      stage: 'auth',
      outcome: 'failed',
      code: 535,
    },
    {
      name: 'UTF-8 in pieces in a refusal',
      script: { auth: drip('535 5.7.8 neteisingas slaptažodis\r\n') },
      stage: 'auth',
      outcome: 'failed',
      code: 535,
      check: ({ reply }) => expect(reply?.text).toContain('slaptažodis'),
    },
    {
      name: 'bare LF everywhere',
      script: Object.fromEntries(
        session.map(([point, , text]) => {
          const bytes = `${text.replaceAll('\r\n', '\n')}\n`;
          return [point, point === 'starttls' ? startTlsAfter(bytes) : bytes];
        }),
      ) as Script,
      ...starttls,
      stage: 'data',
      outcome: 'passed',
    },
    {
      name: 'mixed codes in the EHLO reply',
      script: { ehlo: '250-fault.example\r\n220-8BITMIME\r\n250 AUTH PLAIN\r\n' },
      stage: 'ehlo',
      outcome: 'passed',
    },
    {
      name: 'mixed codes in a refusal',
      script: { rcpt: '550-5.1.1 no\r\n554 5.7.1 really not\r\n' },
      stage: 'rcpt',
      outcome: 'failed',
    },
    {
      name: 'a refusal with the password in it, plain and in base64',
      script: { auth: `535 5.7.8 ${password} ${Buffer.from(`\0${user}\0${password}`).toString('base64')}\r\n` },
      stage: 'auth',
      outcome: 'failed',
      code: 535,
    },
    {
      name: 'a reply with 60 kB of CR in it',
      script: { rcpt: `550 5.1.1 ${'\r'.repeat(60_000)}no\r\n` },
      stage: 'rcpt',
      outcome: 'failed',
    },
    { name: 'an empty line before a reply', script: { mail: '\r\n250 ok\r\n' }, stage: 'data', outcome: 'passed' },
  ],
  'replies nobody asked for': [
    {
      name: 'a second greeting',
      script: { greeting: '220 fault.example\r\n220 again\r\n' },
      stage: 'greeting',
      outcome: 'passed',
      check: ({ transcript }) => expect(transcript.some(({ from }) => from === 'note')).toBe(true),
    },
    {
      name: 'an extra 235 behind the EHLO reply',
      script: { ehlo: `${login('AUTH PLAIN')}235 2.7.0 accepted\r\n`, auth: '535 5.7.8 no\r\n' },
      mode: 'login',
      stage: 'auth',
      outcome: 'failed',
      code: 535,
    },
    {
      name: 'an extra 250 behind the MAIL reply',
      script: { mail: '250 ok\r\n250 extra\r\n', rcpt: '550 5.1.1 no such user\r\n' },
      stage: 'rcpt',
      outcome: 'failed',
      code: 550,
    },
    {
      name: 'extra 250s behind the reply to the mail',
      script: { message: '250 queued\r\n250 extra\r\n250 extra\r\n' },
      stage: 'data',
      outcome: ['passed', 'failed'],
    },
  ],
  pipelining: [
    {
      name: 'RCPT refused, all sent at once',
      script: { ehlo: login('PIPELINING', 'AUTH PLAIN'), rcpt: '550 5.1.1 no\r\n', data: '554 5.5.1 nobody\r\n' },
      stage: 'rcpt',
      outcome: 'failed',
      code: 550,
    },
    {
      name: 'MAIL refused, DATA accepted all the same',
      script: { ehlo: login('PIPELINING', 'AUTH PLAIN'), mail: '553 5.7.1 no\r\n', rcpt: '503 5.5.1 no\r\n' },
      stage: 'mail',
      outcome: 'failed',
      code: 553,
      check: (_result, { received }) => expect(received.join('\n')).not.toContain('Message-ID'),
    },
    {
      name: 'silence at rcpt, all sent at once',
      script: { ehlo: login('PIPELINING', 'AUTH PLAIN'), rcpt: silence },
      stage: 'rcpt',
      outcome: 'silent',
    },
    {
      name: 'closed at data, all sent at once',
      script: { ehlo: login('PIPELINING', 'AUTH PLAIN'), data: close },
      stage: 'data',
      outcome: 'failed',
      fault: /ECONN|EPIPE/,
    },
  ],
  'clear text': [['AUTH PLAIN'], ['STARTTLS', 'AUTH PLAIN']].map((words) => ({
    name: `no encryption to another host that offers ${words.join(' and ')}`,
    script: { ehlo: login(...words) },
    encryption: 'none',
    mode: 'login',
    elsewhere: true,
    stage: ['settings', 'auth'],
    outcome: 'failed',
    check: noLogin,
  })),
  STARTTLS: [
    {
      name: 'STARTTLS stripped',
      script: { ehlo: '250-fault.example\r\n250-XXXXXXXA\r\n250 AUTH PLAIN\r\n' },
      ...starttls,
      stage: 'starttls',
      outcome: 'failed',
      fault: /^ESTARTTLS$/,
      check: (_result, { received }) => expect(received.join('\n')).not.toMatch(/^(STARTTLS|AUTH|MAIL)/m),
    },
    ...[454, 502].map(
      (code): FaultCase => ({
        name: `STARTTLS offered and refused with ${code}`,
        script: { starttls: `${code} 5.7.0 not now\r\n` },
        ...starttls,
        stage: 'starttls',
        outcome: 'failed',
        code,
        check: noLogin,
      }),
    ),
    {
      name: 'STARTTLS accepted, then clear text',
      script: { starttls: '220 ready\r\n250-fault.example\r\n250 AUTH PLAIN\r\n' },
      ...starttls,
      stage: 'tls',
      outcome: 'failed',
      check: noLogin,
    },
    {
      name: 'STARTTLS accepted, then clear text instead of a handshake',
      script: {
        starttls: async (peer) => {
          await peer.send('220 ready\r\n');
          peer.silence();
          await sleep(50);
          await peer.send('250-fault.example\r\n250 AUTH PLAIN\r\n');
        },
      },
      ...starttls,
      stage: 'tls',
      outcome: 'failed',
      fault: /WRONG_VERSION/,
      check: noLogin,
    },
    ...[
      ['a reply', '250-fault.example\r\n250 AUTH PLAIN X-EVIL\r\n'],
      ['a part of a line', '250-X-EVIL'],
      ['a refusal', '554 5.7.1 X-EVIL\r\n'],
    ].map(
      ([name, text]): FaultCase => ({
        name: `${name} injected behind the 220 of STARTTLS`,
        script: { starttls: startTlsAfter(`220 ready\r\n${text}`) },
        ...starttls,
        stage: 'data',
        outcome: 'passed',
        check: (result) => {
          expect(result.capabilities.join()).not.toContain('X-EVIL');
          expect(result.injectedPlaintext).toBe(text?.length);
        },
      }),
    ),
    {
      name: 'STARTTLS offered in lower case, and again after TLS',
      script: { ehlo: '250-fault.example\r\n250 starttls\r\n', secureEhlo: login('STARTTLS', 'AUTH PLAIN') },
      ...starttls,
      stage: 'data',
      outcome: 'passed',
    },
    {
      name: 'AUTH offered only after TLS',
      script: { ehlo: '250-fault.example\r\n250 STARTTLS\r\n', secureEhlo: login('AUTH PLAIN') },
      ...starttls,
      stage: 'auth',
      outcome: 'passed',
    },
    {
      name: 'AUTH offered only before TLS',
      script: { ehlo: '250-fault.example\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n', secureEhlo: login('SIZE') },
      ...starttls,
      stage: 'auth',
      outcome: 'failed',
      check: noLogin,
    },
  ],
  'odd codes': [
    ...[421, 554, 500, 999].map(
      (code): FaultCase => ({
        name: `greeting ${code}`,
        script: { greeting: `${code} 4.3.2 not you\r\n` },
        stage: 'greeting',
        outcome: 'failed',
        code,
        check: noLogin,
      }),
    ),
    {
      name: 'EHLO 421',
      script: { ehlo: thenClose('421 4.3.2 not now\r\n') },
      stage: 'ehlo',
      outcome: 'failed',
      code: 421,
    },
    ...[502, 504, 550, 999].map(
      (code): FaultCase => ({
        name: `EHLO ${code}, HELO accepted`,
        script: { ehlo: `${code} 5.5.1 what?\r\n` },
        ...connectOnly,
        stage: 'ehlo',
        outcome: 'passed',
        check: (_result, { received }) => expect(received.join('\n')).toMatch(/^HELO /m),
      }),
    ),
    {
      name: 'EHLO 502 where STARTTLS is wanted',
      script: { ehlo: '502 5.5.1 what?\r\n' },
      ...starttls,
      stage: ['ehlo', 'starttls'],
      outcome: 'failed',
      check: noLogin,
    },
    ...[421, 504, 550].map(
      (code): FaultCase => ({
        name: `EHLO 502, HELO ${code}`,
        script: { ehlo: '502 5.5.1 what?\r\n', helo: `${code} 5.5.2 no\r\n` },
        stage: 'ehlo',
        outcome: 'failed',
        code,
      }),
    ),
    ...[421, 500, 550].map(
      (code): FaultCase => ({
        name: `RSET ${code}`,
        script: { rset: `${code} 5.5.1 what?\r\n` },
        ...envelope,
        stage: 'rcpt',
        outcome: 'passed',
      }),
    ),
    ...[421, 500, 250].map(
      (code): FaultCase => ({
        name: `QUIT ${code}`,
        script: { quit: `${code} 5.5.1 what?\r\n` },
        stage: 'data',
        outcome: 'passed',
      }),
    ),
  ],
  AUTH: [
    { name: 'AUTH=PLAIN LOGIN', script: { ehlo: login('AUTH=PLAIN LOGIN') }, stage: 'auth', outcome: 'passed' },
    {
      name: 'AUTH LOGIN and AUTH=LOGIN',
      script: { ehlo: login('AUTH LOGIN', 'AUTH=LOGIN') },
      stage: 'auth',
      outcome: 'passed',
    },
    {
      name: 'unknown mechanisms only',
      script: { ehlo: login('AUTH GSSAPI NTLM X-EVIL') },
      stage: 'auth',
      outcome: 'failed',
      check: noLogin,
    },
    {
      name: 'no AUTH at all',
      script: { ehlo: login('SIZE 1000000') },
      stage: 'auth',
      outcome: 'failed',
      check: noLogin,
    },
    {
      name: 'endless 334 to PLAIN',
      script: challengeAlways,
      account: { mechanism: 'PLAIN' },
      stage: 'auth',
      outcome: ['failed', 'silent'],
    },
    {
      name: 'endless 334 to LOGIN',
      script: challengeAlways,
      account: { mechanism: 'LOGIN' },
      stage: 'auth',
      outcome: ['failed', 'silent'],
    },
    {
      name: 'a CRAM-MD5 challenge that is no base64',
      script: { ehlo: login('AUTH CRAM-MD5'), auth: '334 ***\r\n', authMore: '535 5.7.8 no\r\n' },
      stage: 'auth',
      outcome: 'failed',
    },
    {
      name: 'an empty CRAM-MD5 challenge',
      script: { ehlo: login('AUTH CRAM-MD5'), auth: '334 \r\n', authMore: '535 5.7.8 no\r\n' },
      stage: 'auth',
      outcome: 'failed',
    },
    ...[454, 530, 535, 538].map(
      (code): FaultCase => ({
        name: `AUTH ${code}`,
        script: { auth: `${code} 5.7.8 no\r\n` },
        stage: 'auth',
        outcome: 'failed',
        code,
        check: (_result, { received }) => expect(received.filter((line) => /^AUTH/.test(line))).toHaveLength(1),
      }),
    ),
    {
      name: 'LOGIN refused at the user name',
      script: { auth: '334 VXNlcm5hbWU6\r\n', authMore: '535 5.7.8 who?\r\n' },
      account: { mechanism: 'LOGIN' },
      stage: 'auth',
      outcome: 'failed',
      code: 535,
    },
  ],
  'going away': session.map(
    ([point, stage]): FaultCase => ({
      name: `421 at ${point}`,
      script: { [point]: thenClose('421 4.3.2 going away\r\n') },
      ...starttls,
      stage,
      outcome: 'failed',
      code: 421,
    }),
  ),
  certificates: [
    { name: 'the right certificate', script: {}, stage: 'data', outcome: 'passed' },
    ...(
      [
        ['wrongHost', /^ERR_TLS_CERT_ALTNAME_INVALID$/],
        ['expired', /^CERT_HAS_EXPIRED$/],
        ['notYetValid', /^CERT_NOT_YET_VALID$/],
        ['selfSigned', /^DEPTH_ZERO_SELF_SIGNED_CERT$/],
        ['incompleteChain', /^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)$/],
      ] as const
    ).flatMap(([certificate, fault]) =>
      (['tls', 'starttls'] as const).map(
        (encryption): FaultCase => ({
          name: `${certificate}, ${encryption}`,
          script: {},
          certificate,
          encryption,
          stage: 'tls',
          outcome: 'failed',
          fault,
          check: noLogin,
        }),
      ),
    ),
    {
      name: 'TLS 1.0 only',
      script: {},
      serverTls: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      stage: 'tls',
      outcome: 'failed',
      fault: /PROTOCOL/,
    },
    {
      name: 'TLS 1.2 where the account wants 1.3',
      script: {},
      serverTls: { maxVersion: 'TLSv1.2' },
      account: { tls: { verify: true, minVersion: 'TLSv1.3' } },
      stage: 'tls',
      outcome: 'failed',
      fault: /PROTOCOL/,
    },
    {
      name: 'a client certificate is wanted and there is none',
      script: {},
      serverTls: { requestCert: true, rejectUnauthorized: true },
      stage: ['tls', 'greeting'],
      outcome: 'failed',
      fault: /CERTIFICATE_REQUIRED|ECONN/,
    },
    {
      name: 'clear text where TLS is expected',
      script: { connect: '220 fault.example ESMTP\r\n' },
      stage: 'tls',
      outcome: 'failed',
      fault: /WRONG_VERSION/,
    },
  ],
  cancelled: (['tls', 'greeting', 'ehlo', 'auth', 'mail', 'data'] as const).map((stage) => ({
    name: `cancelled at ${stage}`,
    script: { [stage === 'tls' ? 'connect' : stage]: silence },
    cancelAt: stage,
    stage,
    outcome: 'cancelled' as const,
    check: (_result: ProbeResult, { received }: FaultServer) => expect(received).not.toContain('QUIT'),
  })),
  // last: a client that goes on working through a flood would slow the others down
  'long replies': [
    {
      name: 'endless lines instead of a greeting',
      script: { greeting: endless('220-more\r\n') },
      stage: 'greeting',
      outcome: 'failed',
      fault: /^EREPLYTOOLONG$/,
      flood: true,
    },
    {
      name: 'an endless line without a line end at ehlo',
      script: { ehlo: endless('250 xxxxxxxx') },
      stage: 'ehlo',
      outcome: 'failed',
      fault: /^EREPLYTOOLONG$/,
      flood: true,
    },
    {
      name: 'endless EHLO keywords in the clear',
      script: { ehlo: endless('250-X-MORE\r\n') },
      ...starttls,
      stage: 'ehlo',
      outcome: 'failed',
      fault: /^EREPLYTOOLONG$/,
      flood: true,
    },
    {
      name: 'an endless refusal at auth',
      script: { auth: endless('535-5.7.8 no\r\n') },
      stage: 'auth',
      outcome: 'failed',
      fault: /^EREPLYTOOLONG$/,
      flood: true,
    },
    {
      name: 'endless whole replies at mail',
      script: { mail: endless('550 5.1.0 no\r\n') },
      stage: 'mail',
      outcome: 'failed',
      code: 550,
      flood: true,
    },
    {
      name: 'a reply of 1 MB at ehlo',
      script: { ehlo: `${'250-X-MORE-AND-MORE-AND-MORE-AND-MORE\r\n'.repeat(megabyte / 38)}250 AUTH PLAIN\r\n` },
      stage: 'ehlo',
      outcome: 'failed',
      fault: /^EREPLYTOOLONG$/,
      flood: true,
    },
    {
      name: 'a refusal of 1 MB at rcpt',
      script: { rcpt: `${'550-5.1.1 nobody nobody nobody nobody nobody\r\n'.repeat(megabyte / 46)}550 5.1.1 no\r\n` },
      stage: 'rcpt',
      outcome: 'failed',
      flood: true,
    },
    {
      name: 'endless empty lines instead of a greeting',
      script: { greeting: endless('\r\n') },
      stage: 'greeting',
      outcome: ['failed', 'silent'],
      flood: true,
    },
  ],
};

interface Row {
  name: string;
  stage: string;
  outcome: string;
  ms: number;
}

const rows: Row[] = [];
let certificates: FaultCertificates;
let deaf: DeafListener | undefined;
const collectGarbage = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

beforeAll(async () => {
  certificates = await createFaultCertificates();
  deaf = await startDeafListener();
});

afterAll(() => {
  deaf?.close();
  process.stdout.write(`\n${table(rows)}\n`);
});

describe.each(Object.entries(groups))('%s', (_group, cases) => {
  it.each(cases)('$name', run);
});

describe('before there is a connection', () => {
  it('silence at tcp', async (context) => {
    if (!deaf) {
      process.stdout.write('skipped: this system has no port that stays silent\n');
      return context.skip();
    }
    const account = accountFor({ name: 'silence at tcp', script: {}, stage: 'tcp', outcome: 'silent' }, deaf.port);
    const result = await probe(account, { deadlines: { tcp: deadlineMs }, alternatives: 'none' });
    note('silence at tcp', result);
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'tcp' });
    expect(result.stages.at(-1)).toMatchObject({ stage: 'tcp', outcome: 'silent' });
    expect(result.ms).toBeLessThan(deadlineMs + graceMs);
  });

  it('closed port', async () => {
    const server = await startFaultServer({ script: {}, implicitTls: false, tls: {} });
    await server.close();
    const result = await probe(
      accountFor({ name: 'closed port', script: {}, stage: 'tcp', outcome: 'failed' }, server.port),
      { alternatives: 'none' },
    );
    note('closed port', result);
    expect(result).toMatchObject({ outcome: 'failed', failedStage: 'tcp', fault: { code: 'ECONNREFUSED' } });
  });
});

/** Plays one case and checks all that every case must keep. */
async function run(of: FaultCase): Promise<void> {
  if (of.elsewhere && elsewhere === undefined) {
    process.stdout.write(`skipped: ${of.name}: this machine has no address but loopback\n`);
    return;
  }
  const encryption = of.encryption ?? 'tls';
  const server = await startFaultServer({
    script: of.script,
    implicitTls: encryption === 'tls',
    ...(of.elsewhere && elsewhere ? { address: elsewhere } : {}),
    tls: { ...certificates[of.certificate ?? 'good'], ...of.serverTls },
  });
  try {
    const controller = new AbortController();
    const memoryBefore = of.flood ? memoryInUse() : 0;
    const result = await probe(accountFor(of, server.port), {
      signal: controller.signal,
      deadlines: shortDeadlines,
      alternatives: 'none',
      onStage: ({ stage, state }) => {
        if (stage === of.cancelAt && state === 'started') setTimeout(() => controller.abort(), 40);
      },
    });
    note(of.name, result);
    expectOutcome(of, result);
    of.check?.(result, server);
    const last = result.stages.at(-1);
    expect(last?.ms).toBeLessThan(deadlineMs + graceMs);
    expect(result.ms).toBeLessThan(deadlineMs + 2 * graceMs);
    if (of.flood) await expectCalm(server, memoryBefore);
    expect(server.clear().toString('latin1')).not.toMatch(/^(AUTH|MAIL)/m);
    for (const form of secretForms) {
      expect(server.clear().includes(form)).toBe(false);
      expect(JSON.stringify(result)).not.toContain(form);
    }
    await expect.poll(() => server.connections(), { timeout: graceMs }).toBe(0);
  } finally {
    await server.close();
  }
}

const shortDeadlines = Object.fromEntries(
  (['dns', 'tcp', 'tls', 'greeting', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'quit'] satisfies Stage[]).map(
    (stage) => [stage, deadlineMs],
  ),
);

/** What the password can be written as. */
const secretForms = [
  password,
  JSON.stringify(password).slice(1, -1),
  encodeURIComponent(password),
  ...['', '\0', '\0\0', `\0${user}\0`].flatMap((before) => {
    const bytes = Buffer.from(before + password);
    // the last characters depend on what follows, the first ones on what precedes
    const certain = bytes.toString('base64').slice(before.length === 0 ? 0 : 4, -4);
    return [bytes.toString('hex').slice(-2 * Buffer.byteLength(password)), certain];
  }),
];

function accountFor(of: FaultCase, port: number): Account {
  const { tls, ...more } = of.account ?? {};
  return {
    name: 'shop',
    host: (of.elsewhere && elsewhere) || '127.0.0.1',
    port,
    encryption: of.encryption ?? 'tls',
    auth: 'password',
    user,
    password,
    from: 'Shop <shop@example.com>',
    timeoutMs: 10_000,
    tls: { verify: true, ca: certificates.authority, ...tls },
    test: { mode: of.mode ?? 'send', to: ['boss@example.com'], body: 'text' },
    ...more,
  };
}

function expectOutcome(of: FaultCase, result: ProbeResult): void {
  const outcomes = [of.outcome].flat();
  const stages = [of.stage].flat();
  const seen = outcomeOf(result);
  expect(outcomes).toContain(seen);
  if (seen === 'passed') {
    expect(result.outcome).toBe('passed');
    expect(result.failedStage).toBeUndefined();
    expect(result.stages.map(({ stage, outcome }) => `${stage} ${outcome}`)).toContain(`${stages[0]} passed`);
    return;
  }
  expect(stages).toContain(seen === 'cancelled' ? result.stages.at(-1)?.stage : result.failedStage);
  if (of.code === undefined) return expectFault(of, result);
  expect(result.reply?.code).toBe(of.code);
}

function expectFault(of: FaultCase, result: ProbeResult): void {
  if (of.fault) expect(result.fault?.code).toMatch(of.fault);
}

/** One word for how it ended: silence is a failure of its own. */
function outcomeOf({ outcome, failedStage, stages }: ProbeResult): Outcome {
  const silent = stages.some((stage) => stage.stage === failedStage && stage.outcome === 'silent');
  return outcome === 'failed' && silent ? 'silent' : outcome;
}

/** After a flood: little was read, less is kept, and nothing goes on working through it. */
async function expectCalm(server: FaultServer, memoryBefore: number): Promise<void> {
  expect(server.sentBytes()).toBeLessThan(32 * megabyte);
  expect(memoryInUse() - memoryBefore).toBeLessThan(50 * megabyte);
  await server.close();
  await sleep(50);
  const before = performance.eventLoopUtilization();
  await sleep(200);
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
}

function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function note(name: string, result: ProbeResult): void {
  const stage = result.failedStage ?? result.stages.at(-1)?.stage ?? '';
  const detail = result.reply ? String(result.reply.code) : (result.fault?.code ?? '');
  rows.push({ name, stage, outcome: `${outcomeOf(result)} ${detail}`.trim(), ms: result.ms });
}

function table(all: readonly Row[]): string {
  const width = Math.max(...all.map(({ name }) => name.length));
  const line = (name: string, stage: string, outcome: string, ms: string) =>
    `${name.padEnd(width)}  ${stage.padEnd(9)} ${outcome.padEnd(42)} ${ms.padStart(6)}`;
  return [
    line('case', 'stage', 'outcome', 'ms'),
    ...all.map(({ name, stage, outcome, ms }) => line(name, stage, outcome, String(ms))),
  ].join('\n');
}
