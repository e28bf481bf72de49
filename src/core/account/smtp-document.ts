import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';

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

/** Separator of path parts in the index of nodes; cannot occur in a YAML stream (YAML 1.2 section 5.1). */
const separator = '\u0000';

/** Parses the text of an smtp.yaml. Never throws: what is wrong with the file is in `kind` and `problems`. */
export function parseSmtpDocument(text: string): SmtpDocument {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, keepSourceTokens: true, stringKeys: false });
  const documents = Array.isArray(parsed) ? (parsed as Document.Parsed[]) : [];
  const yaml = documents[0];
  const index = new Map<string, SourceNode>();
  const problems: YamlProblem[] = (yaml?.errors ?? []).map((error) => ({
    code: error.code,
    message: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.code,
    range: { start: error.pos[0], end: error.pos[1] },
  }));
  let value: unknown;
  if (yaml && problems.length === 0) {
    try {
      value = toPlain(yaml, index);
    } catch (error) {
      if (!(error instanceof TooManyNodes)) throw error;
      problems.push({ code: 'TOO_MANY_NODES', message: 'Too many aliases', range: { start: 0, end: 0 } });
    }
  }
  const accounts = isRecord(value) && isRecord(value.accounts) ? value.accounts : {};
  const accountNames = Object.keys(accounts);
  const nodeAt = (path: readonly string[]) => index.get(path.join(separator));
  return {
    text,
    kind: kindOf(yaml, problems, value),
    problems,
    value,
    documents: documents.length,
    accountNames,
    nodeAt,
    accountAt: (offset) =>
      accountNames.findLast((name) => {
        const node = nodeAt(['accounts', name]);
        return node?.key !== undefined && node.key.start <= offset && offset <= endOfBlock(text, node.value.end);
      }),
    position: (offset) => {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    },
    yaml,
  };
}

/** True for plain objects. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(yaml: Document.Parsed | undefined, problems: YamlProblem[], value: unknown): FileKind {
  if (problems.length > 0) return 'invalid';
  if (yaml === undefined || value === null || value === undefined) return 'empty';
  return isRecord(value) && 'accounts' in value ? 'ours' : 'foreign';
}

/** A value's range ends before the blanks and comments that follow it up to the next key; a cursor there still belongs to it. */
function endOfBlock(text: string, end: number): number {
  const next = text.indexOf('\n', end);
  return next === -1 ? text.length : next;
}

class TooManyNodes extends Error {}

function toPlain(yaml: Document.Parsed, index: Map<string, SourceNode>): unknown {
  let count = 0;

  const convert = (node: unknown, path: string[] | undefined): unknown => {
    count += 1;
    if (count > maxNodes) throw new TooManyNodes();
    if (isAlias(node)) return convert(node.resolve(yaml), undefined);
    if (isScalar(node)) return node.value;
    if (isSeq(node)) {
      return node.items.map((item, position) => {
        const itemPath = path && [...path, String(position)];
        if (itemPath && isNode(item)) index.set(itemPath.join(separator), { value: rangeOf(item), node: item });
        return convert(item, itemPath);
      });
    }
    if (isMap(node)) {
      const result: Record<string, unknown> = Object.create(null);
      for (const { key, value } of node.items) {
        const name = String(isScalar(key) ? key.value : key);
        const keyRange = isNode(key) ? rangeOf(key) : { start: 0, end: 0 };
        const valueNode = isNode(value) ? value : null;
        const itemPath = path && [...path, name];
        if (itemPath) {
          index.set(itemPath.join(separator), {
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

  index.set('', { value: yaml.contents ? rangeOf(yaml.contents) : { start: 0, end: 0 }, node: yaml.contents });
  return convert(yaml.contents, []);
}

function rangeOf(node: Node): SourceRange {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}
