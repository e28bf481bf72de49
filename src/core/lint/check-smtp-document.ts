import type { Finding } from '../account/finding';
import { placeOf } from '../account/place-of';
import type { SmtpDocument } from '../account/smtp-document';
import { validateSmtpDocument } from '../account/validate-smtp-document';
import type { Hit, Lint } from './lint';
import type { LintContext } from './lint-context';
import { lintFile } from './lint-file';
import { lints } from './lints';
import { schemaFixes } from './schema-fixes';
import { suppressions } from './suppressions';

/**
 * Everything that can be said about the file: what its YAML and the schema say, and the lints, with the user's severities,
 * without what a comment suppresses, in the order of the file. Editor, form and terminal all ask here. Offline; never throws.
 */
export function checkSmtpDocument(document: SmtpDocument, context: LintContext): Finding[] {
  const { severities = {}, withoutSchema } = context;
  const schema = validateSmtpDocument(document).map((finding) => withFixes(document, finding));
  const isOff = (id: string) => Object.hasOwn(severities, id) && severities[id] === 'off';
  const said = new Map(schema.map(({ id, path, severity }) => [keyOf(id, path), severity]));
  const better = new Set<string>();
  const own: Finding[] = [];
  if (document.kind === 'ours') {
    const file = lintFile(document, context);
    for (const lint of lints) {
      if (isOff(lint.id)) continue;
      for (const hit of lint.check(file)) {
        const replaced = lint.replaces === undefined ? undefined : keyOf(lint.replaces, hit.path);
        if (replaced !== undefined && said.has(replaced)) {
          better.add(replaced);
          if (withoutSchema && !lint.onlyHere) continue;
        }
        const isError = replaced !== undefined && said.get(replaced) === 'error';
        own.push(findingOf(document, lint, isError ? { ...hit, severity: 'error' } : hit));
      }
    }
  }
  const suppressed = suppressions(document);
  const rest = withoutSchema ? [] : schema.filter(({ id, path }) => !better.has(keyOf(id, path)));
  return [...rest, ...own]
    .filter((finding) => !isOff(finding.id) && !suppressed.has(finding))
    .map((finding) => {
      const severity = Object.hasOwn(severities, finding.id) ? severities[finding.id] : undefined;
      return severity === undefined || severity === 'off' ? finding : { ...finding, severity };
    })
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

function keyOf(id: string, path: readonly string[]): string {
  return JSON.stringify([id, path]);
}

function findingOf(document: SmtpDocument, { id, severity }: Lint, hit: Hit): Finding {
  const { path, fixes } = hit;
  return {
    id,
    severity: hit.severity ?? severity,
    path,
    range: hit.range ?? placeOf(document, path),
    details: hit.details ?? {},
    ...(fixes ? { fixes } : {}),
  };
}

function withFixes(document: SmtpDocument, finding: Finding): Finding {
  return { ...finding, fixes: () => schemaFixes(document, finding) };
}
