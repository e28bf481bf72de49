import type { Encryption } from '../account/account';
import { type Grams, gramsOf, mayHave } from './compile-rules';

/** What a knowledge file says about telling a provider: host names by their end, and words that only its servers write. */
export interface ProviderSigns {
  /** Ends of host names: `smtp.example.com`, or `.example.com` for everything under it. */
  hosts: string[];
  /** Words, in lower case, that only this provider's replies have. */
  words?: string[];
}

/** Where a text says that the client connected to. */
export interface FoundServer {
  host?: string;
  port?: number;
  encryption?: Encryption;
}

/** What begins like the name of a mail server and is one of a setting, a class or a module: `mail.smtp.host`, `email.mime.text`. */
const noHostName =
  '(?!(?:mail\\.(?:smtps?|imaps?|pop3s?|util|transport|store|internet|mime|debug|host|from|user|event|search|message)|email\\.(?:mime|message|utils|header|headers|errors|policy|parser|encoders))\\b(?!\\.(?:com|net|org)\\b))';

const hostPatterns: readonly RegExp[] = [
  /\bhost, port: ?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}), ?\d/i,
  /relay=([a-z0-9.-]{4,200})\[/i,
  /hostname["']?: ?["']([^"'\s]{1,200})["']/i,
  /\bhost(?::? ?|["'], ?| ?=>? ?)["']?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})/i,
  /connect(?:ion|ing|ed)?(?: opened)?:? ?(?:failed )?(?:to|opening to) (?:host )?["'`]?(?:\w{2,4}:\/\/)?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})/i,
  /(?:authenticate with|established with host|server|servidor|while talking to|Remote-MTA: ?dns;|lookup|Trying|dial tcp) ?['"]?(?:\w{2,4}:\/\/)?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})/i,
  /(?:ENOTFOUND|EAI_AGAIN|query[A-Za-z]{1,5} E[A-Z]{3,12}) ([^\s'",)]{1,200}|[^\s'")]{1,200},)/,
  new RegExp(
    `(?<![\\w.-])(${noHostName}(?:smtps?|mail|mx\\d{0,2}|smtp-mail|outlook|email)\\.[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){1,6})(?::\\d{2,5})?\\b`,
    'i',
  ),
];

const portPatterns: readonly RegExp[] = [
  /\b(?:ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL) [\da-fA-F.:]{3,45}:(\d{2,5})\b/g,
  /(?:\b|_)port["'\]]{0,2}[:,]?\s{0,24}(?:=>|=)?\s{0,4}["']? ?(\d{2,5})\b/gi,
  /(?:>|smtp)port["']?\]?(?: ?=>? ?| ?: ?)["']?(\d{2,5})\b/gi,
  /\bporta: ?(\d{2,5})\b/gi,
  /\bhost, port: ?[^\s,]{1,200}, ?(\d{2,5})\b/gi,
  /[a-z0-9](?:\.[a-z0-9-]{1,63}){1,6}(?:\[[\d.:a-f]{3,45}\])?:(\d{2,5})\b/gi,
];

/** Ports of SMTP; a number that is none of them is no port. */
const smtpPorts = new Set([
  24, 25, 26, 465, 587, 588, 1025, 1587, 2025, 2465, 2500, 2525, 2526, 2587, 8025, 25025, 3025, 4650,
]);

/** Host, port and encryption where the text names them. */
export function findServer(text: string): FoundServer {
  const start = text.slice(0, 8000);
  let host: string | undefined;
  for (const pattern of hostPatterns) {
    host = start.match(pattern)?.[1]?.toLowerCase();
    if (host) break;
  }
  let port: number | undefined;
  for (const pattern of portPatterns) {
    port = [...start.matchAll(pattern)].map(([, digits]) => Number(digits)).find((value) => smtpPorts.has(value));
    if (port !== undefined) break;
  }
  const encryption = encryptionIn(start, port);
  return { ...(host ? { host } : {}), ...(port ? { port } : {}), ...(encryption ? { encryption } : {}) };
}

/** Settings as Ruby, YAML and environment files write them: `:tls => true`, `SMTP_SSL=true`. */
const implicitSetting =
  /\b(?:smtp_?)?(?:host_)?(?:tls|ssl)(?:_enabled?)?["'\]]{0,2} {0,24}(?:=>|[=:]) {0,4}["']?(?:true|yes|on|1)\b/i;
const startTlsSetting =
  /starttls(?:_auto|_enabled?)?["'\]]{0,2} {0,24}(?:=>|[=:]) {0,4}["':]{0,2}(?:true|yes|on|1|auto|always)\b/i;

/** The mode that the client was told to use: by its option, its class, or its URL. */
function encryptionIn(text: string, port: number | undefined): Encryption | undefined {
  if (
    /\bSMTP_SSL\(|smtps:\/\/|\bssl:\/\/|SMTPSecure(?: ?=>? ?|: string\(3\) )['"]ssl|(?:mail_encryption|smtpsecure|smtp_crypto|smtpcrypto|['"]encryption)['"]?\]?(?: ?=>? ?| ?: ?)['"]?ssl\b|PHPMailer::ENCRYPTION_SMTPS|secure["']?: ?true|SslOnConnect|use_ssl ?= ?True|smtp\.ssl\.enable["']?[=:,] ?["']?true|--tls-on-connect|tls_starttls off|connectionType ?= ?(?:MCOConnectionType)?\.?TLS\b|tlsMode: ?\.requireTLS\b|SmtpTransport::relay\(|\bWithSSL\(\)/i.test(
      text,
    )
  )
    return 'tls';
  if (
    /\.starttls\(|SMTPSecure(?: ?=>? ?|: string\(3\) )['"]tls|(?:mail_encryption|smtpsecure|smtp_crypto|smtpcrypto|['"]encryption)['"]?\]?(?: ?=>? ?| ?: ?)['"]?(?:start)?tls\b|ENCRYPTION_STARTTLS|requireTLS["']?: ?true|SecureSocketOptions\.StartTls\b|use_tls ?= ?True|starttls\.(?:enable|required)["']?[=:,] ?["']?true|connectionType ?= ?(?:MCOConnectionType)?\.?startTLS\b|tlsMode: ?\.requireSTARTTLS\b|::starttls_relay\(|tls_starttls on\b/i.test(
      text,
    )
  )
    return 'starttls';
  // smtplib.SMTP begins in clear text; SMTP_SSL was ruled out above
  if (/smtplib\.SMTP\(/.test(text)) return 'starttls';
  // on any other port, programs mean either of the two by such a name
  if (implicitSetting.test(text)) return port === 465 ? 'tls' : undefined;
  return startTlsSetting.test(text) ? 'starttls' : undefined;
}

/** The provider of a host name. */
export function providerOfHostName(signs: Readonly<Record<string, ProviderSigns>>, host: string): string | undefined {
  const name = host
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '')
    .replace(/\.$/, '');
  let best: string | undefined;
  let length = 0;
  for (const [provider, { hosts }] of Object.entries(signs)) {
    for (const end of hosts) {
      const fits = end.startsWith('.') ? name.endsWith(end) || name === end.slice(1) : name === end;
      if (fits && end.length > length) [best, length] = [provider, end.length];
    }
  }
  return best;
}

// a memo of a pure function, not state: the same signs always give the same list
const wordLists = new WeakMap<object, { provider: string; word: string }[]>();

function wordsOfProviders(signs: Readonly<Record<string, ProviderSigns>>): { provider: string; word: string }[] {
  const known = wordLists.get(signs);
  if (known) return known;
  const list = Object.entries(signs).flatMap(([provider, { words = [] }]) => words.map((word) => ({ provider, word })));
  wordLists.set(signs, list);
  return list;
}

/** The provider whose words the text has. `grams` are those of the text. */
export function providerOfWords(
  signs: Readonly<Record<string, ProviderSigns>>,
  text: string,
  grams: Grams = gramsOf(text),
): string | undefined {
  let lower: string | undefined;
  for (const { provider, word } of wordsOfProviders(signs)) {
    if (!mayHave(word, grams)) continue;
    lower ??= text.slice(0, 16_000).toLowerCase();
    if (lower.includes(word)) return provider;
  }
  return undefined;
}
