import { readFileSync } from 'node:fs';
import { parseSmtpDocument, type SmtpDocument } from '../core/account/smtp-document';
import { DoctorError } from '../core/errors';

/** The parsed smtp.yaml, from standard input for `-`. Throws file-unreadable. */
export function readDocument(file: string): SmtpDocument {
  try {
    return parseSmtpDocument(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch {
    throw new DoctorError('file-unreadable', { file });
  }
}
