import { parseEnv } from 'node:util';
import { FileType, Uri, window, workspace } from 'vscode';
import type { HostContext } from './host-context';

/** Bytes that a `.env` may have. */
const maximumSize = 256 * 1024;

/** Variables that the user let be taken from a `.env` beside an smtp.yaml: in memory, until the window closes. */
export class EnvFiles {
  private readonly values = new Map<string, string>();

  get(document: Uri, name: string): string | undefined {
    return this.values.get(keyOf(document, name));
  }

  /** Offers the variable where the `.env` beside the document defines it. True when the user took it. */
  async offer(host: HostContext, document: Uri, name: string): Promise<boolean> {
    const file = Uri.joinPath(document, '..', '.env');
    const value = await valueIn(file, name);
    if (value === undefined) return false;
    const t = host.translator();
    const button = t('credentials:useEnvFile');
    const question = t('credentials:envFile', { name, file: workspace.asRelativePath(file) });
    if ((await window.showWarningMessage(question, { modal: true }, button)) !== button) return false;
    this.values.set(keyOf(document, name), value);
    return true;
  }
}

/** The value in the file; a link can lead anywhere, so it is not followed. */
async function valueIn(file: Uri, name: string): Promise<string | undefined> {
  try {
    const { type, size } = await workspace.fs.stat(file);
    if (type !== FileType.File || size > maximumSize) return undefined;
    const values = parseEnv(new TextDecoder().decode(await workspace.fs.readFile(file)));
    return Object.hasOwn(values, name) ? values[name] : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(document: Uri, name: string): string {
  return JSON.stringify([Uri.joinPath(document, '..').toString(), name]);
}
