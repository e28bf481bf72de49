import type { SecretStorage } from 'vscode';
import type { SignInStore, StoredSignIn } from '../core/oauth2/sign-ins';
import { SecretRecords } from './secret-records';

/** Refresh tokens in VS Code's secret storage, each under the server, user, client and endpoints that it is for. */
export class SecretSignInStore implements SignInStore {
  private readonly records: SecretRecords<StoredSignIn>;

  constructor(storage: SecretStorage) {
    this.records = new SecretRecords(storage, 'sign-in', ({ refreshToken, since, as }) =>
      typeof refreshToken === 'string' && typeof since === 'string'
        ? { refreshToken, since, ...(typeof as === 'string' ? { as } : {}) }
        : undefined,
    );
  }

  get(id: string): Promise<StoredSignIn | undefined> {
    return this.records.get([id]);
  }

  set(id: string, signIn: StoredSignIn): Promise<void> {
    return this.records.set([id], signIn);
  }

  delete(id: string): Promise<void> {
    return this.records.delete([id]);
  }
}
