import type { Encryption } from '../account/account';
import { encryptionLabel } from '../account/encryption-label';
import type { Translator } from '../i18n/create-translator';
import { longDate } from '../i18n/long-date';
import type { Label, Provider } from '../provider/provider';
import { sinceText } from '../provider/since-text';
import { type Standing, standingOn } from '../provider/standing-on';
import { providerStateText } from '../report/provider-state-text';
import type { Application, ApplicationField, ApplicationSnippet, ApplicationStep } from './application';
import type { Block, Guide, Inline } from './guide';
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
  /** The guide that ends with it. */
  guide?: Pick<Guide, 'signIn' | 'otherwise'>;
  /** ISO 8601 day. */
  today: string;
  t: Translator;
}

/** What servers for submission listen on (RFC 6409 section 3.1, RFC 8314 section 3.3). */
const ways = [
  { port: 465, encryption: 'tls' },
  { port: 587, encryption: 'starttls' },
] as const;

/** Where the values go in an application, and what to do then; or why this application cannot do what the guide leads to. */
export function renderApplication(
  application: Application,
  values: ApplicationValues,
  context: ApplicationContext,
): Block[] {
  const { provider, guide, today, t } = context;
  const standing = provider && standingOn(provider, today);
  const sources = sourceBlocks(application, today, t);
  const notes: Block[] =
    application.notes.length > 0
      ? [{ type: 'list', items: application.notes.map((note) => sentence(t, `note.${note}`)) }]
      : [];
  const closed = standing?.state === 'closed' ? standing : undefined;
  if (closed || guide?.signIn === 'oauth2') return [...oauth2Blocks(application, closed, notes, context), ...sources];
  const known = {
    ...(values.host === undefined ? serverFor(application, provider) : undefined),
    ...(provider?.user ? { user: provider.user } : {}),
    ...values,
  };
  const blocks: Block[] = [];
  if (provider && standing?.state === 'withdrawing')
    blocks.push(paragraph(sentence(t, 'withdrawing', {}, { provider: provider.name })));
  if (provider && standing?.steps === 'administrator-again') {
    const text = t('keys:facts', { name: provider.name, state: providerStateText(t, provider, today) });
    blocks.push(paragraph([{ type: 'text', text }]));
  }
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
  const { snippets = [] } = application;
  const { encryption } = known;
  if (snippets.length > 0 && encryption === undefined) blocks.push(paragraph(sentence(t, 'snippetByPort')));
  for (const snippet of snippets) {
    if (encryption === undefined)
      for (const way of ways) {
        const label = `${encryptionLabel(way.encryption)} (${way.port})`;
        blocks.push(...snippetBlocks(snippet, { ...way, ...known, encryption: way.encryption }, provider, t, label));
      }
    else blocks.push(...snippetBlocks(snippet, { ...known, encryption }, provider, t));
  }
  if (application.after.length > 0)
    blocks.push(paragraph(sentence(t, 'then')), {
      type: 'steps',
      items: application.after.map((step) => stepItem(step, t)),
    });
  return [...blocks, ...notes, ...sources];
}

/** Whether the application can sign in with OAuth 2 at the provider, or at which one; else what stays open to it. */
function oauth2Blocks(
  { name, signIn }: Application,
  closed: Standing | undefined,
  notes: Block[],
  { provider, guide, t }: ApplicationContext,
): Block[] {
  const said = (key: string, more: Readonly<Record<string, string>> = {}) =>
    paragraph(sentence(t, key, {}, { application: name, provider: provider?.name ?? '', ...more }));
  const blocks = provider && closed ? [said('closed', { date: sinceText(t, provider, closed) })] : [];
  const known = signIn.filter((way) => way !== 'password');
  const account = provider?.oauth2?.account;
  const usable = provider ? known.filter((way) => way === `oauth2-${account}`) : known;
  if (usable.length > 0) return [...blocks, ...usable.map((way) => said(way)), ...notes];
  const other = guide?.otherwise;
  return [
    ...blocks,
    said(known.length > 0 ? 'otherOAuth2' : 'passwordOnly'),
    other && !closed
      ? paragraph(sentence(t, 'anotherWay', { guide: [{ type: 'guide', text: other.title, ...other }] }))
      : said('anotherMailbox'),
  ];
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
  const byEncryption = (part: (encryption: Encryption) => Inline): Inline[] =>
    values.encryption === undefined
      ? sentence(t, 'byPort', { tls: [part('tls')], starttls: [part('starttls')] })
      : [part(values.encryption)];
  if (value === 'encryption') {
    const option = (encryption: Encryption): Inline => {
      const label = field.options?.[encryption];
      return label ? labelInline(label, t) : { type: 'text', text: t(`applications:encryption.${encryption}`) };
    };
    return [...name, ...byEncryption(option)];
  }
  const { prefix } = field;
  const { host } = values;
  if (value === 'host' && host !== undefined && prefix !== undefined)
    return [...name, ...byEncryption((encryption) => ({ type: 'code', text: prefix[encryption] + host }))];
  const known = values[value];
  if (known !== undefined && known !== '') return [...name, { type: 'code', text: String(known) }];
  return [...name, { type: 'text', text: missing(value, provider, t) }];
}

/** What to enter where the value is not known, in words. */
function missing(value: keyof ApplicationValues, provider: Provider | undefined, t: Translator): string {
  if (provider && value === 'user') return t(`providers:userName.${provider.userName}`);
  // of servers whose port is not settled at least the names are known
  if (provider && value === 'host' && provider.servers.length === 0 && provider.hosts.length > 0)
    return new Intl.ListFormat(t.language, { type: 'disjunction' }).format(provider.hosts);
  return t(`applications:missing.${value}`);
}

function snippetBlocks(
  snippet: ApplicationSnippet,
  values: ApplicationValues & { encryption: Encryption },
  provider: Provider | undefined,
  t: Translator,
  label?: string,
): Block[] {
  const password = t('applications:passwordPlaceholder');
  const filled: Record<string, string> = { password, encryption: snippet.encryption[values.encryption] };
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
  const versions = [snippet.versions, label].filter((part) => part !== undefined).join(', ');
  return [
    paragraph([
      ...(versions !== ''
        ? ([
            { type: 'strong', text: versions },
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
