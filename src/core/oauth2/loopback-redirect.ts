import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DoctorError } from '../errors';
import type { OAuth2Request } from './oauth2-request';

/** What the browser shows when it comes back, in the user's language. */
export interface RedirectTexts {
  title: string;
  /** The answer was taken. */
  done: string;
  /** The answer belongs to no sign-in that runs here. */
  foreign: string;
}

/** A listener on this machine that waits for the browser to come back. */
export interface LoopbackRedirect {
  /** The redirection URI, with the port that was free. */
  url: string;
  /** The address that the browser came back with; rejects when the signal says so. */
  answer: Promise<URL>;
  close(): void;
}

/**
 * Listens on loopback for one redirect (RFC 8252 section 7.3). Only an answer with this very `state` counts (RFC 6749 section
 * 10.12): any other is turned away and the wait goes on, so that nobody can bring in a code of their own or end the sign-in.
 * Throws oauth2-port-taken.
 */
export async function loopbackRedirect(
  { redirect, account }: Pick<OAuth2Request, 'redirect' | 'account'>,
  state: string,
  texts: RedirectTexts,
  signal: AbortSignal,
): Promise<LoopbackRedirect> {
  const { host, path } = redirect;
  const name = host.includes(':') ? `[${host}]` : host;
  let take: (url: URL) => void = () => undefined;
  let giveUp: (reason: unknown) => void = () => undefined;
  const answer = new Promise<URL>((resolve, reject) => {
    take = resolve;
    giveUp = reject;
  });
  answer.catch(() => undefined);
  let origin = '';
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    // a page elsewhere may have given its own name this address
    const ours = `http://${request.headers.host}` === origin;
    const url = ours && URL.canParse(request.url ?? '', origin) ? new URL(request.url ?? '', origin) : undefined;
    if (request.method !== 'GET' || url?.pathname !== path) return reply(response, 404, '');
    const good = url.searchParams.getAll('state').length === 1 && url.searchParams.get('state') === state;
    reply(response, good ? 200 : 400, page(texts.title, good ? texts.done : texts.foreign));
    if (good) take(url);
  };
  // what localhost means is up to the browser
  const addresses = host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) {
      server.close();
      // a browser keeps its connection for a while; the answer is out by then
      setTimeout(() => server.closeAllConnections(), 1000).unref();
    }
    signal.removeEventListener('abort', abort);
  };
  const abort = () => {
    giveUp(signal.reason);
    close();
  };
  let port = redirect.port;
  for (const address of addresses) {
    const server = createServer(handle);
    try {
      port = await listen(server, address, port);
      servers.push(server);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // not every machine has IPv6
      if (servers.length > 0 && code !== 'EADDRINUSE') continue;
      close();
      throw new DoctorError('oauth2-port-taken', { account, port });
    }
  }
  origin = `http://${name}:${port}`;
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return { url: `${origin}${path === '/' ? '' : path}`, answer, close };
}

async function listen(server: Server, address: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  server.on('error', () => undefined);
  return (server.address() as AddressInfo).port;
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(body);
}

function page(title: string, text: string): string {
  const escaped = (value: string) => value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!doctype html><meta charset="utf-8"><title>${escaped(title)}</title><h1>${escaped(title)}</h1><p>${escaped(text)}</p>`;
}
