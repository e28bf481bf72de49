import { isRecord, type SmtpDocument, type SourceRange } from '../account/smtp-document';

/** One entry of the outline. */
export interface OutlineItem {
  name: string;
  detail: string;
  kind: 'section' | 'account' | 'value';
  /** All of it. */
  range: SourceRange;
  /** What to go to. */
  selection: SourceRange;
  children: OutlineItem[];
}

/** The keys of the file, the accounts with their servers and settings. No secret is in it. */
export function outlineOf(document: SmtpDocument): OutlineItem[] {
  if (document.kind !== 'ours' || !isRecord(document.value)) return [];
  return itemsOf(document, [], document.value);
}

/** Keys whose values are shown: none that can hold a secret. */
const shown: ReadonlySet<string> = new Set([
  'version',
  'default',
  'provider',
  'host',
  'port',
  'encryption',
  'auth',
  'mode',
  'to',
]);

function itemsOf(
  document: SmtpDocument,
  path: readonly string[],
  value: Readonly<Record<string, unknown>>,
): OutlineItem[] {
  return Object.entries(value)
    .flatMap(([name, inner]): OutlineItem[] => {
      const own = [...path, name];
      const place = document.nodeAt(own);
      if (place?.key === undefined) return [];
      const isAccount = path.length === 1 && path[0] === 'accounts';
      const children = isRecord(inner) ? itemsOf(document, own, inner) : [];
      const host = isAccount && isRecord(inner) ? (inner.host ?? inner.provider) : undefined;
      const text = isAccount ? host : shown.has(name) && !isRecord(inner) ? inner : undefined;
      return [
        {
          name,
          detail: typeof text === 'string' || typeof text === 'number' ? String(text) : '',
          kind: isAccount ? 'account' : isRecord(inner) ? 'section' : 'value',
          range: { start: place.key.start, end: Math.max(place.key.end, trimmedEnd(document.text, place.value)) },
          selection: place.key,
          children,
        },
      ];
    })
    .sort((a, b) => a.range.start - b.range.start);
}

function trimmedEnd(text: string, { start, end }: SourceRange): number {
  return start + text.slice(start, end).trimEnd().length;
}
