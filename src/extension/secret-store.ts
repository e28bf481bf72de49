import type { SecretStorage } from 'vscode';
import type { SecretKey } from '../core/ports';
import { SecretRecords } from './secret-records';

/** Passwords in VS Code's secret storage, each under its name, host and user: it is absent for any other server. */
export class SecretStore {
  private readonly records: SecretRecords<{ secret: string }>;
  private readonly absent = new Set<string>();

  constructor(storage: SecretStorage) {
    this.records = new SecretRecords(storage, 'password', ({ secret }) =>
      typeof secret === 'string' ? { secret } : undefined,
    );
  }

  /** The password, or undefined when none is stored for this very host and user, or the record is damaged. */
  async get(key: SecretKey): Promise<string | undefined> {
    const record = await this.records.get(partsOf(key));
    this.remember(key, record !== undefined);
    return record?.secret;
  }

  async set(key: SecretKey, secret: string): Promise<void> {
    await this.records.set(partsOf(key), { secret });
    this.remember(key, true);
  }

  async delete(key: SecretKey): Promise<void> {
    await this.records.delete(partsOf(key));
    this.remember(key, false);
  }

  /** What passwords are stored, without them. */
  async list(): Promise<SecretKey[]> {
    const keys = await this.records.keys();
    return keys.map(([name = '', host = '', user = '']) => ({ name, host, user }));
  }

  /** True unless it is known that nothing is stored for the key; what was never asked for counts as stored. */
  mayHave(key: SecretKey): boolean {
    return !this.absent.has(JSON.stringify(partsOf(key)));
  }

  private remember(key: SecretKey, there: boolean): void {
    const id = JSON.stringify(partsOf(key));
    if (there) this.absent.delete(id);
    else this.absent.add(id);
  }
}

function partsOf({ name, host, user }: SecretKey): string[] {
  return [name, host, user];
}
