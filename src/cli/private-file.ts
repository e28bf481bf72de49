import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DoctorError } from '../core/errors';

/** Bytes that a file of secrets may have. */
const maximumSize = 1024 * 1024;

/**
 * The text of a file that holds secrets; undefined when it is not there. Throws secrets-file-open where anybody else may read
 * or change it, or it is somebody else's or no plain file. Windows has no such bits: there it is left to the user's folder.
 */
export function readPrivateFile(file: string): string | undefined {
  let descriptor: number;
  try {
    // a pipe would wait for somebody to write
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DoctorError('file-unreadable', { file });
  }
  try {
    // of the file that is open, so that nobody can put another one in its place
    const { mode, uid, size } = fstatSync(descriptor);
    const plain = (mode & constants.S_IFMT) === constants.S_IFREG;
    const foreign = process.getuid !== undefined && uid !== process.getuid();
    if (!plain || size > maximumSize) throw new DoctorError('file-unreadable', { file });
    if (process.platform !== 'win32' && (foreign || (mode & 0o077) !== 0))
      throw new DoctorError('secrets-file-open', { file });
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a file that only the user can read, whole or not at all. */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}
