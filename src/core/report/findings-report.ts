import { type Finding, findingText } from '../account/finding';
import { printable } from '../account/shown-destination';
import type { SmtpDocument } from '../account/smtp-document';
import type { Translator } from '../i18n/create-translator';

/** A file that was checked. */
export interface CheckedFile {
  /** As it was named. */
  file: string;
  document: SmtpDocument;
  findings: readonly Finding[];
}

/** One line for each finding, as compilers write them, file after file. */
export function findingsText(checked: readonly CheckedFile[], t: Translator): string {
  const lines = checked.flatMap(({ file, document, findings }) => {
    if (findings.length === 0) return t('editor:noFindings', { file });
    return findings.map((finding) => {
      const { line, column } = document.position(finding.range.start);
      const message = `${finding.severity}: ${findingText(t, finding)} (${finding.id})`;
      return printable(t('errors:at', { file, line, column, message }));
    });
  });
  return lines.join('\n');
}

/**
 * The object that `validate --format json` prints: a fixed shape, to which fields may be added. `file` is there when only one
 * was checked; each finding names its own.
 */
export function findingsJson(checked: readonly CheckedFile[], t: Translator): Record<string, unknown> {
  const files = checked.map(({ file }) => file);
  return {
    version: 1,
    ...(files.length === 1 ? { file: files[0] } : {}),
    files,
    findings: checked.flatMap(({ file, document, findings }) =>
      findings.map((finding) => ({
        file,
        id: finding.id,
        severity: finding.severity,
        message: findingText(t, finding),
        path: finding.path,
        start: document.position(finding.range.start),
        end: document.position(finding.range.end),
      })),
    ),
  };
}

/** Levels of SARIF for our severities (SARIF 2.1.0 section 3.27.10). */
const levels: Readonly<Record<Finding['severity'], string>> = { error: 'error', warning: 'warning', info: 'note' };

/** The findings as a log that code scanning services read (SARIF 2.1.0). */
export function findingsSarif(checked: readonly CheckedFile[], t: Translator): Record<string, unknown> {
  const ids = [...new Set(checked.flatMap(({ findings }) => findings.map(({ id }) => id)))];
  const results = checked.flatMap(({ file, document, findings }) => {
    const uri = file.split(/[\\/]/).map(encodeURIComponent).join('/');
    return findings.map((finding) => {
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
    });
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'SMTP Doctor', rules: ids.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
}
