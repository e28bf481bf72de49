import { CST, Lexer } from 'yaml';
import type { TextEdit } from '../account/edit-smtp-document';
import type { Finding } from '../account/finding';
import type { SmtpDocument, SourceRange } from '../account/smtp-document';

const word = 'smtp-doctor-ignore';

/** Tokens that are not in the text. */
const signs: readonly string[] = [CST.DOCUMENT, CST.FLOW_END, CST.SCALAR];

const ignored = new RegExp(`(?:^|\\s)#\\s*${word}[:\\s]+([\\w-]+(?:[,\\s]+[\\w-]+)*)`, 'g');

/** The comments of a file that suppress findings. */
export interface Suppressions {
  /**
   * True when a comment `# smtp-doctor-ignore FINDING` stands on the line where the finding begins, or on lines of their own right
   * above it; several ids are parted by commas or blanks.
   */
  has(finding: Pick<Finding, 'id' | 'range'>): boolean;
  /** The edit that suppresses the finding by such a comment and changes no value; undefined where none can stand. */
  add(finding: Pick<Finding, 'id' | 'range'>): TextEdit | undefined;
}

/** Reads the comments of a file, once for all findings. */
export function suppressions({ text, yaml, problems, position }: SmtpDocument): Suppressions {
  let read: Comments | undefined;
  const comments = () => {
    read ??= commentsOf(text);
    return read;
  };
  const hasAny = yaml !== undefined && text.includes(word);
  return {
    has: ({ id, range }) => hasAny && (comments().ids.get(position(range.start).line)?.has(id) ?? false),
    add: ({ id, range }) => {
      // JSON has no comments, and nothing can be said of what is not YAML
      if (yaml === undefined || problems.length > 0 || text.trimStart().startsWith('{')) return undefined;
      const newline = text.indexOf('\n', range.start);
      const stop = newline === -1 ? text.length : newline;
      const end = text[stop - 1] === '\r' ? stop - 1 : stop;
      const isInText = (offset: number) => comments().texts.some((one) => one.start < offset && offset < one.end);
      if (!isInText(end)) return { offset: end, length: 0, text: ` # ${word} ${id}` };
      const start = text.lastIndexOf('\n', range.start - 1) + 1 || (text.startsWith('\ufeff') ? 1 : 0);
      if (isInText(start)) return undefined;
      const indent = text.slice(start, range.start).match(/^ */)?.[0] ?? '';
      const eol = text.includes('\r\n') ? '\r\n' : '\n';
      return { offset: start, length: 0, text: `${indent}# ${word} ${id}${eol}` };
    },
  };
}

interface Comments {
  /** The findings that are suppressed, by their one-based line. */
  ids: ReadonlyMap<number, ReadonlySet<string>>;
  /** The texts that go on in another line: what is written in them is no comment. */
  texts: readonly SourceRange[];
}

/** Looks through the tokens of a file, where no text of a value can be taken for a comment. */
function commentsOf(text: string): Comments {
  const ids = new Map<number, Set<string>>();
  const texts: SourceRange[] = [];
  let [start, line, previous] = [0, 1, ''];
  let onLine: 'nothing' | 'comment' | 'content' = 'nothing';
  let above: string[] = [];
  const suppress = (names: readonly string[]) => {
    if (names.length > 0) ids.set(line, new Set([...(ids.get(line) ?? []), ...names]));
  };
  for (const token of new Lexer().lex(text)) {
    const isScalar = previous === CST.SCALAR || /^["']/.test(token);
    const isSign = !isScalar && signs.includes(token);
    previous = token;
    if (isSign) continue;
    const end = start + token.length;
    if (!isScalar && token.startsWith('#')) {
      const names = [...token.matchAll(ignored)].flatMap(([, list = '']) => list.split(/[,\s]+/));
      if (onLine === 'content') suppress(names);
      else {
        above.push(...names);
        onLine = 'comment';
      }
    } else if (isScalar || token.trim() !== '') {
      if (onLine === 'nothing') suppress(above);
      above = [];
      onLine = 'content';
    }
    const lines = token.split('\n').length - 1;
    if (lines > 0) {
      if (isScalar) texts.push({ start, end });
      if (onLine === 'nothing') above = [];
      line += lines;
      if (token.endsWith('\n')) onLine = 'nothing';
    }
    start = end;
  }
  return { ids, texts };
}
