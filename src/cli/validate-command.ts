import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isTracked } from '../core/account/is-tracked';
import type { Data } from '../core/data';
import { DoctorError } from '../core/errors';
import { checkSmtpDocument } from '../core/lint/check-smtp-document';
import { type CheckedFile, findingsJson, findingsSarif, findingsText } from '../core/report/findings-report';
import { today } from '../core/today';
import type { Run } from './commands';
import { exitCodes } from './exit-codes';
import { readDocument } from './smtp-file';
import { errorLine } from './terminal-text';

/**
 * `validate [FILE…]`: everything that can be said about the files without any network, those that cannot be read left out.
 * Resolves to the exit code of the worst.
 */
export const validateCommand: Run = async (positionals, { format }, data, t) => {
  const files = positionals.length > 0 ? positionals : ['smtp.yaml'];
  const checked: CheckedFile[] = [];
  for (const file of files) {
    try {
      checked.push(await check(file, data));
    } catch (error) {
      if (!(error instanceof DoctorError)) throw error;
      process.stderr.write(`${errorLine(t, error)}\n`);
    }
  }
  if (checked.length > 0) {
    const report = { json: findingsJson, sarif: findingsSarif }[format ?? ''];
    process.stdout.write(report ? `${JSON.stringify(report(checked, t), null, 2)}\n` : `${findingsText(checked, t)}\n`);
  }
  if (checked.length < files.length) return exitCodes.usage;
  const findings = checked.flatMap((entry) => entry.findings);
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.passed;
};

/** `schema`: the JSON Schema of smtp.yaml, for other editors. */
export const schemaCommand: Run = async () => {
  process.stdout.write(readFileSync(join(__dirname, 'smtp-schema.json'), 'utf8'));
  return exitCodes.passed;
};

/** Throws file-missing, file-unreadable and not-ours. */
async function check(file: string, data: Data): Promise<CheckedFile> {
  const document = readDocument(file);
  const findings = checkSmtpDocument(document, {
    providers: data.knowledge().providers,
    today: today(),
    environment: { get: (name) => process.env[name] },
    tracked: file !== '-' && (await isTracked(resolve(file))),
  });
  return { file, document, findings };
}
