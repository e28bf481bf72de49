import type { Data } from '../data';
import type { Translator } from '../i18n/create-translator';
import { causeLine, headline, type TestReport, unknownSentence } from './test-report';
import { transcriptLines } from './transcript-lines';

/** Versions of what a test ran in, for a report. */
export interface ReportVersions {
  doctor: string;
  /** Such as `VS Code 1.139.1` or `Node 20.20.2`. */
  host: string;
  platform: string;
}

/** A test as Markdown for whoever helps: cause, evidence, stages, TLS, versions, transcript. Holds no secret. */
export function supportReport(report: TestReport, data: Data, t: Translator, versions: ReportVersions): string {
  const { result, diagnoses, facts } = report;
  const lines = [
    `# ${headline(t, report)}`,
    '',
    `- ${result.host}:${result.port}, ${result.mode}, ${result.startedAt}, ${result.ms} ms, ${result.runFrom}`,
    `- SMTP Doctor ${versions.doctor}, ${versions.host}, ${versions.platform}`,
  ];
  if (facts) {
    const causes = diagnoses.map(
      (diagnosis, rank) =>
        `- ${causeLine(t, diagnosis, rank, facts, data.knowledge())} (\`${diagnosis.id}\`, \`${diagnosis.rule}\`, ${diagnosis.confidence})`,
    );
    lines.push('', ...(causes.length > 0 ? causes : [`- ${unknownSentence(t, facts)}`]));
    for (const { kind, text } of diagnoses[0]?.evidence ?? []) lines.push('', `${kind}:`, '', ...fenced(text));
  }
  lines.push('', '| stage | outcome | ms |', '|---|---|---|');
  for (const { stage, outcome, ms } of result.stages) lines.push(`| ${stage} | ${outcome} | ${ms} |`);
  if (result.tls) {
    const { protocol, cipher, verified, chain } = result.tls;
    lines.push('', `TLS: ${protocol}, ${cipher}, verified: ${verified}`, '');
    for (const { subject, issuer, validFrom, validTo } of chain) {
      lines.push(`- ${subject} ← ${issuer} (${validFrom} – ${validTo})`);
    }
  }
  lines.push('', ...fenced(transcriptLines(result).join('\n')));
  return `${lines.join('\n')}\n`;
}

/** A fence longer than any run of backticks inside, so that a server's words stay text. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, text, fence];
}
