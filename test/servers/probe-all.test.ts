import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CliOptions } from '../../src/cli/options';
import { testCommand } from '../../src/cli/test-command';
import { openData } from '../../src/core/data';
import { DoctorError } from '../../src/core/errors';
import { probeAll } from '../../src/core/probe/probe-all';
import { accepting, account, ehlo, serve } from './script-server';

/** Takes `ms` for EHLO and counts how many sessions are between greeting and QUIT. */
function slowly(ms: number) {
  const busy = { now: 0, most: 0 };
  const answer = accepting();
  return {
    busy,
    answer: ((line, socket) => {
      if (!/^EHLO/.test(line)) return answer(line, socket);
      busy.now += 1;
      busy.most = Math.max(busy.most, busy.now);
      socket.once('close', () => (busy.now -= 1));
      setTimeout(() => socket.write(`${ehlo(['AUTH PLAIN'])}\r\n`), ms);
      return '';
    }) satisfies Parameters<typeof serve>[0],
  };
}

describe('several accounts', () => {
  it('are tested side by side, two at a time for one host, with the results in order', async () => {
    const { answer, busy } = slowly(100);
    const server = await serve(answer);
    const names = ['a', 'b', 'c', 'd', 'e'];
    const done: string[] = [];
    const results = await probeAll(
      names.map((name) => account(server.port, { name })),
      { onResult: ({ account: name }) => done.push(name) },
    );
    expect(results.map(({ account: name, outcome }) => `${name} ${outcome}`)).toEqual(
      names.map((name) => `${name} passed`),
    );
    expect(done.toSorted()).toEqual(names);
    expect(busy.most).toBe(2);
  });

  it('of other hosts do not wait for one that is silent', async () => {
    const silent = await serve(() => '', { greeting: '' });
    const good = await serve(accepting(), { host: '127.0.0.9' });
    const done: string[] = [];
    await probeAll(
      [
        ...['s1', 's2', 's3'].map((name) => account(silent.port, { name, timeoutMs: 400 })),
        account(good.port, { name: 'good', host: '127.0.0.9' }),
      ],
      { onResult: ({ account: name }) => done.push(name), optionsFor: () => ({ alternatives: 'none' }) },
    );
    expect(done[0]).toBe('good');
    expect(done).toHaveLength(4);
  });

  it('can be none', async () => {
    expect(await probeAll([])).toEqual([]);
  });
});

describe('test --all', () => {
  let folder = '';
  const data = openData(join(__dirname, '../../dist'));
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smtp-all-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const test = async (text: string, options: CliOptions) => {
    const file = join(folder, 'smtp.yaml');
    await writeFile(file, text);
    const out: string[] = [];
    const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => Boolean(out.push(String(chunk))));
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    try {
      const code = await testCommand([file], { format: 'json', ...options }, data, data.translator('en'));
      return { code, text: out.join(''), results: options.format ? [] : JSON.parse(out.join('')).results };
    } finally {
      stdout.mockRestore();
      stderr.mockRestore();
    }
  };

  const accounts = (port: number, more = '') =>
    `accounts:\n  good: { host: 127.0.0.1, port: ${port}, encryption: none, user: u, password: p }\n${more}test: { mode: login }\n`;

  it('has a result for every account, also for those that cannot be read, and ends with 2 then', async () => {
    const server = await serve(accepting());
    const { code, results } = await test(
      accounts(
        server.port,
        `  bad: { host: 127.0.0.1, user: u, password: "\${env:SMTP_DOCTOR_NO_SUCH}" }\n  empty: { user: u, password: p }\n  last: { host: 127.0.0.1, port: ${server.port}, encryption: none, auth: none }\n`,
      ),
      { all: true },
    );
    expect(code).toBe(2);
    expect(
      results.map(({ account: name, outcome }: { account: string; outcome: string }) => `${name} ${outcome}`),
    ).toEqual(['good passed', 'bad failed', 'empty failed', 'last passed']);
    expect(results[1]).toMatchObject({
      failedStage: 'settings',
      fault: { kind: 'settings', code: 'environment-missing' },
      stages: [{ stage: 'settings', outcome: 'failed' }],
      diagnoses: [],
      alternatives: [],
    });
  });

  it('ends with 1 when one failed, with 0 when all passed', async () => {
    const server = await serve(accepting());
    expect((await test(accounts(server.port), { all: true })).code).toBe(0);
    const refusing = '  wrong: { host: 127.0.0.1, port: 1, encryption: none, auth: none }\n';
    expect((await test(accounts(server.port, refusing), { all: true })).code).toBe(1);
  });

  it('names an account that is not there, and tests the others', async () => {
    const server = await serve(accepting());
    const { code, results } = await test(accounts(server.port), { account: ['nobody', 'good', 'good'] });
    expect(code).toBe(2);
    expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['failed', 'passed']);
    expect(results[0].fault.code).toBe('account-unknown');
  });

  it('says so when there is no account', async () => {
    const error = await test('accounts: {}\n', { all: true }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DoctorError);
    expect(error).toMatchObject({ code: 'accounts-missing' });
  });

  it('prints the table of ports', async () => {
    const server = await serve(accepting());
    const { code, text } = await test(accounts(server.port), { 'all-ports': true, mode: 'connect', format: 'text' });
    expect(code).toBe(0);
    expect(text).toMatch(new RegExp(`^ {2}${server.port} .*PLAIN LOGIN$`, 'm'));
    expect(text).toMatch(/^ {2}2525 /m);
  });
});
