// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretsIn } from '../canary.mjs';
import { launchBrowser } from '../host/browser.mjs';
import { accepting, serve } from './script-server';

const cli = join(__dirname, '../../dist/cli.js');
const secret = 'Kanarėlė-9f!Q"z&w<b>';
const folder = mkdtempSync(join(tmpdir(), 'junit-'));
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An element as an XML parser reads it. */
interface Read {
  name: string;
  attributes: Record<string, string>;
  /** Its own text when it has no elements in it. */
  text: string;
  children: Read[];
}

/** Reads XML with the browser's parser, which refuses what is not well-formed. */
async function parse(xml: string): Promise<Read> {
  const page = await browser.newPage();
  try {
    return await page.evaluate((text) => {
      const read = (element: Element): Read => ({
        name: element.tagName,
        attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
        text: element.children.length === 0 ? (element.textContent ?? '') : '',
        children: [...element.children].map(read),
      });
      return read(new DOMParser().parseFromString(text, 'application/xml').documentElement);
    }, xml);
  } finally {
    await page.close();
  }
}

async function test(text: string, ...args: string[]) {
  writeFileSync(join(folder, 'smtp.yaml'), text);
  const child = spawn(process.execPath, [cli, 'test', '--all', '--format', 'junit', '--lang', 'en', ...args], {
    cwd: folder,
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stdin.end();
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, stdout, read: await parse(stdout) };
}

const account = (name: string, port: number) =>
  `  ${name}: { host: 127.0.0.1, port: ${port}, encryption: none, user: shop@example.com, password: ${JSON.stringify(secret)} }\n`;

describe('test --format junit', () => {
  it('is a suite for the file and a case for each account', async () => {
    const good = await serve(accepting());
    const refusing = await serve(
      accepting((line) =>
        /^AUTH/.test(line) ? '535-5.7.8 <no> & "never"\u001b[31m\u0000\uffff\r\n535 5.7.8 ]]> ėą 🔑' : '',
      ),
    );
    const lost = '  lost: { host: 127.0.0.1, user: a, password: "${env:NOT_THERE_AT_ALL}" }\n';
    const accounts = `accounts:\n${account('good', good.port)}${account(`'"bad" <&>'`, refusing.port)}${lost}`;
    const { status, stdout, read } = await test(accounts);
    expect(status).toBe(2);
    expect(read.name).toBe('testsuites');
    const [suite] = read.children;
    expect(suite).toMatchObject({
      name: 'testsuite',
      attributes: { name: 'smtp.yaml', tests: '3', failures: '1', errors: '1', skipped: '0' },
    });
    expect(suite?.attributes.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    const [first, second, third] = suite?.children ?? [];
    expect(first).toMatchObject({ name: 'testcase', attributes: { name: 'good', classname: 'smtp.yaml' } });
    expect(first?.children.map(({ name }) => name)).toEqual(['system-out']);
    expect(first?.children[0]?.text).toContain('→ EHLO');
    expect(second?.attributes.name).toBe('"bad" <&>');
    expect(second?.children.map(({ name }) => name)).toEqual(['failure', 'system-out']);
    const [failure, output] = second?.children ?? [];
    expect(failure?.attributes.message).toMatch(/password/);
    expect(failure?.attributes.type).toMatch(/^[a-z-]+$/);
    expect(failure?.text).toContain('<no> & "never"');
    expect(failure?.text).toContain(']]> ėą 🔑');
    expect(output?.text).toContain('← 535');
    expect(third?.children).toMatchObject([{ name: 'error', attributes: { type: 'environment-missing' } }]);
    expect(stdout).not.toContain('\u001b');
    expect(secretsIn(stdout, [secret], 'shop@example.com')).toEqual([]);
  });

  it('ends with 0 when all passed, and with 1 when one failed', async () => {
    const good = await serve(accepting());
    const passed = await test(`accounts:\n${account('good', good.port)}`);
    expect(passed.status).toBe(0);
    expect(passed.read.attributes).toEqual({ tests: '1', failures: '0', errors: '0', skipped: '0' });
    expect((await test(`accounts:\n${account('gone', 1)}`)).status).toBe(1);
  });
});
