import { addressProblem } from '../../account/address';
import type { FieldValue } from '../../account/edit-smtp-document';
import { recipientsOf } from '../../account/read-account';
import { type SmtpDocument, type SourceRange, valueAt } from '../../account/smtp-document';
import type { Hit, Lint } from '../lint';
import { meantAddress } from '../meant-address';

/** A text that has to be an address: a value, or an entry of a list. */
interface Written {
  path: string[];
  text: string;
  range?: SourceRange;
  /** The value that has it in it, and that value with another text in its place. */
  value: { path: string[]; with(text: string): FieldValue };
}

/** A sender or recipient that is no address, or that programs read differently. */
export const addressInvalid: Lint = {
  id: 'address-invalid',
  severity: 'error',
  check: ({ document, accounts }) => [
    ...accounts.flatMap(({ raw, user, path }) => [
      ...hits(single(path('from'), raw.from), { user }),
      ...hits(single(path('envelopeFrom'), raw.envelopeFrom)),
      ...hits(single(path('replyTo'), raw.replyTo), { severity: 'warning' }),
    ]),
    ...hits(single(['contact'], valueAt(document, ['contact'])), { severity: 'warning' }),
    ...hits(entries(document, ['admins']), { severity: 'warning' }),
    ...hits(entries(document, ['test', 'to'])),
  ],
};

function hits(
  written: readonly Written[],
  { user, severity }: { user?: string; severity?: NonNullable<Hit['severity']> } = {},
): Hit[] {
  return written.flatMap(({ path, text, range, value }): Hit[] => {
    // what looks like a reference is a finding of its own
    const problem = text.trim() === '' || text.includes('${') ? undefined : addressProblem(text);
    if (problem === undefined) return [];
    return [
      {
        path,
        details: { text, ...(problem === 'other' ? {} : { variant: problem }) },
        ...(range ? { range } : {}),
        ...(severity ? { severity } : {}),
        fixes: () => {
          const meant = meantAddress(text, user && addressProblem(user) === undefined ? user : undefined);
          if (meant === undefined) return [];
          const settings = [{ path: value.path, value: value.with(meant.value) }];
          const fix = { id: 'write', details: { text: meant.value }, settings };
          return [meant.certain ? { ...fix, preferred: true } : fix];
        },
      },
    ];
  });
}

function single(path: string[], value: unknown): Written[] {
  return typeof value === 'string' ? [{ path, text: value, value: { path, with: (text) => text } }] : [];
}

/** The entries of a list, or of one text with commas. */
function entries(document: SmtpDocument, path: string[]): Written[] {
  const value = valueAt(document, path);
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    return items.every((item) => typeof item === 'string')
      ? items.map((text, index) => ({
          path: [...path, String(index)],
          text,
          value: { path, with: (next) => items.with(index, next) },
        }))
      : [];
  }
  if (typeof value !== 'string') return [];
  const { start, end } = document.nodeAt(path)?.value ?? { start: 0, end: 0 };
  const source = document.text.slice(start, end);
  let [from, sourceFrom] = [0, 0];
  return recipientsOf(value).map((text) => {
    const at = value.indexOf(text, from);
    from = at + text.length;
    // with escapes in it, it stands differently in the file
    const place = source.indexOf(text, sourceFrom);
    sourceFrom = place === -1 ? sourceFrom : place + text.length;
    const range = { start: start + place, end: start + place + text.length };
    return {
      path,
      text,
      ...(place === -1 ? {} : { range }),
      value: { path, with: (next) => value.slice(0, at) + next + value.slice(at + text.length) },
    };
  });
}
