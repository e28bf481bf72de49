/**
 * One spelling of any pasted text: lines end with \n, escaped line breaks (`\r\n`, `↵`) and quotes are real ones, terminal colours,
 * control characters, HTML entities, words whose encoding was taken for another one, soft line breaks of quoted-printable
 * (RFC 2045 section 6.7) and breaks in the middle of a word at the edge of a terminal are gone.
 */
export function normalizeText(text: string): string {
  const lines = plainLines(readAgain(text))
    .join('\n')
    .replace(/(?:\\r)?\\n|\\r(?![a-z])/g, '\n')
    .replace(/[↵⏎␍␊\u2028\u2029]/g, '\n')
    .replace(/\\(["/])/g, '$1')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u00a0\ufeff\ufffd]/g, ' ')
    .replace(/&(lt|gt|quot|amp|nbsp|#0?39|apos);/g, (_, name: string) => entities[name] ?? "'")
    .replace(/<br ?\/?>\n?/g, '\n')
    // dialogues that Swift Mailer and PHPMailer wrote and a log file or a browser put into one line
    .replace(
      / (?=<< \d{3}[ -]|>> [A-Z]{4}\b|!! Expected |(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s{1,4})?(?:SERVER -> CLIENT|CLIENT -> SERVER|SMTP (?:ERROR|Error|NOTICE|INFO)): )/g,
      '\n',
    )
    .replace(lettreCode, (_, severity: string, category: string, detail: string) => {
      const digits = [
        severity === 'Permanent' ? 5 : 4,
        lettreCategories.indexOf(category),
        lettreDetails.indexOf(detail),
      ];
      return `code ${digits.join('')}`;
    })
    .replace(/\b(code)\s{1,4}"(\d{3})",?\s{1,4}(with message\s{1,4}")(?=\2)/g, '$1 $3')
    .split('\n');
  const whole = lines.map((line) => (line.includes(filling) ? line.replace(filledLine, '') : line));
  return spellOutQmail(joinBrokenLines(withoutHeaders(whole)).join('\n'));
}

/** Blanks with which a terminal filled its line in the middle of a word. */
const filling = ' '.repeat(60);
const filledLine = /(?<=\p{L}) {60,}(?=\p{L})/gu;

/** Header fields of a mail that say nothing of why it came back, but hold words that look so (`spf=pass`, `X-Virus-Scanned`). */
const idleHeader =
  /^(?:Received: ?(?:from|by|\(|with)\b|(?:Received-SPF|Authentication-Results[\w-]{0,20}|DKIM-Signature|DomainKey-Signature|ARC-[\w-]{4,40}|X-(?!Failed|Postfix|Mailer-Error|Error|SMTP)[\w-]{2,60}|List-[\w-]{2,30}|Feedback-ID|MIME-Version|Content-[\w-]{2,40}|References|In-Reply-To|Thread-[\w-]{2,10}|Message-ID):)/i;

/** Fields that nothing but a mail has. */
const mailHeader = /^(?:DKIM-Signature|ARC-[\w-]{4,40}|Authentication-Results|Received-SPF): ?\S/i;

/** A returned mail without such fields and the lines that they go on in; a text with fewer than three of them is no mail. */
function withoutHeaders(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => mailHeader.test(line)) && lines.filter((line) => idleHeader.test(line)).length < 3)
    return lines;
  let idle = false;
  return lines.filter((line) => {
    idle = idleHeader.test(line) || (idle && /^[ \t]+\S/.test(line));
    return !idle;
  });
}

/** The lines of a text, without the colours of a terminal. */
export function plainLines(text: string): string[] {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with ESC
      .replace(/\u001b\[[0-9;]{0,20}[A-Za-z]/g, '')
      .split('\n')
  );
}

/** Bytes as Python writes them (`b'\\xc7\\xeb'`), and bytes that were read as Latin-1: as many as no European word has. */
const escapedBytes = /(?:\\x[0-9a-f]{2}){4,400}/gi;
const latinBytes = /[\u0080-\u00ff]{6,400}/g;

/** Words in UTF-8 or in the Chinese GBK, whose bytes somebody read as something else, as they were meant. */
function readAgain(text: string): string {
  return text
    .replace(escapedBytes, (bytes) => decoded(bytes.match(/[0-9a-f]{2}/gi) ?? [], bytes, 16))
    .replace(latinBytes, (bytes) => decoded([...bytes], bytes));
}

function decoded(units: readonly string[], asItWas: string, base?: number): string {
  const bytes = Uint8Array.from(units, (unit) =>
    base === undefined ? (unit.codePointAt(0) ?? 0) : parseInt(unit, base),
  );
  for (const encoding of ['utf-8', 'gbk']) {
    try {
      const words = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (/^[\p{L}\p{N}\p{P}\p{S}\p{Z}]{1,400}$/u.test(words)) return words;
    } catch {
      // not this encoding
    }
  }
  return asItWas;
}

/** Marks of what qmail writes in its log, where a reply is one word: blanks are underlines, slashes end its lines. */
const qmailMarks = /Remote_host_said:_|_does_not_like_|_\(#\d\.\d\.\d\)|\bConnected_to_/;

function spellOutQmail(text: string): string {
  if (!qmailMarks.test(text)) return text;
  return text.replace(/\S+/g, (word) =>
    qmailMarks.test(word) ? word.replaceAll('_', ' ').replace(/\/(?=Giving up|Remote host)/g, '\n') : word,
  );
}

/** How the Rust library lettre writes a reply code for developers, and the words that stand for its digits. */
const lettreCode =
  /Code ?\{ ?severity: (Permanent|Transient)NegativeCompletion, category: (Syntax|Information|Connections|Unspecified3|Unspecified4|MailSystem), detail: (Zero|One|Two|Three|Four|Five|Six|Seven|Eight|Nine) ?\}/g;
const lettreCategories = ['Syntax', 'Information', 'Connections', 'Unspecified3', 'Unspecified4', 'MailSystem'];
const lettreDetails = ['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', nbsp: ' ' };

/** Puts soft-broken lines together, and those that a terminal broke: neighbours of exactly the same length, 70 or more. */
export function joinBrokenLines(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let open: boolean = false;
  for (const [index, line] of lines.entries()) {
    const before = joined.length - 1;
    if (open && before >= 0) joined[before] = `${joined[before]}${line}`;
    else joined.push(line);
    const last = joined.length - 1;
    const softBreak = line.length >= 60 && line.endsWith('=') && !line.endsWith('==');
    if (softBreak) joined[last] = (joined[last] ?? '').slice(0, -1);
    const next = lines[index + 1];
    const previous = lines[index - 1];
    const sameEdge: boolean =
      line.length >= 70 && (line.length === next?.length || (open && line.length === previous?.length));
    open = softBreak || (sameEdge && next !== undefined && /^[\p{L}\p{N}]/u.test(next) && /[\p{L}\p{N}]$/u.test(line));
  }
  return joined;
}

/** White space that is not a single blank already. */
export const whiteSpace = /[^\S ]\s*| \s+/g;

/** All white space folded to single blanks. */
export function foldWhiteSpace(text: string): string {
  return text.replace(whiteSpace, ' ').trim();
}
