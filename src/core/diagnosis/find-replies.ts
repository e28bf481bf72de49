import { foldWhiteSpace } from './normalize-text';

/** A negative reply of a server, found in a text. */
export interface FoundReply {
  /** Reply code (RFC 5321 section 4.2); undefined where only an enhanced status code was written. */
  code?: number;
  /** Enhanced status code (RFC 3463). */
  enhanced?: string;
  /** The reply in one line, with its code; codes repeated inside are taken away. */
  text: string;
  /** Where it begins in the normalized text. */
  start: number;
  /** Where it ends. */
  end: number;
}

/** Replies that are looked at in one text. */
const maximumReplies = 40;

/** Lines that one reply can run over. */
const maximumLines = 24;

/** A reply code that is no port (443, 445, 465, 587) and no process id of a log (`postfix/smtp[450]:`), what may stand between it and its text, and the beginning of the text. */
const replyPattern =
  /(?<![\w./@+-])(?:b?['"`([{<#]{0,2})((?!4(?:43|45|65)|587)(?:4[2-79]\d|45\d|5[0-57]\d))(?<!(?:\/[\w-]{1,30}|sendmail|sm-mta|exim4?|dovecot|msmtp)\[\d{3})(?:(?:['")\]]{0,2}[:,]? ?(?:response: ?|with message ?|-|b?['"`(]{1,2})?|\.)(?= ?#?[45]\.[\dx*]{1,3}\.[\dx*]{1,3})|[ -](?=[\p{L}<[("'#*{])|(?=错误|錯誤|报错)|['")\]]{1,2}[:,]? {0,2}(?:b?['"`(]{0,2})(?=[\p{L}<[#])|[:,] ?(?:response: ?)?(?:b?['"`]{0,2})(?=[\p{L}<[#])|-?(?=\s|['"`)\]]|$))/gu;

/** An enhanced status code that stands alone. */
const enhancedPattern = /(?<![\w./@=+:\\^~-])([45]\.(?!0\.[1-9])[0-7]\.\d{1,3})(?![\w.]|\.\d)(?=[\s:;,<'")\]]|$)/g;

/** Words before a number that make it something else than a reply code. */
const notBefore =
  /(?:\b(?:line|port|\w{0,12}mailer|php|npm|yarn|pnpm|deno|bun|wordpress|wp|woocommerce|laravel|symfony|joomla!?|drupal|magento|moodle|matomo|piwik|(?:next|own)cloud|prestashop|opencart|mautic|typo3|glpi|dolibarr|craft|django|rails|kernel|release|version|size|ruby|python|java|node|exim|pid|id|uid|delay|after|timeout|postfix|sendmail|http|status code|length|bytes|count|ms|at|row|of|delays|size|nrcpt) ?[:=#]? ?["']?|\.\w{1,6}:|\.(?:php|inc|phtml|module)\(|\d[:,])$/i;

/** Words before a number that make it a status of HTTP, of which a log of a server speaks, when the number is one of HTTP. */
const httpBefore =
  /(?:\bhttp[_ -]?(?:code|status)|\bstatus_?code|["']status|\bpath=[^\s]{1,100} status)["']{0,2} ?[:=] ?["']?$/i;
const httpStatus = /^(?:40[0-9]|41[0-9]|50[0-4])$/;

/** What a web server answers, or a program of its own page; the process in a log of Sidekiq. */
const noMailAnswer =
  /^(?:50[0-4] (?:Internal Server Error|Not Implemented|Bad Gateway|Gateway Time-?out)\b|\d{3} TID-)/;

/** Negative replies (4xx, 5xx) in a normalized text, in their order; the same words are given once. */
export function findReplies(text: string): FoundReply[] {
  const replies: FoundReply[] = [];
  const seen = new Set<string>();
  const add = (reply: FoundReply) => {
    const key = `${reply.code ?? ''} ${reply.text.slice(0, 160)}`;
    if (!seen.has(key)) replies.push(reply);
    seen.add(key);
  };
  replyPattern.lastIndex = 0;
  let end = 0;
  for (const match of text.matchAll(replyPattern)) {
    if (replies.length >= maximumReplies) break;
    const [whole, digits = ''] = match;
    if (match.index < end) continue;
    if (notBefore.test(text.slice(Math.max(0, match.index - 16), match.index))) continue;
    if (
      httpStatus.test(digits) &&
      httpBefore.test(text.slice(Math.max(0, match.index - 130), match.index + whole.indexOf(digits)))
    )
      continue;
    const start = match.index + whole.indexOf(digits);
    const reply = readReply(text, start, digits, match.index + whole.length);
    if (noMailAnswer.test(reply.text) || isOtherNumber(text, reply)) continue;
    if (reply.text.length > 4 || labelled(text, match.index)) {
      add(reply);
      end = reply.end;
    }
  }
  if (replies.length === 0) {
    for (const match of text.matchAll(enhancedPattern)) {
      if (replies.length >= maximumReplies) break;
      const before = text.slice(Math.max(0, match.index - 16), match.index);
      if (match.index < end || notBefore.test(before)) continue;
      // what a report gives where nobody said anything (RFC 3464 section 2.3.4)
      if (match[1]?.endsWith('.0.0') && /^Status: {0,3}$/im.test(before)) continue;
      const stop = endOfReply(text, match.index, '');
      add({
        enhanced: match[1] ?? '',
        text: foldWhiteSpace(text.slice(match.index, stop)),
        start: match.index,
        end: stop,
      });
      end = stop;
    }
  }
  return withoutEmptyTwins(replies);
}

/** Words before a number in a sentence that make it a reply code, and those after it that speak of a failure. */
const saidBefore =
  /\b(?:c[oó]d\p{L}{1,4}|kod\p{L}{0,2}|status|got|gets?|getting|received?|repl(?:y|ied|ies)|respon\p{L}{1,6}|return\p{L}{0,3}|sa(?:id|ys)|answer\p{L}{0,3}|rejected|refused|bounced|failed|smtp|server|servidor|serwer|serveris|error\p{L}{0,3}|erro|fehler|b[łl][aą]d|klaida|message|with) $/iu;
const failureAfter =
  /auth|log.?in|credential|password|sender|relay|reject|den(?:y|ied)|refus|unknown|invalid|incorrect|unavailable|error|fail|block|spam|limit|quota|exceed|too (?:many|large|big)|not |no such|must |require/i;

/** True of a number in the middle of a sentence that counts or names something: `sent to 450 recipients in 550 ms`. */
function isOtherNumber(text: string, { enhanced, start }: FoundReply): boolean {
  if (enhanced !== undefined) return false;
  const before = text.slice(Math.max(0, start - 24), start);
  return /\p{L} $/u.test(before) && !saidBefore.test(before) && !failureAfter.test(text.slice(start, start + 80));
}

/** True when the words before say that the bare number is a reply code. */
function labelled(text: string, index: number): boolean {
  return /(?:code|status|\bgot|error|reply|response|servidor|server|smtp|failed|fehler|erro)\s{0,2}["']?\s?[:=(#]{0,2}\s?["']?$/i.test(
    text.slice(Math.max(0, index - 24), index),
  );
}

function readReply(text: string, start: number, digits: string, textStart: number): FoundReply {
  const end = endOfReply(text, start, digits);
  const body = text.slice(textStart, end);
  const [, enhanced] = body.match(/^[\s#:'"`(<[]{0,4}([45]\.\d{1,3}\.\d{1,3})(?![\d.])/) ?? [];
  const repeated = new RegExp(
    `(?:^|\\s)(?:${digits}[- ])?(?:[\\dx]{3}[- ](?=[45x]\\.))?(?:[45x]\\.[\\dx]{1,3}\\.[\\dx]{1,3})(?=\\s|$)|(?:^|\\s)${digits}(?:-| (?=\\S))`,
    'g',
  );
  const words = foldWhiteSpace(
    foldWhiteSpace(body)
      .replace(/^[#:'"`(<[]{1,3}(?=[45]\.)/, '')
      .replace(repeated, ' '),
  );
  return {
    code: Number(digits),
    ...(enhanced ? { enhanced } : {}),
    text: foldWhiteSpace(`${digits} ${enhanced ?? ''} ${words}`),
    start,
    end,
  };
}

/** Where the reply that begins at `start` ends: its lines go on with its code, or indented as bounces write them. */
function endOfReply(text: string, start: number, digits: string): number {
  let end = lineEnd(text, start);
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const bounce = /^\s|said:|host |status=|diagnostic/i.test(text.slice(lineStart, start));
  for (let lines = 1; lines < maximumLines && end < text.length; lines += 1) {
    const line = text.slice(end + 1, lineEnd(text, end + 1));
    const current = text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
    if (/\(in reply to/i.test(current)) break;
    const last = new RegExp(`(?:^|[\\s:>|*<'"(])${digits} (?!.*${digits}[- ])`).test(current) && !bounce;
    const sameCode = digits !== '' && !last && new RegExp(`^.{0,48}?(?:^|[\\s:>|*<])${digits}[- ]`).test(line);
    const indented =
      bounce && /^[ \t]{1,12}\S/.test(line) && !/^\s{1,12}at |^\s{1,12}[-*]|^\s{1,12}\w{1,20}:\s/.test(line);
    const openEnd =
      /(?:^|[\s:>])\d{3}-(?:\d\.\d\.\d{1,3})?[^\n]*$/.test(current) && /\S/.test(line) && !stackFrame.test(line);
    const wrapped =
      current.length >= 60 &&
      /[\p{L},\d]$/u.test(current) &&
      /^(?![a-z]{1,12}=\S)[\p{Ll}(<\d]/u.test(line) &&
      !stackFrame.test(line) &&
      !/^\d{4}[-/]|^\d{1,2}:\d\d/.test(line);
    if (!sameCode && !indented && !openEnd && !wrapped) break;
    if (!sameCode && /^\s{0,8}(?:at |[A-Za-z-]{3,24}: )/.test(line) && !bounce) break;
    end = lineEnd(text, end + 1);
  }
  const inReply = text.slice(start, end).search(/\(in\s{1,6}reply\s{1,6}to\b/i);
  return inReply > 0 ? start + inReply : end;
}

const stackFrame = /^\s{0,12}(?:at |File "|\.\.\. \d|Caused by|Traceback|\[?\d{4}-\d\d-\d\d|\w{3} {1,2}\d{1,2} \d\d:)/;

function lineEnd(text: string, from: number): number {
  const index = text.indexOf('\n', from);
  return index < 0 ? text.length : index;
}

/** A bare code that another reply repeats with words says nothing more. */
function withoutEmptyTwins(replies: FoundReply[]): FoundReply[] {
  const full = (reply: FoundReply) => reply.text.length > 14;
  return replies.filter(
    (reply) => full(reply) || !replies.some((other) => other !== reply && other.code === reply.code && full(other)),
  );
}
