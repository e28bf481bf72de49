import type { Socket } from 'node:net';
import type { ProxyAddress } from '../account/proxy-address';
import { ProbeFault } from './probe-fault';

/** The longest answer of a proxy to CONNECT that is read. */
const maxHeaderBytes = 16 * 1024;

/**
 * Asks the proxy behind a connected socket for a way to the host; the name is looked up by the proxy. From then on the socket
 * belongs to the host. nodemailer's own client of CONNECT dials by itself, cannot be stopped and keeps the reason to itself,
 * so this is ours; SOCKS5 (RFC 1928, RFC 1929) is the package `socks`. The caller destroys the socket to stop it.
 */
export async function openTunnel(socket: Socket, proxy: ProxyAddress, host: string, port: number): Promise<void> {
  if (proxy.kind === 'connect') return connectTunnel(socket, proxy, host, port);
  // loaded by those only who need it
  const { SocksClient } = await import('socks');
  try {
    await SocksClient.createConnection({
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: 5,
        ...(proxy.user === undefined ? {} : { userId: proxy.user, password: proxy.password ?? '' }),
      },
      command: 'connect',
      destination: { host, port },
      existing_socket: socket,
      timeout: 60_000,
    });
  } catch (error) {
    throw new ProbeFault('protocol', 'EPROXY', `The proxy refused: ${error instanceof Error ? error.message : error}`);
  }
}

/** CONNECT (RFC 9110 section 9.3.6). */
function connectTunnel(socket: Socket, proxy: ProxyAddress, host: string, port: number): Promise<void> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (/[\s/?#@]/.test(authority)) {
    return Promise.reject(new ProbeFault('settings', 'EPROXY', 'The host name cannot be given to a proxy'));
  }
  const credentials = Buffer.from(`${proxy.user}:${proxy.password ?? ''}`).toString('base64');
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(proxy.user === undefined ? [] : [`Proxy-Authorization: Basic ${credentials}`]),
  ];
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const settle = (error?: Error) => {
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.off('error', onError);
      socket.pause();
      if (error) reject(error);
      else resolve();
    };
    const onError = (error: Error) => settle(error);
    const onClose = () => settle(new ProbeFault('protocol', 'EPROXY', 'The proxy closed the connection'));
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) {
        if (received.length > maxHeaderBytes) settle(new ProbeFault('protocol', 'EPROXY', 'The proxy says too much'));
        return;
      }
      const [status = ''] = received.subarray(0, end).toString('latin1').split('\r\n');
      if (!/^HTTP\/\d(\.\d)? 2\d\d\b/.test(status)) {
        return settle(new ProbeFault('protocol', 'EPROXY', `The proxy refused: ${status.slice(0, 200)}`));
      }
      settle();
      const rest = received.subarray(end + 4);
      if (rest.length > 0) socket.unshift(rest);
    };
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.once('error', onError);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}
