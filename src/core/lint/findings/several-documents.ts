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
    return [{ path: [], range: { start, end: Math.min(start + 3, text.length) } }];
  },
};
