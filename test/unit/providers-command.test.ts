import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import { providerJson, providersTable, providerText } from '../../src/core/report/provider-report';

const cli = join(__dirname, '../../dist/cli.js');
const data = openData(join(__dirname, '../../dist'));
const { providers } = data.knowledge();

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'providers', ...args]);
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

function provider(id: string) {
  const found = providers.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

describe('providers', () => {
  it('lists all of them, sending services apart', () => {
    const { status, stdout } = run('--lang', 'it');
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('Caselle di posta');
    expect(lines[1]).toContain('gmail');
    const services = lines.indexOf('Servizi di invio');
    expect(lines.findIndex((line) => line.startsWith('  sendgrid '))).toBeGreaterThan(services);
    expect(lines.findIndex((line) => line.startsWith('  wp '))).toBeLessThan(services);
    expect(lines.length).toBe(providers.length + 3);
  });

  it.each([['gmail'], ['Gmail'], ['me@googlemail.com'], ['smtp.gmail.com']])('shows one by %s', (name) => {
    const { status, stdout } = run(name, '--lang', 'en');
    expect(status).toBe(0);
    expect(stdout).toContain('Gmail (gmail)');
    expect(stdout).toContain('smtp.gmail.com  465  SSL/TLS');
  });

  it('is one JSON object for scripts', () => {
    const {
      version,
      day,
      providers: all,
    } = JSON.parse(run('--format', 'json').stdout) as {
      version: number;
      day: string;
      providers: { id: string; sources: Record<string, { outdated: boolean }> }[];
    };
    expect(version).toBe(1);
    expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(all.map(({ id }) => id).sort()).toEqual(providers.map(({ id }) => id).sort());
    expect(JSON.parse(run('gmail', '--format', 'json').stdout)).toMatchObject({ providers: [{ id: 'gmail' }] });
  });

  it('refuses a name that is not known, and a format that there is not', () => {
    const unknown = run('nobody', '--lang', 'en');
    expect([unknown.status, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toContain('No provider “nobody” is known');
    expect(run('--format', 'sarif').status).toBe(2);
  });
});

describe('the text about a provider', () => {
  const t = data.translator('en');

  it('follows the day: state, ways to sign in, age of the facts', () => {
    const before = providerText(provider('microsoft365'), '2026-12-31', t);
    const after = providerText(provider('microsoft365'), '2027-01-01', t);
    expect(before).toContain('Passwords: the administrator must allow SMTP AUTH · as of September 1, 2026');
    expect(after).toContain(
      'Passwords: passwords (Basic authentication) are off by default since the end of December 2026; the administrator',
    );
    expect(before).toContain('Recipients a day: 10000 · November 2026');
    expect(before).toContain('April 2022 (older than a year, may be outdated)');
    const gmail = provider('gmail');
    expect(providerText(gmail, '2022-05-30', t)).toContain('  password of the mailbox\n');
    expect(providerText(gmail, '2022-05-31', t)).not.toContain('  password of the mailbox\n');
  });

  it('says so where there is no server for everyone, and what the user name is', () => {
    expect(providerText(provider('ses'), '2026-11-21', t)).toContain('no server that is the same for everyone');
    expect(providerText(provider('uol'), '2026-11-21', t)).toContain('under a domain of your own, the whole address');
    expect(providerText(provider('wp'), '2026-11-21', t)).toContain('the sources disagree');
    expect(providerText(provider('sendgrid'), '2026-11-21', t)).toContain('User name: apikey');
    expect(providerText(provider('outlook'), '2026-11-21', t)).toContain('5000 (paid accounts)');
  });

  it('names the servers whose port the sources disagree on', () => {
    const text = providerText(provider('movistar'), '2026-11-21', t);
    expect(text).toContain(
      'Servers:\n  smtp.telefonica.net\n  smtp.movistar.es\n  port and encryption: the sources disagree, ask the provider\n',
    );
    expect(text).not.toContain('no server');
    expect(providerJson(provider('movistar'), '2026-11-21', t)).toMatchObject({
      hosts: ['smtp.telefonica.net', 'smtp.movistar.es'],
      servers: [],
    });
  });

  it('is data for scripts, with what is true on the day', () => {
    expect(providerJson(provider('microsoft365'), '2027-01-01', t)).toMatchObject({
      state: 'needs-steps',
      steps: 'administrator-again',
      since: '2026-12',
      atEnd: true,
    });
    expect(providerJson(provider('gmail'), '2026-11-21', t)).toMatchObject({
      signIn: [{ method: 'app-password' }, { method: 'oauth2' }],
      sources: { 'less-secure-apps': { outdated: true }, fairemail: { outdated: false } },
    });
  });

  it('marks a state that was last known more than a year ago', () => {
    const mark = 'as of November 2022 (older than a year, may be outdated)';
    expect(providerText(provider('sapo'), '2026-11-21', t)).toContain(mark);
    expect(providerText(provider('sapo'), '2023-10-31', t)).not.toContain('older than a year');
    const state = (id: string, day: string) => providerText(provider(id), day, t).split('\n')[1];
    expect(state('microsoft365', '2027-08-31')).not.toContain('older than a year');
    expect(state('microsoft365', '2028-06-01')).toMatch(/since the end of December 2026.*older than a year/);
    expect(state('outlook', '2028-06-01')).toBe('Passwords: no passwords since September 16, 2024');
  });

  it('has links in the language', () => {
    const links = (language: 'en' | 'es') =>
      (providerJson(provider('gmail'), '2026-11-21', data.translator(language)) as { links: Record<string, string> })
        .links['help-app-passwords'];
    expect(links('es')).not.toBe(links('en'));
  });

  it('has no keys of ours among its links', () => {
    const text = providerText(provider('gmail'), '2026-11-21', data.translator('lt'));
    const links = text.split('Nuorodos:\n')[1]?.split('\nŠaltiniai')[0]?.split('\n') ?? [];
    expect(links.length).toBeGreaterThan(3);
    for (const line of links) expect(line).toMatch(/^ {2}https:\/\/\S+$/);
    expect(new Set(links).size).toBe(links.length);
  });

  it('lists large providers first', () => {
    expect(providersTable(providers, '2026-11-21', t).split('\n')[1]).toContain('gmail');
  });
});
