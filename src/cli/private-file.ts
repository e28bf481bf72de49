import { mkdirSync, renameSync, type Stats, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DoctorError } from '../core/errors';
import { fileError } from './file-error';
import { readPlainFile } from './read-plain-file';

/**
 * The text of a file that holds secrets; undefined when it is not there. Throws secrets-file-open where anybody else may read
 * or change it, or it is somebody else's, and file-unreadable. Windows has no such bits: there it is left to the user's folder.
 */
export function readPrivateFile(file: string): string | undefined {
  const check = ({ mode, uid }: Stats) => {
    const foreign = process.getuid !== undefined && uid !== process.getuid();
    if (process.platform !== 'win32' && (foreign || (mode & 0o077) !== 0))
      throw new DoctorError('secrets-file-open', { file });
  };
  try {
    return readPlainFile(file, check);
  } catch (error) {
    if (error instanceof DoctorError) throw error;
    const said = fileError(error, file);
    if (said.code === 'file-missing') return undefined;
    throw said;
  }
}

/** Writes a file that only the user can read, whole or not at all. */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}
