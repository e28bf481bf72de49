import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { decodeText } from './decode-text';

/** Bytes that a file may have which smtp.yaml or the command line names: a certificate, a key, a list of secrets. */
const maximumSize = 1024 * 1024;

/**
 * The text of a plain file that is not too big: anything else would hang or never end. `check` sees the file that is open, so
 * that nobody can put another one in its place. Throws what the file system throws, and what `check` throws.
 */
export function readPlainFile(file: string, check?: (stats: Stats) => void): string {
  // a pipe would wait for somebody to write
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > maximumSize) throw new Error(`${file} is no plain file, or too big`);
    check?.(stats);
    return decodeText(readFileSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}
