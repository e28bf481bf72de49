import { describe, expect, it } from 'vitest';
import { sortProviders } from '../../src/core/provider/sort-providers';
import { signInOn, standingOn } from '../../src/core/provider/standing-on';
import { provider } from '../golden/provider';

describe('standingOn', () => {
  it.each([
    ['2026-12-31', { state: 'needs-steps', steps: 'administrator' }],
    ['2027-01-01', { state: 'needs-steps', steps: 'administrator-again', since: '2026-12', atEnd: true }],
    ['2027-06-30', { state: 'needs-steps', steps: 'administrator-again', since: '2026-12', atEnd: true }],
    ['2027-07-01', { state: 'closed', since: '2027-07' }],
    ['2030-01-01', { state: 'closed', since: '2027-07' }],
  ])('on %s follows the changes', (day, expected) => {
    const changing = provider({
      state: 'needs-steps',
      steps: 'administrator',
      states: [
        { from: '2026-12', atEnd: true, state: 'needs-steps', steps: 'administrator-again' },
        { from: '2027-07', state: 'closed' },
      ],
    });
    expect(standingOn(changing, day)).toEqual(expected);
  });

  it.each([
    ['2024-09-15', { state: 'needs-steps', steps: 'app-password' }],
    ['2024-09-16', { state: 'closed', since: '2024-09-16' }],
  ])('on %s knows whether it has closed', (day, expected) => {
    expect(standingOn(provider({ state: 'closed', closedSince: '2024-09-16' }), day)).toEqual(expected);
  });

  it('is the state of the file where nothing changes', () => {
    expect(standingOn(provider({ state: 'withdrawing' }), '2026-11-21')).toEqual({ state: 'withdrawing' });
  });
});

describe('signInOn', () => {
  const methods = provider({
    signIn: [
      { method: 'password', validTo: '2024-09-15' },
      { method: 'app-password', validTo: '2026-12' },
      { method: 'smtp-key', accounts: ['paid'] },
      { method: 'oauth2', validFrom: '2025-02' },
    ],
  });

  it.each([
    ['2024-09-15', ['password', 'app-password', 'smtp-key']],
    ['2024-09-16', ['app-password', 'smtp-key']],
    ['2025-02-01', ['app-password', 'smtp-key', 'oauth2']],
    ['2026-12-31', ['app-password', 'smtp-key', 'oauth2']],
    ['2027-01-01', ['smtp-key', 'oauth2']],
  ])('on %s', (day, expected) => {
    expect(signInOn(methods, day).map(({ method }) => method)).toEqual(expected);
  });

  it('leaves out what other kinds of accounts have', () => {
    expect(signInOn(methods, '2027-01-01', 'personal').map(({ method }) => method)).toEqual(['oauth2']);
    expect(signInOn(methods, '2027-01-01', 'paid').map(({ method }) => method)).toEqual(['smtp-key', 'oauth2']);
  });
});

describe('sortProviders', () => {
  it('has the large ones first, then names, then sending services', () => {
    const list = [
      provider({ id: 'a', name: 'Sender', kind: 'sending-service' }),
      provider({ id: 'b', name: 'Zeta' }),
      provider({ id: 'c', name: 'beta' }),
      provider({ id: 'd', name: 'Second', rank: 2 }),
      provider({ id: 'e', name: 'First', rank: 1 }),
    ];
    expect(sortProviders(list).map(({ id }) => id)).toEqual(['e', 'd', 'c', 'b', 'a']);
  });
});
