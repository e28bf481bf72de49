import { describe, expect, it } from 'vitest';
import type { SecretStorage } from 'vscode';
import { SecretStore } from '../../src/extension/secret-store';
import { SecretSignInStore } from '../../src/extension/sign-in-store';

/** A secret storage in memory that tells every window what changes, with its raw content. */
function memory() {
  const content = new Map<string, string>();
  const listeners: ((event: { key: string }) => void)[] = [];
  const changed = (key: string) => {
    for (const listener of listeners) listener({ key });
  };
  const storage = {
    get: async (key: string) => content.get(key),
    store: async (key: string, value: string) => {
      content.set(key, value);
      changed(key);
    },
    delete: async (key: string) => {
      content.delete(key);
      changed(key);
    },
    onDidChange: (listener: (event: { key: string }) => void) => {
      listeners.push(listener);
      return { dispose: () => undefined };
    },
  } as unknown as SecretStorage;
  return { storage, content };
}

/** Resolves once everything that is under way in memory has ended. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

const key = { name: 'shop', host: 'smtp.example.com', user: 'me' };

describe('stored passwords', () => {
  it('are absent for any other name, host or user', async () => {
    const secrets = new SecretStore(memory().storage);
    await secrets.set(key, 'hunter2');
    expect(await secrets.get(key)).toBe('hunter2');
    for (const other of [{ name: 'x' }, { host: 'evil.example' }, { user: 'other' }])
      expect(await secrets.get({ ...key, ...other })).toBeUndefined();
  });

  it('are listed without the passwords, and can be forgotten', async () => {
    const { storage, content } = memory();
    const secrets = new SecretStore(storage);
    const other = { ...key, host: 'b.example.com' };
    await Promise.all([secrets.set(key, 'one'), secrets.set(other, 'two'), secrets.set(key, 'three')]);
    expect(await secrets.list()).toEqual(expect.arrayContaining([key, other]));
    expect(await secrets.list()).toHaveLength(2);
    await secrets.delete(key);
    expect(await secrets.list()).toEqual([other]);
    expect(await secrets.get(key)).toBeUndefined();
    expect([...content.values()].join()).not.toMatch(/one|three/);
  });

  it.each([
    ['no JSON', () => '{'],
    ['another version', (text: string) => text.replace('"version":1', '"version":2')],
    ['no secret', (text: string) => text.replace('"secret":"hunter2"', '"secret":7')],
    ['no object', () => 'null'],
    ['the record of another key', (text: string) => text.replace('smtp.example.com', 'evil.example')],
  ])('that are damaged (%s) are absent and not listed', async (_name, damage) => {
    const { storage, content } = memory();
    const secrets = new SecretStore(storage);
    await secrets.set(key, 'hunter2');
    const [entry] = [...content.keys()].filter((name) => !name.includes('index'));
    content.set(entry ?? '', damage(content.get(entry ?? '') ?? ''));
    expect(await secrets.get(key)).toBeUndefined();
    expect(await secrets.list()).toEqual([]);
  });

  it('are all listed when two windows store at the same moment', async () => {
    const { storage } = memory();
    const keys = Array.from({ length: 6 }, (_, index) => ({ ...key, name: `shop${index}` }));
    const windows = [new SecretStore(storage), new SecretStore(storage)];
    await Promise.all(keys.map((one, index) => windows[index % 2]?.set(one, 'hunter2')));
    await settled();
    for (const window of windows) {
      const listed = await window.list();
      expect(listed.map(({ name }) => name).sort()).toEqual(keys.map(({ name }) => name));
    }
  });

  it('that another window forgot are not listed again', async () => {
    const { storage, content } = memory();
    const [one, other] = [new SecretStore(storage), new SecretStore(storage)];
    await one.set(key, 'hunter2');
    await Promise.all([other.delete(key), one.set({ ...key, name: 'second' }, 'hunter3')]);
    await settled();
    expect(await one.list()).toEqual([{ ...key, name: 'second' }]);
    expect(JSON.stringify([...content])).not.toContain('hunter2');
  });

  it('that the list has lost come back into it when they are used', async () => {
    const { storage, content } = memory();
    await new SecretStore(storage).set(key, 'hunter2');
    content.delete([...content.keys()].find((name) => name.includes('index')) ?? '');
    const later = new SecretStore(storage);
    expect(await later.list()).toEqual([]);
    expect(await later.get(key)).toBe('hunter2');
    await settled();
    expect(await later.list()).toEqual([key]);
  });

  it('survive a damaged index, and come back into it when they are set', async () => {
    const { storage, content } = memory();
    const secrets = new SecretStore(storage);
    await secrets.set(key, 'hunter2');
    const index = [...content.keys()].find((name) => name.includes('index')) ?? '';
    content.set(index, '{"version":1,"keys":[1,["a",2]]}');
    expect(await secrets.list()).toEqual([]);
    expect(await secrets.get(key)).toBe('hunter2');
    await secrets.set(key, 'new');
    expect(await secrets.list()).toEqual([key]);
  });
});

describe('stored sign-ins', () => {
  it('are kept apart from passwords, and a damaged one is absent', async () => {
    const { storage, content } = memory();
    const store = new SecretSignInStore(storage);
    await store.set('id', { refreshToken: 'r', since: '2026-11-21T10:00:00Z', as: 'me@example.com' });
    expect(await store.get('id')).toEqual({ refreshToken: 'r', since: '2026-11-21T10:00:00Z', as: 'me@example.com' });
    expect(await new SecretStore(storage).list()).toEqual([]);
    const entry = [...content.keys()].find((name) => !name.includes('index')) ?? '';
    content.set(entry, (content.get(entry) ?? '').replace('"refreshToken":"r"', '"refreshToken":null'));
    expect(await store.get('id')).toBeUndefined();
    await store.delete('id');
    expect(content.has(entry)).toBe(false);
  });
});
