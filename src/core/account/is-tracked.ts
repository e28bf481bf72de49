import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';

/** True when the file is in a git repository's index, so that everybody with the repository can read it; false also without git. */
export function isTracked(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const args = [
      '-C',
      dirname(file),
      '-c',
      'core.fsmonitor=false',
      'ls-files',
      '--error-unmatch',
      '--',
      basename(file),
    ];
    execFile('git', args, { timeout: 5000, windowsHide: true }, (error) => resolve(error === null));
  });
}
