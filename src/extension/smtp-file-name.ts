/** Names of the files that are ours: `smtp.yaml`, `smtp.yml`, `*.smtp.yaml`, `*.smtp.yml`. */
export const smtpFileGlob = '{smtp,*.smtp}.{yaml,yml}';

/** Selects documents of ours by name: the language stays YAML. */
export const smtpFileSelector = [{ pattern: `**/${smtpFileGlob}` }];

/** True when the file's name is one of ours. */
export function isSmtpFile(path: string): boolean {
  return /(^|[\\/.])smtp\.ya?ml$/.test(path);
}
