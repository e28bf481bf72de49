import { generate } from 'selfsigned';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCertificate } from '../../src/core/inbox/create-certificate';
import type { ServerCertificate } from '../../src/core/inbox/start-smtp-server';
import { accepting, account, notes, run, serve } from './script-server';

let certificate: ServerCertificate;
let expired: ServerCertificate;

const day = 24 * 60 * 60 * 1000;

beforeAll(async () => {
  certificate = await createCertificate();
  const old = await generate([{ name: 'commonName', value: 'old.example.com' }], {
    keyType: 'ec',
    notBeforeDate: new Date(Date.now() - 20 * day),
    notAfterDate: new Date(Date.now() - 10 * day),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  expired = { cert: old.cert, key: old.private };
});

describe('what is told about TLS', () => {
  it('has the names, the dates and the days left', async () => {
    const server = await serve(accepting(), { implicitTls: true, tls: certificate });
    const result = await run(account(server.port, { encryption: 'tls', tls: { verify: true, ca: certificate.cert } }));
    expect(result.tls).toMatchObject({ verified: true, protocol: 'TLSv1.3' });
    expect(result.tls).not.toHaveProperty('problem');
    expect(result.tls?.chain[0]).toMatchObject({
      names: ['127.0.0.1', 'localhost'],
      subject: 'SMTP Doctor on this machine',
    });
    expect(result.tls?.chain[0]?.daysLeft).toBeGreaterThanOrEqual(28);
    expect(result.tls?.chain[0]?.daysLeft).toBeLessThanOrEqual(30);
  });

  it.each<[string, () => { certificate: ServerCertificate; ca?: string; servername?: string }, string]>([
    ['self-signed', () => ({ certificate }), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', () => ({ certificate: expired, ca: expired.cert }), 'CERT_HAS_EXPIRED'],
    [
      'for another name',
      () => ({ certificate, ca: certificate.cert, servername: 'mail.example.com' }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ])('is there also when the certificate is refused, and no byte of SMTP went out: %s', async (_name, make, code) => {
    const { certificate: used, ...tls } = make();
    for (const encryption of ['tls', 'starttls'] as const) {
      const server = await serve(accepting(undefined, ['STARTTLS', 'AUTH PLAIN']), {
        implicitTls: encryption === 'tls',
        tls: used,
      });
      const result = await run(account(server.port, { encryption, tls: { verify: true, ...tls } }));
      expect(result).toMatchObject({ outcome: 'failed', failedStage: 'tls', fault: { kind: 'tls', code } });
      expect(result.tls).toMatchObject({ verified: false, problem: code });
      expect(result.tls?.chain).toHaveLength(1);
      expect(server.received.map((line) => line.split(' ')[0])).toEqual(
        encryption === 'tls' ? [] : ['EHLO', 'STARTTLS'],
      );
      expect(server.connections).toBeLessThanOrEqual(1);
    }
  });

  it('names the fault also with verify: false, and goes on', async () => {
    const server = await serve(accepting(), { implicitTls: true, tls: expired });
    const result = await run(account(server.port, { encryption: 'tls', tls: { verify: false } }));
    expect(result).toMatchObject({
      outcome: 'passed',
      tls: { verified: false, problem: expect.stringMatching(/CERT|EXPIRED/) },
    });
    expect(result.tls?.chain[0]?.daysLeft).toBe(-11);
    expect(notes(result)).toContain('verify: false');
  });
});

describe('a server that only has TLS 1.0', () => {
  const old = { minVersion: 'TLSv1' as const, maxVersion: 'TLSv1' as const, ciphers: 'DEFAULT:@SECLEVEL=0' };

  it('is told as such', async () => {
    const server = await serve(accepting(), { implicitTls: true, tls: { ...certificate, ...old } });
    const result = await run(account(server.port, { encryption: 'tls', tls: { verify: true, ca: certificate.cert } }));
    expect(result).toMatchObject({ failedStage: 'tls', fault: { kind: 'tls', code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' } });
    expect(result.fault?.message).toContain('TLSv1.2');
  });

  it('can be tested with minVersion', async () => {
    const server = await serve(accepting(), { implicitTls: true, tls: { ...certificate, ...old } });
    const tls = { verify: true, ca: certificate.cert, minVersion: 'TLSv1' as const };
    expect(await run(account(server.port, { encryption: 'tls', tls }))).toMatchObject({
      outcome: 'passed',
      tls: { protocol: 'TLSv1' },
    });
  });
});

describe('a client certificate', () => {
  it('is shown to the server that wants one', async () => {
    const server = await serve(accepting(), {
      implicitTls: true,
      tls: { ...certificate, requestCert: true, ca: certificate.cert, rejectUnauthorized: true },
    });
    const tls = { verify: true, ca: certificate.cert };
    const own = { ...tls, cert: certificate.cert, key: certificate.key };
    expect((await run(account(server.port, { encryption: 'tls', tls: own }))).outcome).toBe('passed');
    expect((await run(account(server.port, { encryption: 'tls', tls }))).outcome).toBe('failed');
  });
});
