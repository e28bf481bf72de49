import { lookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { Account } from '../account/account';
import type { CertificateFacts, TlsFacts } from './probe-result';

/** An IP address of the host. */
export interface Address {
  address: string;
  family: number;
}

/** All addresses of the host, of the wanted family. Rejects as `dns.lookup` does, with ENOTFOUND when none is left. */
export async function resolveHost(host: string, family: Account['family']): Promise<Address[]> {
  if (isIP(host)) return [{ address: host, family: isIP(host) }];
  return lookup(host, { all: true, family: family === 'ipv4' ? 4 : family === 'ipv6' ? 6 : 0 });
}

/** Connects to the first address that answers, both families in turn (RFC 8305). The caller destroys the socket. */
export function dial(
  host: string,
  port: number,
  addresses: readonly Address[],
): { socket: Socket; ready: Promise<void> } {
  const answer: LookupFunction = (_name, options, callback) => {
    const first = addresses[0];
    if (options.all) callback(null, [...addresses]);
    else if (first) callback(null, first.address, first.family);
  };
  const socket = connect({ host, port, lookup: answer, autoSelectFamily: true });
  const ready = new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('error', (error) => reject(error instanceof AggregateError ? (error.errors[0] ?? error) : error));
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
  ready.catch(() => undefined);
  return { socket, ready };
}

/** TLS settings of the account as Node wants them. */
export function tlsOptions({ host, tls }: Account): ConnectionOptions {
  const servername = tls.servername ?? (isIP(host) ? undefined : host);
  return {
    host,
    rejectUnauthorized: tls.verify,
    ...(servername ? { servername } : {}),
    ...(tls.ca ? { ca: tls.ca } : {}),
    ...(tls.cert ? { cert: tls.cert } : {}),
    ...(tls.key ? { key: tls.key } : {}),
    ...(tls.minVersion ? { minVersion: tls.minVersion } : {}),
  };
}

/** Runs the handshake on a connected socket (implicit TLS, RFC 8314 section 3). */
export function startTls(socket: Socket, account: Account): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = connectTls({ ...tlsOptions(account), socket }, () => {
      secure.off('error', reject);
      resolve(secure);
    });
    secure.once('error', reject);
    secure.once('close', () =>
      reject(Object.assign(new Error('closed during the TLS handshake'), { code: 'ECONNRESET' })),
    );
  });
}

/** What is known about a TLS session. */
export function tlsFacts(socket: TLSSocket): TlsFacts {
  const chain: CertificateFacts[] = [];
  let certificate = socket.getPeerCertificate(true);
  for (let depth = 0; depth < 10 && certificate?.subject; depth += 1) {
    chain.push({
      subject: String(certificate.subject.CN ?? certificate.subject.O ?? ''),
      issuer: String(certificate.issuer.CN ?? certificate.issuer.O ?? ''),
      validFrom: new Date(certificate.valid_from).toISOString(),
      validTo: new Date(certificate.valid_to).toISOString(),
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
