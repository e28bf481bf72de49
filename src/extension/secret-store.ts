import type { SecretStorage } from 'vscode';
import type { SecretKey } from '../core/ports';

/** What is kept for one password. */
interface SecretRecord {
  version: 1;
  host: string;
  user: string;
  secret: string;
}

/** Passwords in VS Code's secret storage, each under its name, host and user: it is absent for any other server. */
export class SecretStore {
  constructor(private readonly storage: SecretStorage) {}

  /** The password, or undefined when none is stored for this very host and user, or the record is damaged. */
  async get(key: SecretKey): Promise<string | undefined> {
    const text = await this.storage.get(storageKey(key));
    const record = text === undefined ? undefined : parseRecord(text);
    return record && record.host === key.host && record.user === key.user ? record.secret : undefined;
  }

  async set(key: SecretKey, secret: string): Promise<void> {
    const record: SecretRecord = { version: 1, host: key.host, user: key.user, secret };
    await this.storage.store(storageKey(key), JSON.stringify(record));
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
