import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml';

/** Half-open range of UTF-16 offsets in the text. */
export interface SourceRange {
  start: number;
  end: number;
}

/** Where one key or value of the file stands. */
export interface SourceNode {
  /** Missing for the items of a list and for the root. */
  key?: SourceRange;
  value: SourceRange;
  node: Node | null;
}

/** Error of the YAML parser. */
export interface YamlProblem {
  /** Code of the `yaml` package, such as `BAD_INDENT`. */
  code: string;
  message: string;
  range: SourceRange;
}

/** What kind of file a text is: ours, not YAML, somebody else's (no `accounts`), or nothing but blanks and comments. */
export type FileKind = 'ours' | 'invalid' | 'foreign' | 'empty';

/** A parsed smtp.yaml. Positions are offsets in `text`. */
export interface SmtpDocument {
  text: string;
  kind: FileKind;
  problems: YamlProblem[];
  /** The plain value of the file, aliases resolved. */
  value: unknown;
  /** Number of documents in the file; only the first counts (YAML 1.2 section 9). */
  documents: number;
  /** Names of the anchors that something refers to. */
  aliases: ReadonlySet<string>;
  /** Names of the accounts in the order of the file. */
  accountNames: string[];
  /** Where the key or value at `path` stands; undefined when it is not in the file. Nothing inside an alias has a place of its own. */
  nodeAt(path: readonly string[]): SourceNode | undefined;
  /** Name of the account that `offset` is in. */
  accountAt(offset: number): string | undefined;
  /** One-based line and column of an offset. */
  position(offset: number): { line: number; column: number };
  yaml: Document.Parsed | undefined;
}

/** Nodes read at most, so that a small file of nested aliases cannot fill the memory. */
const maxNodes = 200_000;

/** Nodes inside one another at most; far below what the stack holds. */
const maxDepth = 200;

/** UTF-16 units read at most: parsing takes seconds beyond, and nobody writes that many accounts by hand. */
export const maxLength = 500_000;

/** Separator of path parts in the index of nodes; cannot occur in a YAML stream (YAML 1.2 section 5.1). */
const separator = '\u0000';

/** Parses the text of an smtp.yaml. Never throws: what is wrong with the file is in `kind` and `problems`. */
export function parseSmtpDocument(text: string): SmtpDocument {
  const index = new Map<string, SourceNode>();
  const aliases = new Set<string>();
  let lines: number[] | undefined;
  const { documents, problems } = parseYaml(text);
  const yaml = documents[0];
  let value: unknown;
  if (yaml && problems.length === 0) {
    try {
      value = toPlain(yaml, index, aliases);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push(error.problem);
    }
  }
  const accounts = isRecord(value) && isRecord(value.accounts) ? value.accounts : {};
  const nodeAt = (path: readonly string[]) => index.get(indexKey(path));
  const keyStart = (name: string) => nodeAt(['accounts', name])?.key?.start ?? 0;
  // the keys of an object do not keep the order of the file when they look like numbers
  const accountNames = Object.keys(accounts).sort((a, b) => keyStart(a) - keyStart(b));
  return {
    text,
    kind: kindOf(text, yaml, problems, value),
    problems,
    value,
    documents: documents.length,
    aliases,
    accountNames,
    nodeAt,
    accountAt: (offset) => {
      if (offset >= accountsEnd(text, value, nodeAt)) return undefined;
      return accountNames.findLast((name) => {
        const key = nodeAt(['accounts', name])?.key;
        return key !== undefined && startOfLine(text, key.start) <= offset;
      });
    },
    position: (offset) => {
      lines ??= lineStarts(text);
      const line = Math.max(lineOf(lines, offset), 1);
      return { line, column: offset - (lines[line - 1] ?? 0) + 1 };
    },
    yaml,
  };
}

/** The value at a path of the file; undefined when it is not there. */
export function valueAt({ value }: SmtpDocument, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
}

/** Where the lines of the text begin. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** How many lines begin at the offset or before it. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True for plain objects. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(text: string, yaml: Document.Parsed | undefined, problems: YamlProblem[], value: unknown): FileKind {
  if (problems.length > 0) return looksLikeOurs(text) ? 'invalid' : 'foreign';
  if (yaml === undefined || value === null || value === undefined) return 'empty';
  return isRecord(value) && Object.hasOwn(value, 'accounts') ? 'ours' : 'foreign';
}

function looksLikeOurs(text: string): boolean {
  return /^\ufeff?[\s{]*["']?accounts["']?\s*:/m.test(text);
}

/** The documents of the text. Neither a very long nor a very deep file may stop the editor. */
function parseYaml(text: string): { documents: Document.Parsed[]; problems: YamlProblem[] } {
  const whole = { start: 0, end: Math.min(1, text.length) };
  if (text.length > maxLength) {
    return { documents: [], problems: [{ code: 'TOO_LONG', message: 'The file is too long', range: whole }] };
  }
  try {
    // the parser's own check for keys used twice takes quadratic time; it is made in toPlain
    const parsed = parseAllDocuments(text, { keepSourceTokens: true, uniqueKeys: false });
    const documents = Array.isArray(parsed) ? (parsed as Document.Parsed[]) : [];
    const problems = (documents[0]?.errors ?? []).map((error) => ({
      code: error.code,
      message: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.code,
      range: { start: error.pos[0], end: error.pos[1] },
    }));
    return { documents, problems };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { documents: [], problems: [{ code: 'TOO_DEEP', message: 'The file is nested too deeply', range: whole }] };
  }
}

/** Where the accounts end: where the line of the next key of the file begins. The blank and comment lines before it belong to the last account. */
function accountsEnd(text: string, value: unknown, nodeAt: SmtpDocument['nodeAt']): number {
  const start = nodeAt(['accounts'])?.key?.start ?? 0;
  const keys = isRecord(value) ? Object.keys(value).map((name) => nodeAt([name])?.key?.start ?? 0) : [];
  return keys
    .filter((key) => key > start)
    .reduce((end, key) => Math.min(end, startOfLine(text, key)), Number.POSITIVE_INFINITY);
}

/** The start of the line that the offset is in, when only blanks are between; else the offset. */
function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (text[start - 1] === ' ') start -= 1;
  return start === 0 || text[start - 1] === '\n' ? start : offset;
}

/** The value cannot be read although the YAML is well-formed. */
class Unreadable extends Error {
  constructor(readonly problem: YamlProblem) {
    super(problem.message);
  }
}

/** What each alias stands for, in one walk: the last anchor of its name before it (YAML 1.2 section 7.1). */
export function aliasTargets(yaml: Document.Parsed): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(yaml, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) targets.set(node, target);
      } else if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

function toPlain(yaml: Document.Parsed, index: Map<string, SourceNode>, aliases: Set<string>): unknown {
  let targets: Map<Alias, Node> | undefined;
  let count = 0;
  let depth = 0;

  const convert = (node: unknown, path: string | undefined): unknown => {
    count += 1;
    depth += 1;
    if (count > maxNodes)
      throw new Unreadable({ code: 'TOO_MANY_NODES', message: 'Too many aliases', range: { start: 0, end: 0 } });
    if (depth > maxDepth) {
      const range = isNode(node) ? rangeOf(node) : { start: 0, end: 0 };
      throw new Unreadable({ code: 'TOO_DEEP', message: 'The file is nested too deeply', range });
    }
    const result = convertNode(node, path);
    depth -= 1;
    return result;
  };

  const convertNode = (node: unknown, path: string | undefined): unknown => {
    if (isAlias(node)) {
      aliases.add(node.source);
      targets ??= aliasTargets(yaml);
      const target = targets.get(node);
      if (target) return convert(target, undefined);
      throw new Unreadable({
        code: 'BAD_ALIAS',
        message: `No anchor for the alias *${node.source}`,
        range: rangeOf(node),
      });
    }
    if (isScalar(node)) return node.value;
    if (isSeq(node)) {
      return node.items.map((item, position) => {
        const itemPath = path === undefined ? undefined : path + separator + position;
        if (itemPath !== undefined && isNode(item)) index.set(itemPath, { value: rangeOf(item), node: item });
        return convert(item, itemPath);
      });
    }
    if (isMap(node)) {
      const result: Record<string, unknown> = Object.create(null);
      for (const { key, value } of node.items) {
        const name = String(isScalar(key) ? key.value : key);
        const keyRange = isNode(key) ? rangeOf(key) : { start: 0, end: 0 };
        const valueNode = isNode(value) ? value : null;
        if (Object.hasOwn(result, name)) {
          throw new Unreadable({ code: 'DUPLICATE_KEY', message: 'Map keys must be unique', range: keyRange });
        }
        const itemPath = path === undefined ? undefined : path + separator + name;
        if (itemPath !== undefined) {
          index.set(itemPath, {
            key: keyRange,
            value: valueNode ? rangeOf(valueNode) : { start: keyRange.end, end: keyRange.end },
            node: valueNode,
          });
        }
        result[name] = convert(value, itemPath);
      }
      return { ...result };
    }
    return null;
  };

  index.set(indexKey([]), {
    value: yaml.contents ? rangeOf(yaml.contents) : { start: 0, end: 0 },
    node: yaml.contents,
  });
  return convert(yaml.contents, indexKey([]));
}

function indexKey(path: readonly string[]): string {
  return ['', ...path].join(separator);
}

function rangeOf(node: Node): SourceRange {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}
