import { type Secret, type SecretPlace, secretsIn } from './secret';

/** Secrets that a login sends, or that stand in what makes it: SMTP commands, URLs, command lines, calls of libraries. */
export function secretsOfLogins(text: string): Secret[] {
  return [...secretsIn(text, places), ...commands(text), ...blobs(text), ...answers(text), ...calls(text)];
}

const isNoPort = (value: string) => !/^\d{1,5}$/.test(value);

const places: readonly SecretPlace[] = [
  // user:password@host in a URL; the last @ ends the password, whatever stands in it
  {
    pattern:
      /((?<!\/)(?:\\?\/|%2F){2}[^\s:/"'<>`]{0,200}?(?::|%3A))((?!\d{1,5}(?:[/?#,;)]|\\\/|$))[^\s"'<>`]{1,400})(?=(?:@|%40)[\w[])/gi,
  },
  // user:password@host:587
  {
    needs: /@[\w.-]{1,100}:(?:25|465|587|2525)(?!\d)/,
    pattern: /((?<![\w/:@.+-])[\w.+-]{1,64}:)((?!\/)[^\s"'<>]{1,100})(?=@[\w.-]{1,100}:(?:25|465|587|2525)(?!\d))/g,
  },
  // curl -u user:password
  {
    needs: /-[A-Za-z]{0,5}u/,
    pattern:
      /((?:^|[\s"'`([,])(?:-[A-Za-z]{0,5}u|--user|--proxy-user)(?:["'], ?["']|[ =]{0,4}["'])[^\n:"']{0,200}["']?:["']?)([^"'\n]{1,200})/gm,
    isSecret: isNoPort,
  },
  {
    needs: /-[A-Za-z]{0,5}u/,
    pattern:
      /((?:^|[\s"'`([,])(?:-[A-Za-z]{0,5}u|--user|--proxy-user)[ =]{0,4}[^\s:"'=-][^\s:"']{0,200}:["']?)([^\s"']{1,200})/gm,
    isSecret: isNoPort,
  },
  // swaks -ap, sendEmail -xp
  { pattern: /((?:^|[\s"'`([,])--?[ax]p(?:["'], ?|[ =]{1,4})["'])([^"'\n]{1,200})/gm },
  { pattern: /((?:^|[\s"'`([,])--?[ax]p[ =]{1,4})([^\s"',-][^\s"']{0,200})/gm },
  {
    pattern: /(\bConvertTo-SecureString(?: -(?:String|AsPlainText|Force)){0,3} {1,4}["']?)([^\s"'-][^\s"']{0,200})/gi,
  },
  // what is made into a blob for AUTH: printf '\0user\0password', echo -n password | base64
  {
    pattern:
      /((?:\\0{1,3}|\\x00|\\u0000|\^@|%00|\0)(?:[^\s"'\\^%\0]|\\@|%(?!00)){1,200}(?:\\0{1,3}|\\x00|\\u0000|\^@|%00|\0))([^\s"'\0]{1,200})/g,
  },
  {
    needs: /base64/,
    pattern:
      /(\b(?:echo|printf)(?: -\w{1,3}){0,2} {1,4}["']?)([^\s"'|][^\n"'|]{0,200}?)(?=["']? {0,2}\| {0,2}(?:openssl )?(?:enc )?-?base64)/g,
  },
  {
    pattern:
      /(\bAuthorization["']?[:=] {0,2}["']?(?:Basic|Bearer|Token) {1,2}|\bauth=Bearer |\bBearer )([A-Za-z0-9+/_.~$#!*=-]{8,8000})/gi,
    isSecret: (value) => !/^[a-z]+$/i.test(value) || value.length > 24,
  },
  // POP3 and IMAP, which are tried with the same password
  {
    needs: /PASS /,
    pattern: /((?:^(?:[^\n]{0,40}[>:] ?)?|\+OK ?)PASS )(\S{1,200})(?=\s{0,3}$|\s{1,3}[-+])/gm,
  },
  {
    needs: / LOGIN /,
    pattern: /(\b[A-Za-z]{1,4}\d{1,6} LOGIN "?[^\s"]{1,200}"? "?)([^\s"]{1,200})/g,
  },
];

/** AUTH with a mechanism, and what may be its initial response (RFC 4954 section 4). */
const command =
  /\bAUTH(?:ENTICATE)?["']?[\s=:,"']{1,4}(?:PLAIN|LOGIN|XOAUTH2?|XOAUTH|OAUTHBEARER|NTLM|CRAM-MD5|DIGEST-MD5|SCRAM-[\w-]{1,20}|GSSAPI|EXTERNAL)(?:[ \t]{1,8}|["']{0,2},? ?["'])(?:\\r\\n)?/gi;

const base64 = /[A-Za-z0-9+/_-]{4,8000}={0,2}/y;

const mechanisms =
  /^(?:PLAIN|LOGIN|XOAUTH2?|OAUTHBEARER|NTLM|CRAM-MD5|DIGEST-MD5|SCRAM-.{1,20}|GSSAPI|EXTERNAL|ANONYMOUS|MSN|ATOKEN|WSTOKEN)$/i;

function commands(text: string): Secret[] {
  const found: Secret[] = [];
  for (const match of text.matchAll(command)) {
    const start = match.index + match[0].length;
    const token = tokenAt(text, start);
    if (isBlob(token)) found.push(wrapped(text, start, token));
  }
  return found;
}

/** What no text but a login holds: PLAIN, XOAUTH2 (both spellings of its beginning), OAUTHBEARER and NTLM. */
const blob = /(?<![A-Za-z0-9+/_-])(?:A[A-P]|dXNlcj|VXNlcj|biws|bixhPS|TlRMTVNTUA)[A-Za-z0-9+/_-]{6,8000}={0,2}/g;

function blobs(text: string): Secret[] {
  const found: Secret[] = [];
  for (const { index, 0: token } of text.matchAll(blob)) {
    const plain = decoded(token);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 4616 has NULs, RFC 7628 U+0001
    if (/^\0[^\0\ufffd]+\0[^\0\ufffd]+$|^user=[^\u0001]+\u0001|^n,(?:a=[^,]*)?,\u0001|^NTLMSSP\0\u0003/i.test(plain))
      found.push(wrapped(text, index, token));
  }
  return found;
}

/** The blob with what follows of it in the next lines, or behind blanks where lines were put together. */
function wrapped(text: string, start: number, first: string): Secret {
  let end = start + first.length;
  let last = first;
  while (last.length >= 40 && !last.endsWith('=')) {
    const [gap] = text.slice(end, end + 24).match(/^(?:[ \t]{0,4}(?:\\r)?(?:\\n|\r?\n)[ \t>|]{0,8}| )/) ?? [];
    if (gap === undefined) break;
    const next = tokenAt(text, end + gap.length);
    const after = text[end + gap.length + next.length] ?? '\n';
    if (
      next === '' ||
      !/[\s"'\\]/.test(after) ||
      !(isMixed(next) || next.endsWith('=') || (next.length >= 24 && /[a-z]/.test(next) && /[A-Z]/.test(next)))
    )
      break;
    end += gap.length + next.length;
    last = next;
  }
  return { start, end, also: passwordsIn(decoded(text.slice(start, end))) };
}

function passwordsIn(plain: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 4616 has NULs, RFC 7628 U+0001
  const parts = /^[^\0]*\0[^\0]+\0([^\0]+)$|auth=Bearer ([^\u0001]+)/.exec(plain);
  return [parts?.[1], parts?.[2]].filter((part) => part !== undefined);
}

/** A server's question for user name, password or proof (RFC 4954 section 4). */
const question = /334(?<=(?:^|\\[rn]|[^\w.:-])334)(?=[ \-\\"'\r\n:,)]|$)/g;

/** The longest answer, with what the next lines begin with. */
const answerLength = 8300;

/** What stands between a question and its answer in transcripts. */
const betweenWords =
  /^(?:b|br|client|server|retcode|msg|debug|trace|info|verbose|send|sent|recv|received|smtp|reply|data|write|read|in|out|from|to)$/i;

/** What answers the questions of a server: base64, or what somebody typed in plain. */
function answers(text: string): Secret[] {
  return [...text.matchAll(question)].flatMap(({ index }) => answersTo(text, index + 3));
}

function answersTo(text: string, from: number): Secret[] {
  const window = text.slice(from, from + answerLength);
  const found: Secret[] = [];
  let asksPassword = false;
  let words = 0;
  let lineStart = 0;
  let lines = 0;
  for (const { index, 0: word } of window.matchAll(/\n|\\[rn]|(?:\\(?![rn])|[^\s"'<>\\])+/g)) {
    if (/^(?:\n|\\n|\\r)$/.test(word)) {
      if (word !== '\\r') lines += 1;
      lineStart = index + word.length;
      if (lines > 4) break;
      continue;
    }
    words += 1;
    if (words > 20 || /^[2-5]\d\d(?:[-:;,].*)?$/.test(word)) break;
    const token = word.replace(/^-(?=[A-Za-z0-9+/]{4})/, '');
    const asked = askedFor(token);
    if (asked !== undefined) {
      asksPassword = asked === 'password';
      continue;
    }
    const start = from + index + word.length - token.length;
    const rest = text.slice(start + token.length, start + token.length + 24);
    const alone =
      lines > 0 &&
      /^(?:\\[rn]|["',;]|<br ?\/?>|[ \t])*(?:\r?\n|$)/.test(rest) &&
      beginning.test(window.slice(Math.max(lineStart, index - 100), index));
    const answered = alone || /^(?:\s|\\[rn]|["',<>~|*=-]|[CS]: ){1,12}[2-5]\d\d[ -]/.test(rest);
    if (tokenAt(token, 0) === token) {
      if ((betweenWords.test(token) && !alone) || /^[\d-]+$/.test(token)) continue;
      if (!answered && !isBlob(token)) break;
      const blob = wrapped(text, start, token);
      found.push(asksPassword ? { ...blob, also: [decoded(text.slice(start, blob.end))] } : blob);
      // an unknown challenge stands in the line of its code, the answer behind it
      if (lines > 0) break;
    } else if (asksPassword && answered && token.length > 2 && !/^[[(*]|:$/.test(token)) {
      found.push({ start, end: start + token.length });
      break;
    }
  }
  return found;
}

/** What stands in a line of a transcript before what was sent. */
const beginning = /^(?:.*(?:[:>|*\]-]|\t| b)|\s*)[ \t]*["']?$/;

function askedFor(word: string): 'name' | 'password' | 'proof' | undefined {
  const plain = tokenAt(word, 0) === word ? decoded(word) : word;
  if (/^(?:password|passwort|kennwort)\b/i.test(plain)) return 'password';
  if (/^(?:user ?name|user|login|benutzername)\b/i.test(plain)) return 'name';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the head of NTLM's messages
  return /^<[^>]{1,200}>$|^\{"|\b(?:realm|nonce)=|^r=|^NTLMSSP\0\u0002/.test(plain) ? 'proof' : undefined;
}

function tokenAt(text: string, place: number): string {
  base64.lastIndex = place;
  return base64.exec(text)?.[0] ?? '';
}

function decoded(token: string): string {
  return Buffer.from(token, 'base64').toString('utf8');
}

function isMixed(token: string): boolean {
  return /[a-z]/.test(token) && /[A-Z]/.test(token) && /[\d+/]/.test(token);
}

/** Base64 that a person did not write as a word. */
function isBlob(token: string): boolean {
  if (token.length < 4 || mechanisms.test(token)) return false;
  const isBase64 = (token.endsWith('=') && token.length % 4 === 0) || isMixed(token);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: blobs have NUL and U+0001 in them
  return isBase64 || /^[\x20-\x7e\0\u0001\u00a0-\u024f]+$/.test(decoded(token));
}

/** Calls whose quoted arguments hold a secret from the second on, or that encode one. */
const call =
  /(?<![a-z])(?:(base64_encode|b64encode|encode_?base64(?:string)?|btoa)|(?:smtp)?login|authenticate(?:async)?|auth_(?:plain|login|cram_md5)|auth|(?:plain|login|crammd5)auth(?:entication)?|networkcredential|ps?credential|credentials(?:::\w{1,20})?|passwordauthentication|setauth(?:entication)?|(?:default|simple|smtp)authenticator|(?:http)?basic_?auth|yagmail\.smtp|new(?:plain)?dialer|imap_open|connect|start|auth["']?\s{0,3}(?:=>?|:))\s{0,3}[([]/gi;

function calls(text: string): Secret[] {
  const found: Secret[] = [];
  for (const match of text.matchAll(call)) {
    const encodes = match[1] !== undefined;
    const from = match.index + match[0].length;
    const window = text.slice(from, from + 400);
    const quoted: (Secret & { index: number; value: string })[] = [];
    let depth = 1;
    let index = 0;
    for (const part of window.matchAll(/(\\?["'`])((?:(?!\1)(?:\\.|[^\\\n])){0,200})(?:\1|$)|[()[\],]/g)) {
      const [sign, quote = '', value = ''] = part;
      if (quote !== '') {
        const start = from + part.index + quote.length;
        quoted.push({ start, end: start + value.length, index, value });
      } else if (sign === ',') index += depth === 1 ? 1 : 0;
      else depth += /[([]/.test(sign) ? 1 : -1;
      if (depth === 0 || depth > 2) break;
    }
    const isPlain = (value: string) =>
      index > 1 &&
      /^(?:plain|login|cram_?md5|tls|ssl|starttls|localhost|\[?[\d.:a-f]{1,45}\]?|(?:[\w-]{1,63}\.){1,6}[a-z]{2,})$/i.test(
        value,
      );
    // one that is not closed may be a line of a stack
    const lineEnd = depth === 0 ? -1 : window.indexOf('\n');
    const called = lineEnd < 0 ? quoted : quoted.filter(({ start }) => start < from + lineEnd);
    found.push(
      ...called.filter((entry) => entry.value !== '' && (encodes || (entry.index > 0 && !isPlain(entry.value)))),
    );
  }
  return found.map(({ start, end }) => ({ start, end }));
}
