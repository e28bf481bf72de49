import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SignInStore, StoredSignIn } from '../core/oauth2/sign-ins';
import { readPrivateFile, writePrivateFile } from './private-file';

/** The file of the sign-ins, in the user's folder for configuration. */
function tokenFile(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env;
  const folder = (process.platform === 'win32' ? APPDATA : XDG_CONFIG_HOME) || join(homedir(), '.config');
  return join(folder, 'smtp-doctor', 'sign-ins.json');
}

/** Refresh tokens in a file that only the user can read. Throws secrets-file-open where others can. */
export class TokenFile implements SignInStore {
  constructor(private readonly file = tokenFile()) {}

  async get(id: string): Promise<StoredSignIn | undefined> {
    return this.read().get(id);
  }

  async set(id: string, signIn: StoredSignIn): Promise<void> {
    this.write(this.read().set(id, signIn));
  }

  async delete(id: string): Promise<void> {
    const all = this.read();
    if (all.delete(id)) this.write(all);
  }

  /** A damaged entry, or a damaged file, is absent. */
  private read(): Map<string, StoredSignIn> {
    const text = readPrivateFile(this.file);
    let content: unknown;
    try {
      content = JSON.parse(text ?? '');
    } catch {
      return new Map();
    }
    const { version, signIns } = (content ?? {}) as { version?: unknown; signIns?: unknown };
    if (version !== 1 || typeof signIns !== 'object' || signIns === null) return new Map();
    return new Map(Object.entries(signIns).filter((entry): entry is [string, StoredSignIn] => isSignIn(entry[1])));
  }

  private write(all: Map<string, StoredSignIn>): void {
    writePrivateFile(this.file, `${JSON.stringify({ version: 1, signIns: Object.fromEntries(all) }, null, 2)}\n`);
  }
}

function isSignIn(value: unknown): value is StoredSignIn {
  const { refreshToken, since, as } = (value ?? {}) as Partial<Record<keyof StoredSignIn, unknown>>;
  return typeof refreshToken === 'string' && typeof since === 'string' && (as === undefined || typeof as === 'string');
}
