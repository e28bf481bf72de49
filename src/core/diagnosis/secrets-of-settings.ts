import { type Secret, type SecretPlace, secretsIn } from './secret';

/** What a secret is called in settings, code and prose, in the languages that people write. */
const names = [
  // not compass, bypass, encompass
  '(?<!by|com|sur|tres)pass(?:word|wort|wd|phrase|code|w)?',
  'pwd|kennwort|contrase.{1,3}a|palavra.passe|slapta.{1,3}od[a-zėįžų]{1,4}',
  '(?<![a-z])(?:pw|psw|p/w|clave|mdp|parola|senha|has(?:ł|l|Å‚)[aoe]m?)(?![a-z])',
  'mot.{1,2}de.{1,2}passe|парол[а-я]{1,3}|密码|密碼|授权码|口令',
];

/** Names of what is seldom read by people: tokens and keys. */
const keyNames = [
  'secret(?:[ _-]?key)?|(?:api|access|auth|smtp|account|private|secret)[ _-]?key|token|credentials?|bearer|passkey',
];

/** What may end a name: `_2`, `.value`, `Text`. */
const nameEnd = '(?:[_.-][\\w.-]{0,24}|(?<=word)[A-Z]\\w{0,16}|\\d{1,2})?';

const name = new RegExp(`(?:(${names.join('|')})|(?:${keyNames.join('|')}))${nameEnd}`, 'gi');

/** Quotes in the spellings of code, JSON inside of JSON, HTML and URLs. */
const quote = '\\\\{0,3}["\'`]|&quot;|&#0?3[49];|%22|%27';

/** What closes a name: quotes, brackets, marks of Markdown, a word in parentheses, the type of a variable. */
const close = new RegExp(
  `(?:${quote}|[\\])*_])*(?::(?:private|protected)["'\\]]{0,3})?(?: ?\\([^()\\n"'\`]{0,40}\\))?(?: ?: ?&?'?[A-Za-z<>?]{1,24}(?= ?= ?)| As String| String)?\\*{0,2}`,
  'y',
);

/** What stands between a name and its value, from the plainest on. */
const gaps = {
  equals: /[ \t\u00a0]{0,40}(?:=>|:=|\\?==?|%3D)/iy,
  colon: /[ \t\u00a0]{0,40}(?:[:：]|%3A)/iy,
  // "name": "SMTP_PASSWORD", "value": "…", <add key="…" value="…"/>, <key>…</key><string>…
  value:
    /,?\s{0,60}["']?value["']?\s{0,3}[:=]|<\/key>\s{0,60}<string>|\s{0,3}>|(?:\s[\w:-]{1,30}=["'][^"'<>\n]{0,60}["']){1,4}\s?>/iy,
  // define('SMTP_PASS', '…'), setPassword('…')
  argument: /\s{0,20}[,(]/y,
  cell: /[ \t]{0,40}\|| {0,8}\t/y,
  blank: /[ \u00a0]{1,40}|[ \t]{0,8}\r?\n[ \t]{0,8}(?=\S{6,200}\s{0,8}(?:\n|$))/y,
} as const;

type Gap = keyof typeof gaps;

/** What stands before a value and is no part of it: blanks, tags, types, the name of a call, a value that begins in the next line. */
const before = new RegExp(
  [
    '[ \\t\\u00a0]{0,40}\\*{0,2}[ \\t]{0,8}',
    '(?:<!\\[CDATA\\[|<\\/?[a-z]{1,8}>[ \\t]{0,8}|!!str |&\\w{1,20} |[>|][+-]?(?=[ \\n\\r]))?[ \\t]{0,8}',
    '(?:\\{\\s{0,3}["\']\\w{1,20}["\']\\s?:\\s{0,3})?',
    '(?:\\s{0,40}string\\(\\d{1,4}\\) )?',
    '(?:\\r?\\n[ \\t]{0,40}(?=[^\\s:]{1,200}[ \\t]{0,8}(?:\\r?\\n|$)))?',
    `(?:[\\w.:]{1,40}\\((?=${quote})|[bru@$f](?=["']))?`,
  ].join(''),
  'iy',
);

/** The opening quote, and what it holds; one that is not closed ends with its line. */
const quoted = new RegExp(
  `("{3}|'{3}|${quote})((?:(?!\\1)(?:\\\\.|[^\\n\\\\])|\\1\\1(?=[^\\s,;)\\]}:"'])){1,400})`,
  'iy',
);
const curlyQuoted = /([“„«‘‚])([^\n“”»’‘]{1,400})/y;

/** A value without quotes: to the next blank, or to what ends it in a list, a call, a tag or a URL. */
const bare =
  /()((?:[^\s,;&"'`)\]}<>|]|[,;&|](?!\s|$|\\?["']?[\w.-]{1,40}\\?["']?[=:])|["'`)\]}>](?![\s,;:)\]}<>"'`]|$)|<(?!\/|br|\w{1,8}>)){1,400})/iy;

/** What refers to a secret and holds none, or what has been hidden by others. */
const reference =
  /^(?:\$?\$\{|\$\(|\{\{|<%|%\w+%$|\$[A-Za-z_]|!\w|(?:process|import\.meta|os|self|this|config|settings|env|secrets|System)\.|get_?env|env\(|[*•.]+$|x{3,}$|\[?(?:hidden|redacted|filtered|masked|secret)\b|<?(?:hidden|redacted)>?$)/i;

/** Words that say something of a password and are none. */
const prose = new Set(
  (
    'a an and are as at authentication auth bad be been before but by can cannot check command could denied did do does email enter ' +
    'error errors exception expected expired fail failed failing fails failure false for from get given had has have here i if in ' +
    'incorrect input invalid is it its key login mail may message method mismatch missing must my need needed needs no nil none not ' +
    'null number of off ok on only optional or please protected rejected refused request required see server set should smtp some ' +
    'something specified string such sure test than that the their then there this to token too true try type unable undefined ' +
    'unknown unset use used user user-name username valid value verify via was we were what when will with without wrong yes you your ' +
    'empty blank accepted unauthorized disabled enabled changed reset successful unsuccessful is-empty file host port from encryption ' +
    'incorrecta incorrecto inválida inválido invalida invalido errada errado errata errato sbagliata sbagliato non no não nao nie nėra ' +
    'neteisingas neteisinga klaidingas błędne bledne nieprawidłowe falsch ungültig ungueltig fehlt incorrecte invalide erroné refusé ' +
    'obligatoria obbligatoria obrigatória wymagane scaduta caducada expirada wygasło requerida richiesta es è é to ist est yra das die der ' +
    'xoauth2 plain oauthbearer cram-md5 weak strong fine same hidden stored encrypted secure case-sensitive working now la el il lo o un una uno w na per para dla für pour or und oder et ou y e i ir arba lub con com mit avec su z'
  ).split(' '),
);

/** What joins a name and its value in a sentence. */
const joins = /(?:(?:is|was|are|es|è|é|to|ist|est|yra|lautet):?|=|-|–|—|->|→)[ \u00a0]{1,4}["'“„«]?/iy;

/** A word that looks like a secret and like nothing else. */
const secretWord =
  /(?=[^\s]{0,60}\d)(?=[^\s]{0,60}[A-Za-z])(?![[(<{]|[a-z]{2,8}:\/\/|[^\s@]{1,64}@[\w-]{1,63}\.|\d|[\w-]{1,63}\.[\w.-]{1,100}\.?(?:\s|$)|v\d|\(|smtp|ipv|[A-Z]{1,8}\d{1,5}[.,;:]?(?:\s|$))[^\s"'“”«»<>]{6,200}/y;

/** What stands in the line before a place. */
function lineBefore(text: string, place: number): string {
  const near = text.slice(Math.max(0, place - 200), place);
  return near.slice(near.lastIndexOf('\n') + 1);
}

/** Four groups of four letters, as Google shows its app passwords. */
const fourGroups = /[a-z]{4}(?:[ \u00a0-][a-z]{4}){3}(?![a-z])/iy;
const commonWords =
  /(?<![a-z])(?:that|this|with|from|your|mail|must|have|does|been|when|will|then|than|they|user|name|fail|port|host|smtp|sent|send|code|also|only|here|more|need|used|what|were|into|some|same|both|work|very|each|just|like|such|make|made|auth|line|show|says|said|para|como|esta|este|dalla|nella|nell|dein|eine)(?![a-z])/i;

/** The words after a value that a line of settings holds; none of them tells of a failure. */
const restOfLine = /(?:[ \u00a0][^\s#;/|]{1,40}){1,7}[ \t]{0,8}(?=\r?\n|$)/y;
const failureWords =
  /refus|timed?.?out|fail|error|denied|reject|invalid|incorrect|not |smtp|mail|\d{3}|@|:|=|\(|host|port|user|login|connect/i;

/** Secrets that stand behind their name: in settings, code, forms and sentences. */
export function secretsOfSettings(text: string): Secret[] {
  return [...namedSecrets(text), ...secretsIn(text, places)];
}

function namedSecrets(text: string): Secret[] {
  const found: Secret[] = [];
  let done = 0;
  for (const match of text.matchAll(name)) {
    // a secret can hold a name
    if (match.index < done) continue;
    const isPassword = match[1] !== undefined;
    const end = match.index + match[0].length;
    const closed = at(close, text, end)?.end ?? end;
    const secret = valueBehind(text, match.index, closed, isPassword);
    if (!secret) continue;
    found.push(secret);
    done = secret.end;
  }
  return found;
}

function valueBehind(text: string, start: number, closed: number, isPassword: boolean): Secret | undefined {
  for (const gap of ['equals', 'colon', 'value', 'argument', 'cell', 'blank'] as const) {
    const behind = at(gaps[gap], text, closed)?.end;
    if (behind === undefined) continue;
    if (gap === 'blank') return isPassword || isOption(text, start) ? afterBlank(text, start, behind) : undefined;
    if (!fits(gap, text, start, closed, behind) || at(environment, text, behind)) return undefined;
    const from = at(before, text, behind)?.end ?? behind;
    const held = at(quoted, text, from) ?? at(curlyQuoted, text, from);
    if (held) return isHidden(held.value) || (gap === 'cell' && !isPassword) ? undefined : spanOf(held);
    if (gap === 'argument') return undefined;
    return bareValue(text, start, from, gap, isPassword);
  }
  return undefined;
}

/** Whether what stands before and behind a name is what the gap would have it. */
function fits(gap: Gap, text: string, start: number, closed: number, behind: number): boolean {
  const line = text.slice(Math.max(0, start - 100), start);
  if (gap === 'value' && text[behind - 1] === '>' && text[closed] !== '<')
    return /<(?!\/)[^<>\n]*$/.test(line) && text[behind] !== '@';
  // a user of this name in a URL
  if (gap === 'colon' && line.endsWith('//')) return false;
  // define('SMTP_PASS', '…') or CURLOPT_USERPWD, '…', but no list of names
  return (
    gap !== 'argument' ||
    isOption(text, start) ||
    !/["'`]$/.test(text.slice(start, closed)) ||
    /\(\s{0,20}\\?["'`][\w.-]*$/.test(line)
  );
}

/** What asks for a value by its name: getenv('SMTP_PASSWORD'). */
const environment =
  /\s{0,4}(?:\w{1,20}[.:]{1,2}){0,4}(?:get_?)?(?:env|environ|config|secret|property)(?:\.get)?\s?\(/iy;

/** Whether the name is that of an option of a command. */
function isOption(text: string, start: number): boolean {
  return /(?:^|[\s"'`=,([])--?[\w-]{0,24}$/.test(text.slice(Math.max(0, start - 28), start));
}

function afterBlank(text: string, start: number, from: number): Secret | undefined {
  const line = lineBefore(text, start);
  const option = isOption(text, start);
  if (option) {
    const held = at(quoted, text, from) ?? at(bare, text, from);
    return held && !held.value.startsWith('-') && !isProse(held.value) && !isHidden(held.value)
      ? spanOf(held)
      : undefined;
  }
  const groups = groupsAt(text, at(joins, text, from)?.end ?? from);
  if (groups) return groups;
  // msmtprc and netrc: password S3cret
  const isNetrc = /\b(?:machine|default|host)\b.{0,150}\blogin \S{1,100}\s{1,20}$/.test(line);
  const isSetting = /^[\s>|]{0,20}(?:set )?[\w.-]{0,30}$/.test(line) || isNetrc;
  if (isSetting) {
    const held = at(quoted, text, from) ?? at(bare, text, from);
    const rest = held ? text.slice(held.end, held.end + 40) : '';
    const alone = /^["']?\s{0,20}(?:\n|$|#)/.test(rest) || isNetrc;
    if (held && alone && !isProse(held.value) && !isHidden(held.value) && !isReply(text, held)) return spanOf(held);
  }
  const joined = at(joins, text, from)?.end;
  // Dkim= Pass 2.0.0 …
  if (/=\s{0,3}$/.test(line)) return undefined;
  const opened = at(/["'“„«[]/y, text, joined ?? from)?.end;
  const held = at(bare, text, opened ?? joined ?? from);
  if (held && at(secretWord, text, held.start)) return spanOf(held);
  const isLast =
    held &&
    joined !== undefined &&
    /[a-zèé=:]/i.test(text[from] ?? '') &&
    /^[.!]?["']?\s{0,8}(?:\n|$)/.test(text.slice(held.end, held.end + 12));
  return isLast && !isProse(held.value) && !isHidden(held.value) ? spanOf(held) : undefined;
}

function bareValue(text: string, start: number, from: number, gap: Gap, isPassword: boolean): Secret | undefined {
  const held = at(bare, text, from);
  if (!held || isHidden(held.value) || isProse(held.value) || isReply(text, held)) return undefined;
  if (!isPassword && !(held.value.length >= 8 && /\d/.test(held.value) && !/^https?:/i.test(held.value)))
    return undefined;
  if (/^(?:[[({<]|https?:\/\/[^\s@]*)$/.test(held.value) || /^.{0,40}:$/.test(held.value)) return undefined;
  const groups = groupsAt(text, from);
  if (groups) return groups;
  const line = lineBefore(text, start);
  if ((gap === 'equals' || gap === 'colon') && /^[\s>|]{0,20}(?:export )?[\w.-]{0,40}["']?$/.test(line)) {
    const rest = at(restOfLine, text, held.end);
    if (rest && !failureWords.test(rest.value))
      return { start: held.start, end: held.end + rest.value.trimEnd().length };
  }
  return spanOf(held);
}

function groupsAt(text: string, from: number): Secret | undefined {
  const groups = at(fourGroups, text, from);
  return groups && !commonWords.test(groups.value) ? spanOf(groups) : undefined;
}

function isHidden(value: string): boolean {
  return value.length < 400 && reference.test(value);
}

function isProse(value: string): boolean {
  return prose.has(value.toLowerCase().replace(/^[("'[]+|[.,:;!?)"'\]]+$/g, ''));
}

/** 535 5.7.8 …, 535-5.7.8 … */
function isReply(text: string, { start }: { start: number }): boolean {
  return /^[2-5]\d\d(?:-| [^\s])/.test(text.slice(start, start + 6));
}

interface Held {
  value: string;
  start: number;
  end: number;
}

/** What a sticky pattern matches at a place; the value is its second group, or all of it. */
function at(pattern: RegExp, text: string, place: number): Held | undefined {
  pattern.lastIndex = place;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const value = match[2] ?? match[0];
  const end = place + match[0].length;
  return { value, start: end - value.length, end };
}

function spanOf({ start, end }: Held): Secret {
  return { start, end };
}

/** Words before an app password that stands in a sentence. */
const appPassword =
  /((?:pass(?:word|wort|code)?|contrase.{1,3}a|senha|has(?:ł|l)[oae]|slapta.{1,3}od[a-zį]{1,3}|mot de passe)[^\n]{0,50}?[\s:="'“(])([a-z]{4}(?:[ \u00a0-][a-z]{4}){3})(?![a-z-])/gi;

/** The same alone: in quotes, or in a line. */
const appPasswordAlone = /(["'`“]|^[ \t]{0,20})([a-z]{4}(?:[ \u00a0][a-z]{4}){3})(?=["'`”]|[ \t]{0,20}\r?$)/gm;

/** The 16 letters of an app password behind the words for it. */
const sixteenLetters =
  /(\b(?:app(?:lication)?(?:[ -]specific)?[ -]?pass(?:word|wort)?|(?:contrase.{1,3}a|senha|password) (?:de|da|per le?|do) app[a-z]{0,12}|has[łl]o (?:do )?aplikacji|programos slapta.{1,3}odis)[ \t:=]{1,6}(?:is |es |è |é |to |yra )?["'“]?)([a-z]{16})(?![a-z])/gi;

const places: readonly SecretPlace[] = [
  { pattern: appPassword, isSecret: (value) => !commonWords.test(value) },
  {
    needs: /[ \u00a0][a-z]{4}[ \u00a0][a-z]{4}[ \u00a0]/,
    pattern: appPasswordAlone,
    isSecret: (value) => !commonWords.test(value),
  },
  { pattern: sixteenLetters },
  // a command that prints the password
  { needs: /eval/, pattern: /(\bpasswordeval[ =]{1,4}["']?(?:echo|printf) {1,4}(?:-\w )?["']?)([^\s"']{1,200})/gi },
  // [smtp.example.com]:587 user:password
  {
    needs: /\](?::\w{1,12})?[ \t]{1,40}[^\s:=[\]]{1,200}:/,
    pattern:
      /(\[[a-z][\w-]{0,62}(?:\.[\w-]{1,62}){1,6}\](?::\w{1,12})?[ \t]{1,40}[^\s:=[\]]{1,200}:)([^\s"']{1,200})/gi,
  },
  // user@example.com / password, user@example.com:password
  {
    pattern: /(@(?<=\w@)[\w-]{1,62}(?:\.[\w-]{1,62}){1,5} {0,2}[/|] {0,2})([^\s/|:"'<>]{6,200})(?=\s|$)/g,
    isSecret: (value) => /\d/.test(value) && /[a-z]/i.test(value) && !/@|\.\w+$/.test(value),
  },
  {
    pattern: /(@(?<=\w@)[\w-]{1,62}(?:\.[\w-]{1,62}){1,5}:)([^\s:/~\\"'`<>][^\s"'`<>]{3,200})/g,
    isSecret: (value) => /\d|[!#$%^&*+?_]/.test(value) && !/^\d{1,5}\b|^\$\{|^[2-5]\d\d-/.test(value),
  },
];
