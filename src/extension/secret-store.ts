import type { SecretStorage } from 'vscode';
import type { SecretKey } from '../core/ports';
import { SecretRecords } from './secret-records';

/** Passwords in VS Code's secret storage, each under its name, host and user: it is absent for any other server. */
export class SecretStore {
  private readonly records: SecretRecords<{ secret: string }>;

  constructor(storage: SecretStorage) {
    this.records = new SecretRecords(storage, 'password', ({ secret }) =>
      typeof secret === 'string' ? { secret } : undefined,
    );
  }

  /** The password, or undefined when none is stored for this very host and user, or the record is damaged. */
  async get({ name, host, user }: SecretKey): Promise<string | undefined> {
    return (await this.records.get([name, host, user]))?.secret;
  }

  async set({ name, host, user }: SecretKey, secret: string): Promise<void> {
    await this.records.set([name, host, user], { secret });
  }

  async delete({ name, host, user }: SecretKey): Promise<void> {
    await this.records.delete([name, host, user]);
  }

  /** What passwords are stored, without them. */
  async list(): Promise<SecretKey[]> {
    const keys = await this.records.keys();
    return keys.map(([name = '', host = '', user = '']) => ({ name, host, user }));
  }
}
