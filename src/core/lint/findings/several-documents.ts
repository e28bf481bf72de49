import type { Lint } from '../lint';

/** Only the first document of a file counts. */
export const severalDocuments: Lint = {
  id: 'several-documents',
  severity: 'warning',
  check: ({ document: { documents, text, yaml } }) => {
    if (documents < 2) return [];
    const from = yaml?.range[2] ?? 0;
    const mark = text.slice(from).search(/(?<![^\n])---/);
    const start = mark === -1 ? from : from + mark;
    const range = { start, end: Math.min(start + 3, text.length) };
    const line = text.slice(start).match(/^---[ \t]*(?:\r?\n)?/)?.[0] ?? '';
    const rest = text.slice(start + line.length);
    // more than blank lines and comments may be meant
    const isEmpty = mark !== -1 && /^(?:[ \t]*(?:#.*)?(?:\r?\n|$))*$/.test(rest);
    const edits = [{ offset: start, length: line.length, text: '' }];
    const fix = { id: 'remove', details: { text: '---' }, edits, preferred: true as const };
    return [{ path: [], range, fixes: () => (isEmpty ? [fix] : []) }];
  },
};
