import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const program = `
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  process.stdout.write(server.address().port + '\\n');
  process.kill(process.pid, 'SIGSTOP');
});`;

/** A port that drops connection attempts as a firewall does. */
export interface DeafListener {
  port: number;
  close(): void;
}

/** Listens in a stopped process and fills its queue, so that the next attempt gets no answer; undefined where that does not work. */
export async function startDeafListener(): Promise<DeafListener | undefined> {
  if (process.platform !== 'linux') return undefined;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  const fillers: Socket[] = [];
  const close = () => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
  };
  const port = await new Promise<number>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk)));
  });
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    fillers.push(socket);
    const connected = await Promise.race([
      new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true))),
      sleep(150).then(() => false),
    ]);
    if (!connected) return { port, close };
  }
  close();
  return undefined;
}
