import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';

/** The value of an option when it is one of those allowed; undefined when the option was not given. Throws usage. */
export function choice<T extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly T[],
  t: Translator,
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((entry) => entry === value);
  if (found === undefined) {
    throw new DoctorError('usage', { message: t('cli:badValue', { option, value, allowed: allowed.join(', ') }) });
  }
  return found;
}
