import type { Finding } from './finding';
import { validate } from './generated/validate';
import { placeOf } from './place-of';
import { maxLength, type SmtpDocument, type SourceRange } from './smtp-document';

/** The shape of an error of the compiled validator (Ajv). */
interface SchemaError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
}

/**
 * Findings of the schema and of the YAML parser, with their places. A file that is not ours has none;
 * one that is no YAML has the parser's only.
 */
export function validateSmtpDocument(document: SmtpDocument): Finding[] {
  if (document.kind === 'invalid') {
    return document.problems.map(({ code, range }) => ({
      ...(code === 'TOO_LONG'
        ? { id: 'file-too-large', details: { size: Math.ceil(document.text.length / 1000), limit: maxLength / 1000 } }
        : { id: 'yaml-invalid', details: { problem: code } }),
      severity: 'error',
      path: [],
      range: widen(document, range),
    }));
  }
  if (document.kind !== 'ours' || validate(document.value)) return [];
  const findings = withoutBranches((validate.errors ?? []) as SchemaError[])
    .map((error) => toFinding(document, error))
    .filter((finding) => finding !== undefined);
  const seen = new Set<string>();
  return findings.filter(({ id, path }) => {
    const key = JSON.stringify([id, path]);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** Of a value that fits no branch of a `oneOf`: what is wrong inside it, or else the one error that stands for all branches. */
function withoutBranches(errors: readonly SchemaError[]): SchemaError[] {
  const groups = errors.filter(({ keyword }) => keyword === 'oneOf').map(({ instancePath }) => instancePath);
  return errors.filter(({ keyword, instancePath }) => {
    if (!groups.includes(instancePath)) return true;
    return keyword === 'oneOf' && !errors.some((other) => other.instancePath.startsWith(`${instancePath}/`));
  });
}

/** Keywords that only group others: their parts are reported, or one finding of our own stands for all. */
const silentKeywords = new Set(['if', 'then', 'anyOf', 'allOf']);

function toFinding(document: SmtpDocument, error: SchemaError): Finding | undefined {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = path.at(-1) ?? '';
  const at = (id: string, details: Finding['details'] = {}, severity: Finding['severity'] = 'error'): Finding => ({
    id,
    severity,
    path,
    range: placeOf(document, path),
    details: { key, ...details },
  });
  switch (error.keyword) {
    case 'additionalProperties': {
      const extra = String(error.params.additionalProperty);
      const extraPath = [...path, extra];
      const range = document.nodeAt(extraPath)?.key ?? placeOf(document, path);
      return { id: 'unknown-key', severity: 'warning', path: extraPath, range, details: { key: extra } };
    }
    case 'required':
      return at('missing-key', { missing: String(error.params.missingProperty) });
    case 'enum':
      return at('not-allowed', { allowed: (error.params.allowedValues as unknown[]).join(', ') });
    case 'const':
      return at('not-allowed', { allowed: String(error.params.allowedValue) });
    case 'type':
      return isPort(path) ? at('port-invalid') : at('wrong-type', { type: String(error.params.type) });
    case 'minimum':
    case 'maximum':
    case 'oneOf':
      return isPort(path) ? at('port-invalid') : at('wrong-type', { type: 'string, array' });
    case 'pattern':
      return isPort(path) ? at('port-invalid') : at(`${key}-format`);
    case 'minLength':
      return at('empty-value');
    default:
      return silentKeywords.has(error.keyword) ? undefined : at('wrong-value');
  }
}

function isPort(path: readonly string[]): boolean {
  return path.length === 3 && path[0] === 'accounts' && path[2] === 'port';
}

function widen(document: SmtpDocument, range: SourceRange): SourceRange {
  const end = Math.min(Math.max(range.end, range.start + 1), document.text.length);
  return { start: Math.max(0, Math.min(range.start, end - 1)), end };
}
