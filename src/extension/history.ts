import type { Memento, Uri } from 'vscode';
import { type HistoryEntry, parseHistory, withEntry } from '../core/report/test-history';

/** The last tests of every account of this workspace; they survive a reload. Holds no secret. */
export class TestHistory {
  constructor(private readonly state: Memento) {}

  /** Newest first. */
  get(uri: Uri, account: string): HistoryEntry[] {
    return parseHistory(this.state.get<unknown>(keyOf(uri, account)));
  }

  async add(uri: Uri, account: string, entry: HistoryEntry): Promise<void> {
    await this.state.update(keyOf(uri, account), withEntry(this.get(uri, account), entry));
  }

  /** An account has got another name. */
  async rename(uri: Uri, account: string, to: string): Promise<void> {
    const entries = this.get(uri, account);
    await Promise.all([this.state.update(keyOf(uri, to), entries), this.state.update(keyOf(uri, account), undefined)]);
  }
}

function keyOf(uri: Uri, account: string): string {
  return `smtp.history ${JSON.stringify([uri.toString(), account])}`;
}
