import type { SecretStorage } from 'vscode';
import type { SecretKey } from '../core/ports';
import { isSame } from './is-same';
import { parseSecret, SecretRecords } from './secret-records';

/** Under this key is the list of the passwords that are stored: the storage of older versions of VS Code cannot be listed. */
const indexKey = JSON.stringify(['password-index']);

/**
 * Passwords in VS Code's secret storage, each under its name, host and user: it is absent for any other server. The records are
 * the truth, and the list of them is mended: two windows that write it at the same moment overwrite each other, so every window
 * puts back what it knows to be stored.
 */
export class SecretStore {
  private readonly records: SecretRecords<{ secret: string }>;
  private readonly absent = new Set<string>();
  /** Keys that something is stored under. */
  private readonly present = new Map<string, string[]>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly storage: SecretStorage) {
    this.records = new SecretRecords(storage, 'password', ({ secret }) =>
      typeof secret === 'string' ? { secret } : undefined,
    );
    storage.onDidChange(({ key }) => {
      if (key === indexKey) this.mendIndex().catch(() => undefined);
    });
  }

  /** The password, or undefined when none is stored for this very host and user, or the record is damaged. */
  async get(key: SecretKey): Promise<string | undefined> {
    const parts = partsOf(key);
    const record = await this.records.get(parts);
    const news = !this.present.has(JSON.stringify(parts));
    this.remember(parts, record !== undefined);
    // nobody who wants a password waits for the list
    if (record && news) this.mendIndex().catch(() => undefined);
    return record?.secret;
  }

  async set(key: SecretKey, secret: string): Promise<void> {
    const parts = partsOf(key);
    await this.records.set(parts, { secret });
    this.remember(parts, true);
    await this.mendIndex();
  }

  async delete(key: SecretKey): Promise<void> {
    const parts = partsOf(key);
    await this.records.delete(parts);
    this.remember(parts, false);
    await this.changeIndex(async (keys) => keys.filter((other) => !isSame(other, parts)));
  }

  /** What passwords are stored, without them. */
  async list(): Promise<SecretKey[]> {
    const keys = await this.whole(await this.index());
    return keys.map(([name = '', host = '', user = '']) => ({ name, host, user }));
  }

  /** True unless it is known that nothing is stored for the key; what was never asked for counts as stored. */
  mayHave(key: SecretKey): boolean {
    return !this.absent.has(JSON.stringify(partsOf(key)));
  }

  private remember(parts: string[], there: boolean): void {
    const id = JSON.stringify(parts);
    if (there) {
      this.present.set(id, parts);
      this.absent.delete(id);
    } else {
      this.present.delete(id);
      this.absent.add(id);
    }
  }

  /** The list gets what is missing in it; another window may have deleted what was stored once. */
  private mendIndex(): Promise<void> {
    return this.changeIndex(async (keys) => {
      const missing = [...this.present.values()].filter((parts) => !keys.some((key) => isSame(key, parts)));
      return missing.length === 0 ? keys : [...keys, ...(await this.whole(missing))];
    });
  }

  /** Those keys that a record is stored under which is not damaged. */
  private async whole(keys: readonly string[][]): Promise<string[][]> {
    const records = await Promise.all(keys.map((key) => this.records.get(key)));
    return keys.filter((_key, at) => records[at] !== undefined);
  }

  private async index(): Promise<string[][]> {
    const keys = parseSecret(await this.storage.get(indexKey))?.keys;
    if (!Array.isArray(keys)) return [];
    return keys.filter(
      (key): key is string[] => Array.isArray(key) && key.every((part: unknown) => typeof part === 'string'),
    );
  }

  /** One change after the other, and none where nothing changes: each reads what the one before has written. */
  private changeIndex(change: (keys: string[][]) => Promise<string[][]>): Promise<void> {
    const done = this.queue.then(async () => {
      const keys = await this.index();
      const changed = await change(keys);
      if (!isSame(changed, keys)) await this.storage.store(indexKey, JSON.stringify({ version: 1, keys: changed }));
    });
    this.queue = done.catch(() => undefined);
    return done;
  }
}

function partsOf({ name, host, user }: SecretKey): string[] {
  return [name, host, user];
}
