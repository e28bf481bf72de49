import { connect, isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect as connectTls,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';
import type { Account } from '../account/account';
import { ProbeFault } from './probe-fault';
import type { AddressResult, CertificateFacts, TlsFacts } from './probe-result';

/** An IP address of the host. */
export interface Address {
  address: string;
  family: number;
}

/** All addresses of the host, of the wanted family. Rejects as `dns.lookup` does, with ENOTFOUND when none is left. */
export async function resolveHost(host: string, family: Account['family']): Promise<Address[]> {
  if (isIP(host)) return [{ address: host, family: isIP(host) }];
  const { lookup } = await import('node:dns/promises');
  return lookup(host, { all: true, family: family === 'ipv4' ? 4 : family === 'ipv6' ? 6 : 0 });
}

/** Milliseconds after which the next address is tried while the one before it is silent (RFC 8305 section 5). */
const nextAddressMs = 250;

/** A race of connections to all addresses of a host. */
export interface Race {
  /** The first connection that comes about. Rejects with the most telling error when none does. */
  winner: Promise<Socket>;
  /** What came of each address so far, in the order in which they are tried. */
  addresses: AddressResult[];
  /** Ends all that is still open. */
  stop(): void;
}

/** Thrown by a race in which at least one address did not answer within its deadline, and none was reached. */
export class SilentAddresses extends Error {}

/**
 * Connects to all addresses side by side, the two families in turn, each a quarter of a second after the one before it
 * or as soon as that one has failed (Happy Eyeballs, RFC 8305). Every address has `deadlineMs` of its own.
 */
export function race(addresses: readonly Address[], port: number, deadlineMs: number): Race {
  const order = interleaved(addresses);
  const results: AddressResult[] = order.map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
    outcome: 'skipped',
    ms: 0,
  }));
  const sockets = new Map<number, { socket: Socket; started: number; deadline: NodeJS.Timeout }>();
  const errors: NodeJS.ErrnoException[] = [];
  let timer: NodeJS.Timeout | undefined;
  let next = 0;
  let over = false;
  let settle: { resolve: (socket: Socket) => void; reject: (error: unknown) => void } | undefined;
  const winner = new Promise<Socket>((resolve, reject) => {
    settle = { resolve, reject };
  });
  winner.catch(() => undefined);

  const end = (index: number, outcome: AddressResult['outcome'], error?: NodeJS.ErrnoException) => {
    const entry = sockets.get(index);
    const result = results[index];
    if (entry === undefined || result === undefined) return;
    sockets.delete(index);
    clearTimeout(entry.deadline);
    result.outcome = outcome;
    result.ms = Math.round(performance.now() - entry.started);
    if (error?.code) result.error = error.code;
    if (outcome !== 'passed') entry.socket.destroy();
  };
  const stop = () => {
    over = true;
    clearTimeout(timer);
    for (const index of [...sockets.keys()]) end(index, 'cancelled');
  };
  const fail = (index: number, outcome: 'failed' | 'silent', error: NodeJS.ErrnoException) => {
    if (over || !sockets.has(index)) return;
    errors.push(error);
    end(index, outcome, error);
    if (next < order.length) start();
    else if (sockets.size === 0) {
      over = true;
      const silent = results.some((result) => result.outcome === 'silent');
      settle?.reject(silent ? new SilentAddresses('no answer') : mostTelling(errors));
    }
  };
  const start = () => {
    clearTimeout(timer);
    const index = next;
    const address = order[index];
    if (over || address === undefined) return;
    next += 1;
    const socket = connect({ host: address.address, port, family: address.family, autoSelectFamily: false });
    const deadline = setTimeout(
      () => fail(index, 'silent', Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      deadlineMs,
    );
    sockets.set(index, { socket, started: performance.now(), deadline });
    socket.on('error', (error) => fail(index, 'failed', error));
    socket.once('connect', () => {
      if (over) return;
      end(index, 'passed');
      stop();
      settle?.resolve(socket);
    });
    if (next < order.length) timer = setTimeout(start, nextAddressMs);
  };
  if (order.length === 0) settle?.reject(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }));
  start();
  return { winner, addresses: results, stop };
}

/** IPv6 and IPv4 in turn, beginning with the family that the system put first. */
function interleaved(addresses: readonly Address[]): Address[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family);
  return first
    .flatMap((address, index) => [address, ...second.slice(index, index + 1)])
    .concat(second.slice(first.length));
}

/** A missing IPv6 network says less than what the reachable addresses said. */
function mostTelling(errors: readonly NodeJS.ErrnoException[]): unknown {
  const weak = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);
  return errors.find(({ code = '' }) => !weak.has(code)) ?? errors[0];
}

/** TLS settings of the account as Node wants them. */
function tlsOptions({ host, tls }: Account): ConnectionOptions {
  const servername = tls.servername ?? (isIP(host) ? undefined : host);
  const old = tls.minVersion === 'TLSv1' || tls.minVersion === 'TLSv1.1';
  return {
    host,
    ...(servername ? { servername } : {}),
    ...(tls.ca ? { ca: tls.ca } : {}),
    ...(tls.cert ? { cert: tls.cert } : {}),
    ...(tls.key ? { key: tls.key } : {}),
    ...(tls.minVersion ? { minVersion: tls.minVersion } : {}),
    // OpenSSL 3 has TLS 1.0 and 1.1 at this level only
    ...(old ? { ciphers: 'DEFAULT:@SECLEVEL=0' } : {}),
  };
}

/** A TLS session, and why its certificate cannot be trusted. */
export interface SecureSession {
  socket: TLSSocket;
  facts: TlsFacts;
  /** Present when the certificate cannot be trusted: nothing may be sent then unless the account says `verify: false`. */
  problem?: ProbeFault;
}

/**
 * Runs the handshake on a connected socket (RFC 8314 section 3, RFC 3207 section 4). Node is told not to judge the certificate,
 * because it throws the whole chain away when it refuses one; the judgement is made here, before a byte of SMTP goes out.
 */
export function startTls(socket: Socket, account: Account): Promise<SecureSession> {
  return new Promise((resolve, reject) => {
    let mismatch: Error | undefined;
    const options = {
      ...tlsOptions(account),
      socket,
      rejectUnauthorized: false,
      checkServerIdentity: (name: string, certificate: PeerCertificate) => {
        mismatch = checkServerIdentity(name, certificate);
        return mismatch;
      },
    };
    const secure = connectTls(options, () => {
      secure.off('error', fail);
      secure.on('error', () => undefined);
      const facts = tlsFacts(secure);
      const code = secure.authorized ? undefined : String(secure.authorizationError ?? 'CERT_UNTRUSTED');
      if (code === undefined) return resolve({ socket: secure, facts });
      const message = mismatch?.message ?? certificateErrors[code] ?? code;
      return resolve({
        socket: secure,
        facts: { ...facts, problem: code },
        problem: new ProbeFault('tls', code, message),
      });
    });
    const fail = (error: NodeJS.ErrnoException) => {
      if (!oldVersionErrors.has(error.code ?? '')) return reject(error);
      const minimum = account.tls.minVersion ?? 'TLSv1.2';
      return reject(
        new ProbeFault(
          'tls',
          'ERR_SSL_UNSUPPORTED_PROTOCOL',
          `unsupported protocol: the server has no version of TLS from ${minimum} on`,
        ),
      );
    };
    secure.once('error', fail);
    secure.once('close', () =>
      reject(Object.assign(new Error('closed during the TLS handshake'), { code: 'ECONNRESET' })),
    );
  });
}

/** How OpenSSL says that there is no version in common: our own refusal of the server's, and the server's alert. */
const oldVersionErrors = new Set([
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_VERSION_TOO_LOW',
]);

/** OpenSSL's own words for what its codes mean (X509_verify_cert_error_string). */
const certificateErrors: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
  CERT_REVOKED: 'certificate revoked',
  CERT_UNTRUSTED: 'certificate not trusted',
  CERT_REJECTED: 'certificate rejected',
  CERT_SIGNATURE_FAILURE: 'certificate signature failure',
  CERT_CHAIN_TOO_LONG: 'certificate chain too long',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to verify the first certificate',
  INVALID_CA: 'invalid CA certificate',
  INVALID_PURPOSE: 'unsuitable certificate purpose',
  PATH_LENGTH_EXCEEDED: 'path length constraint exceeded',
};

const dayMs = 24 * 60 * 60 * 1000;

/** What is known about a TLS session. */
function tlsFacts(socket: TLSSocket): TlsFacts {
  const chain: CertificateFacts[] = [];
  let certificate = socket.getPeerCertificate(true);
  for (let depth = 0; depth < 10 && certificate?.subject; depth += 1) {
    const names = namesOf(certificate.subjectaltname);
    chain.push({
      subject: String(certificate.subject.CN ?? certificate.subject.O ?? ''),
      issuer: String(certificate.issuer.CN ?? certificate.issuer.O ?? ''),
      ...(depth === 0 ? { names } : {}),
      validFrom: new Date(certificate.valid_from).toISOString(),
      validTo: new Date(certificate.valid_to).toISOString(),
      daysLeft: Math.floor((Date.parse(certificate.valid_to) - Date.now()) / dayMs),
    });
    const issuer = certificate.issuerCertificate;
    if (!issuer || issuer === certificate || issuer.fingerprint256 === certificate.fingerprint256) break;
    certificate = issuer;
  }
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    verified: socket.authorized,
    chain,
  };
}

/** The names of a subjectAltName as Node prints it: `DNS:a, IP Address:b`. */
function namesOf(text: string | undefined): string[] {
  return [...(text ?? '').matchAll(/(?:DNS|IP Address):([^,]+)/g)].slice(0, 200).map(([, name = '']) => name.trim());
}
