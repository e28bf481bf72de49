import type { Memento, SecretStorage } from 'vscode';
import type { SecretKey } from '../core/ports';

/** What is kept for one password. */
interface SecretRecord {
  version: 1;
  host: string;
  user: string;
  secret: string;
}

/** Where the list of the keys is kept; VS Code's secret storage cannot be listed in all versions. */
const keysOfStore = 'smtp.secretKeys';

/** Passwords in VS Code's secret storage, each under its name, host and user: it is absent for any other server. */
export class SecretStore {
  private readonly absent = new Set<string>();

  constructor(
    private readonly storage: SecretStorage,
    private readonly memory: Memento,
  ) {}

  /** The keys of the passwords that are known to be stored; no password is read for it. */
  keys(): readonly SecretKey[] {
    return this.memory.get<SecretKey[]>(keysOfStore, []);
  }

  /** True unless it is known that nothing is stored for the key; what was never asked for counts as stored. */
  mayHave(key: SecretKey): boolean {
    return !this.absent.has(storageKey(key));
  }

  /** The password, or undefined when none is stored for this very host and user, or the record is damaged. */
  async get(key: SecretKey): Promise<string | undefined> {
    const text = await this.storage.get(storageKey(key));
    const record = text === undefined ? undefined : parseRecord(text);
    const secret = record && record.host === key.host && record.user === key.user ? record.secret : undefined;
    await this.remember(key, secret !== undefined);
    return secret;
  }

  async set(key: SecretKey, secret: string): Promise<void> {
    const record: SecretRecord = { version: 1, host: key.host, user: key.user, secret };
    await this.storage.store(storageKey(key), JSON.stringify(record));
    await this.remember(key, true);
  }

  private async remember(key: SecretKey, there: boolean): Promise<void> {
    const id = storageKey(key);
    if (there) this.absent.delete(id);
    else this.absent.add(id);
    const keys = this.keys();
    const others = keys.filter((other) => storageKey(other) !== id);
    if (others.length < keys.length === there) return;
    const { name, host, user } = key;
    await this.memory.update(keysOfStore, there ? [...others, { name, host, user }] : others);
  }
}

function storageKey({ name, host, user }: SecretKey): string {
  return JSON.stringify(['password', name, host, user]);
}

function parseRecord(text: string): SecretRecord | undefined {
  try {
    const { version, host, user, secret } = JSON.parse(text) as Partial<SecretRecord>;
    const valid = version === 1 && typeof host === 'string' && typeof user === 'string' && typeof secret === 'string';
    return valid ? { version, host, user, secret } : undefined;
  } catch {
    return undefined;
  }
}
