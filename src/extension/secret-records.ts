import type { SecretStorage } from 'vscode';
import { isRecord } from '../core/account/smtp-document';

/**
 * Records in VS Code's secret storage, each under a key of several parts. Every record is checked when it is read: a damaged one
 * is absent.
 */
export class SecretRecords<T extends object> {
  /** `kind` keeps different records apart; `parse` gives undefined for anything that is not one. */
  constructor(
    private readonly storage: SecretStorage,
    private readonly kind: string,
    private readonly parse: (value: Record<string, unknown>) => T | undefined,
  ) {}

  async get(key: readonly string[]): Promise<T | undefined> {
    const record = parseSecret(await this.storage.get(this.storageKey(key)));
    // a record that was moved under another key is damaged, too
    if (record === undefined || JSON.stringify(record.key) !== JSON.stringify(key)) return undefined;
    return this.parse(record);
  }

  async set(key: readonly string[], value: T): Promise<void> {
    await this.storage.store(this.storageKey(key), JSON.stringify({ version: 1, key, ...value }));
  }

  async delete(key: readonly string[]): Promise<void> {
    await this.storage.delete(this.storageKey(key));
  }

  private storageKey(key: readonly string[]): string {
    return JSON.stringify([this.kind, ...key]);
  }
}

/** What the storage holds, as an object of the version that is written now; undefined when it is damaged or absent. */
export function parseSecret(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value.version === 1 ? value : undefined;
  } catch {
    return undefined;
  }
}
