// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of snippets
import { stateOn } from '../provider/find-provider';
import type { LanguageContext } from './language-context';

/** A text as VS Code's snippets write it. */
export function inSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** New accounts: at a known provider, and at any server. */
export function accountSnippets({ t, providers, today }: LanguageContext): { label: string; snippet: string }[] {
  const ids = providers.filter((provider) => stateOn(provider, today) !== 'closed').map(({ id }) => id);
  const name = `\${1:${inSnippet(t('keys:nameIt'))}}`;
  const rest = (next: number) => [
    `  user: \${${next}:name@example.com}`,
    '  password: \\${secret:$1\\}',
    `  from: \${${next + 1}:name@example.com}`,
  ];
  return [
    {
      label: t('keys:snippetProvider'),
      snippet: [`${name}:`, `  provider: \${2|${ids.join(',')}|}`, ...rest(3)].join('\n'),
    },
    {
      label: t('keys:snippetAccount'),
      snippet: [
        `${name}:`,
        '  host: ${2:mail.example.com}',
        '  port: ${3|465,587|}',
        '  encryption: ${4|tls,starttls,none|}',
        ...rest(5),
      ].join('\n'),
    },
  ];
}

/** A whole file with one account. */
export function fileSnippets(context: LanguageContext): { label: string; snippet: string }[] {
  const [, account] = accountSnippets(context);
  const lines = account?.snippet.split('\n').map((line) => `  ${line}`) ?? [];
  return [
    {
      label: context.t('keys:snippetFile'),
      snippet: ['version: 1', 'default: $1', 'accounts:', ...lines, 'test:', '  mode: ${7|login,send|}'].join('\n'),
    },
  ];
}
