import { type Finding, findingText } from '../account/finding';
import type { SmtpDocument } from '../account/smtp-document';
import type { Translator } from '../i18n/create-translator';

/** A file that was checked. */
export interface CheckedFile {
  /** As it was named. */
  file: string;
  document: SmtpDocument;
  findings: readonly Finding[];
}

/** One line for each finding, as compilers write them. */
export function findingsText({ file, document, findings }: CheckedFile, t: Translator): string {
  const lines = findings.map((finding) => {
    const { line, column } = document.position(finding.range.start);
    const message = `${finding.severity}: ${findingText(t, finding)} (${finding.id})`;
    return t('errors:at', { file, line, column, message });
  });
  return lines.length === 0 ? t('editor:noFindings', { file }) : lines.join('\n');
}

/** The object that `validate --format json` prints: a fixed shape, to which fields may be added. */
export function findingsJson({ file, document, findings }: CheckedFile, t: Translator): Record<string, unknown> {
  return {
    version: 1,
    file,
    findings: findings.map((finding) => ({
      id: finding.id,
      severity: finding.severity,
      message: findingText(t, finding),
      path: finding.path,
      start: document.position(finding.range.start),
      end: document.position(finding.range.end),
    })),
  };
}

/** Levels of SARIF for our severities (SARIF 2.1.0 section 3.27.10). */
const levels: Readonly<Record<Finding['severity'], string>> = { error: 'error', warning: 'warning', info: 'note' };

/** The findings as a log that code scanning services read (SARIF 2.1.0). */
export function findingsSarif({ file, document, findings }: CheckedFile, t: Translator): Record<string, unknown> {
  const ids = [...new Set(findings.map(({ id }) => id))];
  const uri = file.split(/[\\/]/).map(encodeURIComponent).join('/');
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'SMTP Doctor', rules: ids.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => {
          const start = document.position(finding.range.start);
          const end = document.position(finding.range.end);
          const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
          return {
            ruleId: finding.id,
            ruleIndex: ids.indexOf(finding.id),
            level: levels[finding.severity],
            message: { text: findingText(t, finding) },
            locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
          };
        }),
      },
    ],
  };
}
