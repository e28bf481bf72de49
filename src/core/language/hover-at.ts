import { type SmtpDocument, type SourceRange, valueAt } from '../account/smtp-document';
import { providerById, providerOfHost } from '../provider/find-provider';
import { keyText } from './key-text';
import type { LanguageContext } from './language-context';
import { pathAt } from './path-at';
import { providerText } from './provider-text';
import { schemaKeyAt } from './schema-keys';

/** What to show for the key or value at the offset. */
export interface Hover {
  range: SourceRange;
  markdown: string;
}

/** The meaning and the allowed values of a key, and at a provider or host what is known of it. Undefined where there is nothing to say. */
export function hoverAt(
  document: SmtpDocument,
  offset: number,
  { t, providers, today, withoutSchema }: Pick<LanguageContext, 't' | 'providers' | 'today' | 'withoutSchema'>,
): Hover | undefined {
  if (document.kind !== 'ours') return undefined;
  const found = pathAt(document, offset);
  if (found === undefined) return undefined;
  const { path, range } = found;
  const parts: string[] = [];
  const text = keyText(t, path);
  if (text !== undefined && !withoutSchema) {
    const values = schemaKeyAt(path)?.values ?? [];
    parts.push(`**${path.at(-1)}** — ${text}`);
    if (values.length > 0) parts.push(t('keys:allowed', { values: values.map((value) => `\`${value}\``).join(', ') }));
  }
  const [first, , key] = path;
  if (first === 'accounts' && path.length === 3 && (key === 'provider' || key === 'host')) {
    const value = valueAt(document, path);
    const provider =
      typeof value !== 'string'
        ? undefined
        : key === 'provider'
          ? providerById(providers, value)
          : providerOfHost(providers, value);
    if (provider) parts.push(providerText(t, provider, today));
  }
  return parts.length === 0 ? undefined : { range, markdown: parts.join('\n\n') };
}
