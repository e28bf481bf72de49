// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { describe, expect, it } from 'vitest';
import { planAccount } from '../../src/core/account/read-account';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import {
  type HistoryEntry,
  lastPassed,
  parseHistory,
  settingChanges,
  settingsOf,
  withEntry,
} from '../../src/core/report/test-history';

const entry = (changes: Partial<HistoryEntry>): HistoryEntry => ({
  at: '2026-11-21T10:00:00.000Z',
  mode: 'send',
  outcome: 'passed',
  ms: 100,
  settings: {},
  ...changes,
});

const settings = (text: string) => settingsOf(planAccount(parseSmtpDocument(text), 'a', []));

describe('settingsOf', () => {
  it('keeps everything that is not secret, with what is filled in', () => {
    const text = `accounts:
  a:
    host: mail.example.com
    encryption: tls
    user: me@example.com
    password: canary-1
    proxy: http://me:canary-2@proxy.example.com
    tls: { verify: false }
    oauth2: { clientId: id, clientSecret: canary-3, scopes: [a, b] }
    x-note: canary-4
`;
    const kept = settings(text);
    expect(kept).toEqual({
      host: 'mail.example.com',
      port: '465',
      encryption: 'tls',
      auth: 'password',
      user: 'me@example.com',
      proxy: 'http://me@proxy.example.com:80',
      'tls.verify': 'false',
      'oauth2.clientId': 'id',
      'oauth2.scopes': 'a,b',
    });
  });

  it('keeps where a secret comes from', () => {
    const text = 'accounts: { a: { host: x, password: "${secret:a}" } }';
    expect(settings(text).password).toBe('${secret:a}');
    expect(settings('accounts: { a: { host: x, password: "pre${x}" } }').password).toBeUndefined();
  });
});

describe('a history', () => {
  it('holds the last ten, newest first', () => {
    let history: HistoryEntry[] = [];
    for (let ms = 0; ms < 12; ms += 1) history = withEntry(history, entry({ ms }));
    expect(history.map(({ ms }) => ms)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  });

  it('knows when it last worked; a simulation does not count', () => {
    const passed = entry({ at: '2026-11-20T10:00:00.000Z' });
    expect(lastPassed([entry({ outcome: 'failed' }), entry({ mode: 'simulate' }), passed])).toBe(passed);
    expect(lastPassed([entry({ outcome: 'cancelled' })])).toBeUndefined();
  });

  it('tells what has changed', () => {
    expect(settingChanges({ host: 'a', port: '465', user: 'u' }, { host: 'b', port: '465', auth: 'none' })).toEqual([
      { name: 'host', before: 'a', now: 'b' },
      { name: 'user', before: 'u', now: '' },
      { name: 'auth', before: '', now: 'none' },
    ]);
  });

  it('is read back, without what is no entry', () => {
    const good = entry({});
    expect(parseHistory([good, null, { at: 1 }, 'x'])).toEqual([good]);
    expect(parseHistory({})).toEqual([]);
  });
});
