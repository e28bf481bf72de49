import { isMap, isScalar, type Pair } from 'yaml';
import type { SmtpDocument, SourceRange } from './smtp-document';

/** A secret that YAML reads in another way than it was meant. */
export interface MisreadSecret {
  /** What was meant. */
  text: string;
  range: SourceRange;
  /**
   * The end is taken for a comment; all of it is, so that it may as well be one; or the beginning is taken for a tag or an anchor
   * (YAML 1.2 sections 6.6, 6.9).
   */
  as: 'cut' | 'comment' | 'property';
}

/** A comment of a person begins with a blank; those for programs that look for secrets need none. */
const cutOff = /[ \t]+#(?![\s#]|smtp-doctor|gitleaks:)/y;

/** The tags that YAML has itself: nobody's password begins like that. */
const ownTag = /^!(?:!(?:str|int|float|bool|null|map|seq|binary|timestamp)|<.*>)?$/;

/** What is meant by the password or client secret at the path; undefined when YAML reads it as it is meant, or it is none. */
export function misreadSecret(document: SmtpDocument, path: readonly string[]): MisreadSecret | undefined {
  const { text, aliases, nodeAt } = document;
  const place = isSecretPath(path) ? nodeAt(path) : undefined;
  const parent = nodeAt(path.slice(0, -1))?.node;
  if (place?.key === undefined || !isMap(parent)) return undefined;
  const { node } = place;
  const pair = parent.items.find(({ value }) => value === node) as Pair | undefined;
  const separator = pair?.srcToken?.sep ?? [];
  const colon = separator.find(({ type }) => type === 'map-value-ind');
  if (colon === undefined || !isScalar(node) || node.type !== 'PLAIN' || !node.range) return undefined;
  const properties = separator.filter(({ type }) => type === 'anchor' || type === 'tag');
  const wrong = properties.find(({ type, source }) =>
    type === 'tag' ? !ownTag.test(source) : source !== '&' && !aliases.has(source.slice(1)),
  );
  const isEmpty = node.range[0] === node.range[1];
  const last = properties.at(-1) ?? colon;
  const end = isEmpty ? last.offset + last.source.length : node.range[1];
  cutOff.lastIndex = end;
  const tail = cutOff.test(text) ? commentAt(text, end) : '';
  const all = isEmpty && properties.length === 0;
  const start = wrong?.offset ?? (all ? end + tail.length - tail.trimStart().length : node.range[0]);
  const meant = text.slice(start, end + tail.length);
  const isOneWord = !/\s/.test(meant);
  if ((wrong === undefined && tail === '') || meant.includes('\n') || /(?<!\$)\$\{/.test(meant)) return undefined;
  if (all ? !isOneWord : isEmpty && wrong === undefined) return undefined;
  return {
    text: meant,
    range: { start, end: end + tail.length },
    as: wrong ? 'property' : all ? 'comment' : 'cut',
  };
}

function isSecretPath(path: readonly string[]): boolean {
  const keys = path.slice(2).join('.');
  return path[0] === 'accounts' && (keys === 'password' || keys === 'oauth2.clientSecret');
}

/** From the offset up to the end of the line, or to a comment in the comment. */
function commentAt(text: string, offset: number): string {
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(offset, lineEnd === -1 ? text.length : lineEnd);
  const next = line.search(/\s#(?:\s|$)/);
  return (next === -1 ? line : line.slice(0, next)).trimEnd();
}
