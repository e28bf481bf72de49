/** Something marked in a golden file as `⟦ID:text⟧`, or `⟦ID,ID:text⟧`. */
export interface Mark {
  ids: string[];
  start: number;
  end: number;
}

/** The text without its marks, and where they were. */
export function readMarks(source: string): { text: string; marks: Mark[] } {
  const marks: Mark[] = [];
  let text = '';
  let from = 0;
  for (const match of source.matchAll(/⟦([\w,-]+):([^⟧]*)⟧/g)) {
    text += source.slice(from, match.index);
    const start = text.length;
    text += match[2];
    marks.push({ ids: (match[1] ?? '').split(','), start, end: text.length });
    from = match.index + match[0].length;
  }
  return { text: text + source.slice(from), marks };
}
