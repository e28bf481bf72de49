import { Range, type TextDocument } from 'vscode';
import { parseSmtpDocument, type SmtpDocument, type SourceRange } from '../core/account/smtp-document';

const cache = new WeakMap<TextDocument, { version: number; parsed: SmtpDocument }>();

/** The document as it stands, saved or not, parsed once per version. */
export function parsedDocument(document: TextDocument): SmtpDocument {
  const known = cache.get(document);
  if (known?.version === document.version) return known.parsed;
  const parsed = parseSmtpDocument(document.getText());
  cache.set(document, { version: document.version, parsed });
  return parsed;
}

/** Offsets as a range of the editor. */
export function toRange(document: TextDocument, { start, end }: SourceRange): Range {
  return new Range(document.positionAt(start), document.positionAt(end));
}
