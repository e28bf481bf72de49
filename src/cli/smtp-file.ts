import { readFileSync } from 'node:fs';
import { parseSmtpDocument, type SmtpDocument } from '../core/account/smtp-document';
import { DoctorError } from '../core/errors';
import { decodeText } from './decode-text';
import { fileError } from './file-error';

/** The parsed smtp.yaml, from standard input for `-`. Throws file-missing, file-unreadable, and not-ours for any other file. */
export function readDocument(file: string): SmtpDocument {
  const document = parseSmtpDocument(textOf(file));
  if (document.kind === 'foreign' || document.kind === 'empty') throw new DoctorError('not-ours', { file });
  return document;
}

function textOf(file: string): string {
  try {
    return decodeText(readFileSync(file === '-' ? 0 : file));
  } catch (error) {
    throw fileError(error, file);
  }
}
