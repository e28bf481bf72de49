import type { Encryption } from '../account/account';
import type { Translator } from '../i18n/create-translator';
import { longDate } from '../i18n/long-date';
import type { Label, Provider } from '../provider/provider';
import { sinceText } from '../provider/since-text';
import { standingOn } from '../provider/standing-on';
import type {
  Application,
  ApplicationField,
  ApplicationSignIn,
  ApplicationSnippet,
  ApplicationStep,
} from './application';
import type { Block, Inline } from './guide';
import { isOutdated } from './is-outdated';
import { labelIn } from './render-guide';

/** The values to enter; never a password. What is not known is asked for in words. */
export interface ApplicationValues {
  host?: string;
  port?: number;
  encryption?: Encryption;
  user?: string;
  from?: string;
  fromName?: string;
  replyTo?: string;
}

/** What else the sentences depend on. */
export interface ApplicationContext {
  provider?: Provider;
  /** ISO 8601 day. */
  today: string;
  t: Translator;
}

/** Whose accounts an application can sign in to without a password, by id of the provider. */
const oauth2Of: Readonly<Record<string, ApplicationSignIn>> = {
  gmail: 'oauth2-google',
  'google-workspace': 'oauth2-google',
  outlook: 'oauth2-microsoft',
  microsoft365: 'oauth2-microsoft',
};

/** Where the values go in an application, and what to do then; or why this application cannot use the provider. */
export function renderApplication(
  application: Application,
  values: ApplicationValues,
  { provider, today, t }: ApplicationContext,
): Block[] {
  const standing = provider && standingOn(provider, today);
  const sources = sourceBlocks(application, today, t);
  const notes: Block[] =
    application.notes.length > 0
      ? [{ type: 'list', items: application.notes.map((note) => sentence(t, `note.${note}`)) }]
      : [];
  if (provider && standing?.state === 'closed') {
    const oauth2 = oauth2Of[provider.id];
    const usable = oauth2 !== undefined && application.signIn.includes(oauth2);
    const text = t(`applications:${usable ? oauth2 : 'notUsable'}`, {
      application: application.name,
      provider: provider.name,
      date: sinceText(t, provider, standing),
    });
    return [paragraph([{ type: 'text', text }]), ...(usable ? notes : []), ...sources];
  }
  const known = {
    ...(values.host === undefined ? serverFor(application, provider) : undefined),
    ...(provider?.user ? { user: provider.user } : {}),
    ...values,
  };
  const blocks: Block[] = [];
  if (provider && standing?.state === 'withdrawing')
    blocks.push(paragraph(sentence(t, 'withdrawing', {}, { provider: provider.name })));
  if (application.where.length > 0) {
    const path = application.where.flatMap((label, index): Inline[] => [
      ...(index > 0 ? [{ type: 'text', text: ' → ' } as const] : []),
      labelInline(label, t),
    ]);
    blocks.push(paragraph(sentence(t, 'open', { path })));
  }
  if (application.fields.length > 0)
    blocks.push(paragraph(sentence(t, 'enter')), {
      type: 'list',
      items: application.fields.map((field) => fieldItem(field, known, provider, t)),
    });
  for (const snippet of application.snippets ?? []) blocks.push(...snippetBlocks(snippet, known, provider, t));
  if (application.after.length > 0)
    blocks.push(paragraph(sentence(t, 'then')), {
      type: 'steps',
      items: application.after.map((step) => stepItem(step, t)),
    });
  return [...blocks, ...notes, ...sources];
}

/** The provider's server that the application can use for sure: one whose encryption it has a name for, else the first. */
function serverFor({ fields }: Application, provider: Provider | undefined): Provider['servers'][number] | undefined {
  const options = fields.flatMap((field) => ('options' in field && field.options ? [field.options] : []))[0];
  return provider?.servers.find(({ encryption }) => options?.[encryption]) ?? provider?.servers[0];
}

function fieldItem(
  field: ApplicationField,
  values: ApplicationValues,
  provider: Provider | undefined,
  t: Translator,
): Inline[] {
  if ('choose' in field && !field.label) return sentence(t, 'choose', { label: [labelInline(field.choose, t)] });
  const name: Inline[] = field.label ? [labelInline(field.label, t), { type: 'text', text: ': ' }] : [];
  if ('choose' in field) return [...name, labelInline(field.choose, t)];
  const { value } = field;
  if (value === 'password') return [...name, { type: 'text', text: t('applications:newPassword') }];
  if (value === 'encryption') {
    const encryption = values.encryption;
    const option = encryption && field.options?.[encryption];
    if (option) return [...name, labelInline(option, t)];
    return [
      ...name,
      { type: 'text', text: t(`applications:${encryption ? `encryption.${encryption}` : 'missing.encryption'}`) },
    ];
  }
  if (value === 'host' && values.host !== undefined)
    return [...name, { type: 'code', text: `${field.prefix?.[values.encryption ?? 'tls'] ?? ''}${values.host}` }];
  const known = values[value];
  if (known !== undefined && known !== '') return [...name, { type: 'code', text: String(known) }];
  return [...name, { type: 'text', text: missing(value, provider, t) }];
}

/** What to enter where the value is not known, in words. */
function missing(value: keyof ApplicationValues, provider: Provider | undefined, t: Translator): string {
  return value === 'user' && provider
    ? t(`providers:userName.${provider.userName}`)
    : t(`applications:missing.${value}`);
}

function snippetBlocks(
  snippet: ApplicationSnippet,
  values: ApplicationValues,
  provider: Provider | undefined,
  t: Translator,
): Block[] {
  const password = t('applications:passwordPlaceholder');
  const filled: Record<string, string> = { password, encryption: snippet.encryption[values.encryption ?? 'tls'] };
  const text = snippet.text.replace(
    /^([^\S\n]*)(.*)$/gm,
    (_line, indent: string, rest: string) =>
      indent +
      rest.replace(
        /\{(host|port|user|from|fromName|password|encryption)(:url)?\}/g,
        (_all, name: string, url?: string) => {
          const value = filled[name] ?? String(values[name as keyof ApplicationValues] ?? '');
          const shown = value === '' ? `<${missing(name as keyof ApplicationValues, provider, t)}>` : value;
          // further lines of a value stand as deep as its first
          return (url && value !== '' ? encodeURIComponent(shown) : shown).replaceAll('\n', `\n${indent}`);
        },
      ),
  );
  const file: Inline[] = [{ type: 'code', text: snippet.file }];
  const secret: Inline[] = snippet.text.includes('{password}')
    ? [{ type: 'code', text: password }]
    : [{ type: 'code', text: 'SMTP_PASSWORD' }];
  const key = snippet.text.includes('{password}') ? 'inFile' : 'inFileEnvironment';
  return [
    paragraph([
      ...(snippet.versions
        ? ([
            { type: 'strong', text: snippet.versions },
            { type: 'text', text: ': ' },
          ] as const)
        : []),
      ...sentence(t, key, { file, password: secret }),
    ]),
    { type: 'code', language: snippet.language, text: text.trimEnd() },
  ];
}

function stepItem({ do: what, label, command }: ApplicationStep, t: Translator): Inline[] {
  if (label) return sentence(t, `after.${what}_label`, { label: [labelInline(label, t)] });
  if (command) return sentence(t, `after.${what}_command`, { command: [{ type: 'code', text: command }] });
  return sentence(t, `after.${what}`);
}

function sourceBlocks({ sources }: Application, today: string, t: Translator): Block[] {
  return Object.values(sources).map(({ title, url, date }) => {
    const source: Inline[] = [url ? { type: 'link', text: title, url } : { type: 'text', text: title }];
    const dated = isOutdated(date, today) ? 'sourceOutdated' : 'source';
    return paragraph(sentence(t, dated, { source }, { date: longDate(t, date) }));
  });
}

function labelInline(label: Label, t: Translator): Inline {
  return { type: 'label', ...labelIn(label, t.language) };
}

function paragraph(inlines: Inline[]): Block {
  return { type: 'paragraph', inlines };
}

/** A sentence of the namespace `applications`; parts stand in it where their names stand in the text. */
function sentence(
  t: Translator,
  key: string,
  parts: Readonly<Record<string, Inline[]>> = {},
  values: Readonly<Record<string, string>> = {},
): Inline[] {
  const names = Object.keys(parts);
  // a private character for each part, so that the text can be cut there
  const mark = (index: number) => String.fromCharCode(0xe000 + index);
  const marks = Object.fromEntries(names.map((name, index) => [name, mark(index)]));
  const text = t(`applications:${key}`, { ...values, ...marks });
  return text
    .split(/([\ue000-\ue0ff])/)
    .filter((piece) => piece !== '')
    .flatMap((piece): Inline[] => {
      const name = names.find((_name, index) => mark(index) === piece);
      return name === undefined ? [{ type: 'text', text: piece }] : (parts[name] ?? []);
    });
}
