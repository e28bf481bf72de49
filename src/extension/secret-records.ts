import type { SecretStorage } from 'vscode';

/**
 * Records in VS Code's secret storage, each under a key of several parts, with an index of our own, since the storage cannot
 * be listed everywhere. Every record is checked when it is read: a damaged one is absent.
 */
export class SecretRecords<T extends object> {
  private queue: Promise<unknown> = Promise.resolve();

  /** `kind` keeps different records apart; `parse` gives undefined for anything that is not one. */
  constructor(
    private readonly storage: SecretStorage,
    private readonly kind: string,
    private readonly parse: (value: Record<string, unknown>) => T | undefined,
  ) {}

  async get(key: readonly string[]): Promise<T | undefined> {
    const record = parseObject(await this.storage.get(this.storageKey(key)));
    // a record that was moved under another key is damaged, too
    if (record?.version !== 1 || JSON.stringify(record.key) !== JSON.stringify(key)) return undefined;
    return this.parse(record);
  }

  async set(key: readonly string[], value: T): Promise<void> {
    await this.storage.store(this.storageKey(key), JSON.stringify({ version: 1, key, ...value }));
    await this.changeIndex((keys) => [...without(keys, key), [...key]]);
  }

  async delete(key: readonly string[]): Promise<void> {
    await this.storage.delete(this.storageKey(key));
    await this.changeIndex((keys) => without(keys, key));
  }

  /** The keys of all records that are there and whole. */
  async keys(): Promise<string[][]> {
    const keys = await this.index();
    const whole = await Promise.all(keys.map(async (key) => (await this.get(key)) !== undefined));
    return keys.filter((_key, index) => whole[index]);
  }

  private storageKey(key: readonly string[]): string {
    return JSON.stringify([this.kind, ...key]);
  }

  private get indexKey(): string {
    return JSON.stringify([`${this.kind}-index`]);
  }

  private async index(): Promise<string[][]> {
    const index = parseObject(await this.storage.get(this.indexKey));
    const keys = index?.version === 1 && Array.isArray(index.keys) ? index.keys : [];
    return keys.filter(
      (key): key is string[] => Array.isArray(key) && key.every((part: unknown) => typeof part === 'string'),
    );
  }

  /** One change after the other: each reads what the one before has written. */
  private changeIndex(change: (keys: string[][]) => string[][]): Promise<void> {
    const done = this.queue.then(async () => {
      await this.storage.store(this.indexKey, JSON.stringify({ version: 1, keys: change(await this.index()) }));
    });
    this.queue = done.catch(() => undefined);
    return done;
  }
}

function without(keys: readonly string[][], key: readonly string[]): string[][] {
  return keys.filter((other) => JSON.stringify(other) !== JSON.stringify(key));
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
