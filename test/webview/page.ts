import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type FromView, parseFromView, type ToView } from '../../src/protocol/messages';
import { buildWebview } from '../../webview/build.mjs';
import { launchBrowser } from '../host/browser.mjs';
import { type ThemeKind, themes } from './themes';

/** A Chromium and a server with the built webview; close it when done. */
export interface Stage {
  /** Opens a view as VS Code would, under its content security policy; the one before it goes away. */
  open(options?: OpenOptions): Promise<View>;
  close(): Promise<void>;
}

/** How a view is opened. */
export interface OpenOptions {
  view?: 'form' | 'panel' | 'guide';
  theme?: ThemeKind;
  width?: number;
  height?: number;
  /** What `getState` of VS Code's API returns. */
  memory?: unknown;
  reducedMotion?: boolean;
}

/** One open view. */
export interface View {
  readonly page: Page;
  /** Posts a message to it as the extension does. */
  show(state: ToView | object): Promise<void>;
  /** What it posted so far, without drafts. */
  messages(): Promise<FromView[]>;
  /** The drafts that it posted so far. */
  drafts(): Promise<Draft[]>;
  /** What it last gave to `setState`. */
  memory(): Promise<unknown>;
  /** Violations of the policy, script errors and failed requests. */
  readonly problems: string[];
}

type Draft = Extract<FromView, { type: 'draft' }>;

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };
const nonce = 'bm9uY2U';

/** Builds the webview and starts a browser: the one in CHROME_PATH, or Debian's. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-doctor-webview-'));
  await buildWebview({ outDir: folder });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      const origin = `http://${request.headers.host}`;
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; style-src ${origin}; font-src ${origin}; script-src 'nonce-${nonce}'`,
      );
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(html(searchParams.get('view') ?? 'form', (searchParams.get('theme') ?? 'dark') as ThemeKind));
      return;
    }
    const theme = /^\/theme-([\w-]+)\.css$/.exec(pathname)?.[1];
    if (theme !== undefined) {
      response.setHeader('content-type', 'text/css');
      response.end(css(theme as ThemeKind));
      return;
    }
    if (pathname === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    if (!/^\/[\w.-]+$/.test(pathname)) {
      response.writeHead(404).end();
      return;
    }
    readFile(join(folder, pathname)).then(
      (content) => {
        response.setHeader('content-type', types[pathname.split('.').at(-1) ?? ''] ?? 'text/plain');
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launchBrowser();
  const page = await browser.newPage();
  let problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    if (reason !== 'net::ERR_ABORTED') problems.push(`${request.url()}: ${reason}`);
  });
  await page.addInitScript(() => {
    const memory = new URLSearchParams(location.search).get('memory');
    const host = { posted: [] as unknown[], state: memory === null ? undefined : (JSON.parse(memory) as unknown) };
    Object.assign(globalThis, {
      host,
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => host.posted.push(JSON.parse(JSON.stringify(message))),
        getState: () => host.state,
        setState: (next: unknown) => {
          host.state = next;
        },
      }),
    });
  });
  return {
    async open({ view = 'form', theme = 'dark', width = 1000, height = 900, memory, reducedMotion = true } = {}) {
      problems = [];
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ reducedMotion: reducedMotion ? 'reduce' : 'no-preference' });
      const query = new URLSearchParams({ view, theme });
      if (memory !== undefined) query.set('memory', JSON.stringify(memory));
      await page.goto(`http://127.0.0.1:${port}/?${query}`, { waitUntil: 'load' });
      return viewOf(page, problems);
    },
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function viewOf(page: Page, problems: string[]): View {
  const read = (name: 'posted' | 'state') =>
    page.evaluate((key) => (globalThis as unknown as { host: Record<string, unknown> }).host[key], name);
  const posted = async () =>
    ((await read('posted')) as unknown[]).map((message) => {
      const parsed = parseFromView(message);
      if (parsed === undefined) throw new Error(`wrong shape: ${JSON.stringify(message)}`);
      return parsed;
    });
  return {
    page,
    problems,
    async show(state) {
      await page.evaluate((message) => window.postMessage(message, '*'), state);
      await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 0)));
    },
    messages: async () => (await posted()).filter(({ type }) => type !== 'draft'),
    drafts: async () => (await posted()).filter((message): message is Draft => message.type === 'draft'),
    memory: () => read('state'),
  };
}

function html(view: string, theme: ThemeKind): string {
  const { className, kind } = themes[theme];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="theme-${theme}.css">
<link rel="stylesheet" href="codicon.css">
<link rel="stylesheet" href="styles.css">
<title>SMTP Doctor</title>
</head>
<body class="${className}" data-vscode-theme-kind="${kind}" data-view="${['panel', 'guide'].includes(view) ? view : 'form'}">
<script nonce="${nonce}" src="main.js"></script>
</body>
</html>`;
}

function css(theme: ThemeKind): string {
  const lines = Object.entries(themes[theme].variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `html { ${lines.join(' ')} }`;
}
