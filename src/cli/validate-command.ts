import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isTracked } from '../core/account/is-tracked';
import type { Data } from '../core/data';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { checkSmtpDocument } from '../core/lint/check-smtp-document';
import { findingsJson, findingsSarif, findingsText } from '../core/report/findings-report';
import { exitCodes } from './exit-codes';
import { type CliOptions, choice } from './run';
import { readDocument } from './smtp-file';
import { today } from './today';

/** `validate [FILE|-]`: everything that can be said about the file without any network. Resolves to the exit code. */
export async function validateCommand(
  positionals: string[],
  options: CliOptions,
  data: Data,
  t: Translator,
): Promise<number> {
  const format = choice('--format', options.format, ['text', 'json', 'sarif'] as const, t) ?? 'text';
  const file = positionals[0] ?? 'smtp.yaml';
  const document = readDocument(file);
  if (document.kind === 'foreign' || document.kind === 'empty') throw new DoctorError('not-ours');
  const findings = checkSmtpDocument(document, {
    providers: data.knowledge().providers,
    today: today(),
    environment: { get: (name) => process.env[name] },
    tracked: file !== '-' && (await isTracked(resolve(file))),
  });
  const checked = { file, document, findings };
  const json = { json: findingsJson, sarif: findingsSarif };
  process.stdout.write(
    format === 'text' ? `${findingsText(checked, t)}\n` : `${JSON.stringify(json[format](checked, t), null, 2)}\n`,
  );
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.passed;
}

/** `schema`: the JSON Schema of smtp.yaml, for other editors. */
export async function schemaCommand(): Promise<number> {
  process.stdout.write(readFileSync(join(__dirname, 'smtp-schema.json'), 'utf8'));
  return exitCodes.passed;
}
