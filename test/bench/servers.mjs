// The servers of the benchmark, in a process of their own: node servers.mjs CERT KEY prints the ports as one line of JSON.
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const [, , certFile, keyFile] = process.argv;

/** Milliseconds that the proxy adds to every round trip. */
const roundTripMs = 50;
/** Milliseconds that the slow server takes for a session. */
const slowMs = 500;

/** Accepts every login and every mail. */
function accept(socket, greetAfterMs) {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  let buffer = '';
  let inMessage = false;
  let inLogin = false;
  const answer = (line) => {
    if (inMessage) {
      if (line !== '.') return '';
      inMessage = false;
      return '250 2.0.0 queued\r\n';
    }
    if (inLogin) {
      inLogin = false;
      return '235 2.7.0 accepted\r\n';
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return '250-bench.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n';
    if (verb === 'AUTH') {
      inLogin = !/^AUTH PLAIN ./i.test(line);
      return inLogin ? '334 \r\n' : '235 2.7.0 accepted\r\n';
    }
    if (verb === 'DATA') {
      inMessage = true;
      return '354 go on\r\n';
    }
    return verb === 'QUIT' ? '221 2.0.0 bye\r\n' : '250 2.1.0 ok\r\n';
  };
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1');
    let said = '';
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      said += answer(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
    }
    if (said) socket.write(said);
    if (said.startsWith('221')) socket.end();
  });
  setTimeout(() => socket.destroyed || socket.write('220 bench.example ESMTP\r\n'), greetAfterMs);
}

/** Passes everything on half a round trip later, in order. */
function delay(client, port) {
  const server = connect(port, '127.0.0.1');
  const pipe = (from, to) => {
    from.setNoDelay(true);
    from.on('data', (chunk) => setTimeout(() => to.destroyed || to.write(chunk), roundTripMs / 2));
    from.on('end', () => setTimeout(() => to.end(), roundTripMs / 2));
    from.on('error', () => to.destroy());
  };
  pipe(client, server);
  pipe(server, client);
}

/** The handshake of TCP stays as fast as loopback is, for all alike. */
const listen = (server, host = '127.0.0.1') =>
  new Promise((resolve) => server.listen({ port: 0, host, backlog: 511 }, () => resolve(server.address().port)));

const tls = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
const secure = await listen(createTlsServer(tls, (socket) => accept(socket, 0)));
const delayed = await listen(createServer((socket) => delay(socket, secure)));
const slow = await listen(
  createServer((socket) => accept(socket, slowMs)),
  '0.0.0.0',
);
process.stdout.write(`${JSON.stringify({ secure, delayed, slow, roundTripMs, slowMs })}\n`);
process.stdin.on('end', () => process.exit()).resume();
