import { DoctorError } from '../core/errors';

/** What the user is told when a file could not be read: that it is not there, or something else is in the way. */
export function fileError(error: unknown, file: string): DoctorError {
  const code = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'file-missing' : 'file-unreadable';
  return new DoctorError(code, { file });
}
