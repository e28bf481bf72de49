import { scalarText } from '../account/edit-smtp-document';
import type { SourceRange } from '../account/smtp-document';
import { serverNames, stateOn } from '../provider/find-provider';
import { providerStateText } from '../report/provider-state-text';
import { type Cursor, cursorAt } from './cursor-at';
import { keyText } from './key-text';
import type { LanguageContext } from './language-context';
import { providerText } from './provider-text';
import { keysAt, schemaKeyAt } from './schema-keys';
import { accountSnippets, fileSnippets, inSnippet } from './snippets';

/** Something to type. */
export interface Completion {
  label: string;
  kind: 'key' | 'value' | 'snippet' | 'provider' | 'host' | 'secret' | 'variable' | 'account';
  /** A few words beside the label. */
  detail?: string;
  /** Markdown. */
  documentation?: string;
  /** In the syntax of VS Code's snippets. */
  snippet: string;
  /** What is replaced. */
  range: SourceRange;
}

/** What can be typed at the offset, best first. The text need not be valid YAML; `accounts` are the names in it. */
export function completionsAt(
  text: string,
  offset: number,
  accounts: readonly string[],
  context: LanguageContext,
): Completion[] {
  const cursor = cursorAt(text, offset);
  if (cursor === undefined) return [];
  // a file without accounts is somebody else's, unless it is still empty
  const ours = /^\ufeff?[\s{]*["']?(accounts|version)["']?\s*:/m.test(text);
  if (!ours && !isBlank(text, cursor)) return [];
  return cursor.kind === 'key'
    ? keyCompletions(text, cursor, ours, context)
    : valueCompletions(text, cursor, accounts, context);
}

/** True when there is nothing but comments and what is being typed. */
function isBlank(text: string, { range }: Cursor): boolean {
  return /^\ufeff?(\s*(#.*)?\n)*\s*(#.*)?$/.test(text.slice(0, range.start) + text.slice(range.end));
}

/** JSON is YAML, too; in it, keys and texts have quotes. */
function isJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

function keyCompletions(text: string, cursor: Cursor, ours: boolean, context: LanguageContext): Completion[] {
  const { path, range, siblings, flow } = cursor;
  const { t, withoutSchema } = context;
  const snippets = (found: { label: string; snippet: string }[]): Completion[] =>
    found.map(({ label, snippet }) => ({ label, kind: 'snippet', snippet, range }));
  if (path.length === 1 && path[0] === 'accounts') return flow ? [] : snippets(accountSnippets(context));
  const start = path.length === 0 && !siblings.includes('accounts') ? snippets(fileSnippets(context)) : [];
  if (withoutSchema && ours) return start;
  const keys = Object.entries(keysAt(path)).filter(([key]) => !siblings.includes(key));
  const json = isJson(text);
  const quote = flow ? (text[range.start - 1]?.match(/["']/)?.[0] ?? '') : '';
  const closed = quote !== '' && text[range.end] === quote;
  // what is there behind the key stays
  const hasValue = /^["']?[ \t]*:/.test(text.slice(range.end, range.end + 100));
  const whole = closed && !hasValue ? { start: range.start, end: range.end + 1 } : range;
  return [
    ...start,
    ...keys.map(([key, { hasKeys, values }]): Completion => {
      const documentation = keyText(t, [...path, key]);
      const inner = key === 'accounts' || hasKeys;
      const value = inner ? (flow ? ': { $0 }' : ':\n  $0') : values.length === 1 ? `: ${values[0]}` : ': $0';
      const name = quote === '' ? (json && flow ? `"${key}"` : key) : closed && hasValue ? key : key + quote;
      const written = hasValue ? name : name + value;
      return { label: key, kind: 'key', ...(documentation ? { documentation } : {}), snippet: written, range: whole };
    }),
  ];
}

function valueCompletions(
  text: string,
  cursor: Cursor,
  accounts: readonly string[],
  context: LanguageContext,
): Completion[] {
  const { path, range, flow } = cursor;
  const { t, withoutSchema } = context;
  const quoted = /["']/.test(text[range.start - 1] ?? '');
  const json = flow && isJson(text);
  const item = (label: string, kind: Completion['kind'], detail?: string, documentation?: string): Completion => {
    // a plain ${…} inside brackets would end at its own bracket
    const style = json || (flow && label.startsWith('${')) ? 'QUOTE_DOUBLE' : 'PLAIN';
    const plain = quoted || (label.startsWith('${') && !flow);
    return {
      label,
      kind,
      ...(detail ? { detail } : {}),
      ...(documentation ? { documentation } : {}),
      snippet: inSnippet(plain ? label : scalarText(label, style, flow)),
      range,
    };
  };
  const key = path.at(-1) ?? '';
  const [first, account, third] = path;
  if (path.length === 1 && first === 'default') return accounts.map((name) => item(name, 'account'));
  const ofAccount = first === 'accounts' && account !== undefined && path.length > 2 ? (third ?? '') : '';
  const variables = () => context.variables.map((name) => item(`\${env:${name}}`, 'variable', t('keys:environment')));
  switch (path.length === 3 ? ofAccount : key === 'clientSecret' && ofAccount === 'oauth2' ? 'password' : '') {
    case 'provider':
      return context.providers.map((provider) => {
        const detail = `${provider.name} · ${providerStateText(t, provider, context.today)}`;
        return item(provider.id, 'provider', detail, providerText(t, provider, context.today));
      });
    case 'host':
      return [...hosts(context).map(({ host, name }) => item(host, 'host', name)), ...variables()];
    case 'port': {
      const port = (number: number): Completion => ({
        ...item(String(number), 'value', t(`keys:port_${number}`)),
        snippet: String(number),
      });
      return [...[465, 587, 2525, 25].map(port), ...variables()];
    }
    case 'user':
      return variables();
    case 'password': {
      const stored = new Map<string, string>();
      for (const { name, host, user } of context.secrets) {
        const before = stored.get(name);
        const here = t('keys:storedFor', { host, user });
        stored.set(name, before === undefined ? here : `${before} · ${here}`);
      }
      const own = (account ?? '').replaceAll('}', '');
      const names = [...(stored.has(own) ? [] : [own]), ...stored.keys()];
      return [
        ...names.map((name) => item(`\${secret:${name}}`, 'secret', stored.get(name) ?? t('keys:stored'))),
        item(`\${ask}`, 'secret', t('keys:asked')),
        ...variables(),
      ];
    }
    default: {
      if (withoutSchema) return [];
      if (ofAccount === 'timeout' && path.length === 3) return ['30s', '1m', '3m'].map((value) => item(value, 'value'));
      const documentation = keyText(t, path);
      return (schemaKeyAt(path)?.values ?? []).map((value) => ({
        ...item(value, 'value', undefined, documentation),
        snippet: json && !quoted && !/^(true|false|\d+)$/.test(value) ? `"${value}"` : value,
      }));
    }
  }
}

/** The servers of all providers that still take a login. */
function hosts({ providers, today }: LanguageContext): { host: string; name: string }[] {
  const seen = new Set<string>();
  return providers.flatMap((provider) =>
    stateOn(provider, today) === 'closed'
      ? []
      : serverNames(provider).flatMap((host) => {
          if (seen.has(host)) return [];
          seen.add(host);
          return [{ host, name: provider.name }];
        }),
  );
}
