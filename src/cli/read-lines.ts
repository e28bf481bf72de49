/** One line of a stream, without its end. */
export interface StreamLine {
  text: string;
  /** True when the line was longer than the limit and its rest was thrown away. */
  cut: boolean;
}

/** The lines of a stream in blocks, decoded as UTF-8 (what is not valid becomes U+FFFD). A line is kept up to `limit` bytes. */
export async function* readLines(stream: AsyncIterable<Buffer>, limit: number): AsyncGenerator<StreamLine[]> {
  let rest: Buffer[] = [];
  let length = 0;
  let cut = false;
  const take = (part: Buffer) => {
    const room = limit - length;
    if (part.length > room) cut = true;
    if (room <= 0) return;
    rest.push(part.length > room ? part.subarray(0, room) : part);
    length += Math.min(part.length, room);
  };
  const finish = (): StreamLine => {
    const text = (rest.length === 1 ? (rest[0] as Buffer) : Buffer.concat(rest)).toString('utf8').replace(/\r$/, '');
    const line = { text, cut };
    rest = [];
    length = 0;
    cut = false;
    return line;
  };
  for await (const block of stream) {
    const lines: StreamLine[] = [];
    let start = 0;
    for (let end = block.indexOf(10, start); end >= 0; end = block.indexOf(10, start)) {
      take(block.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    if (start < block.length) take(block.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (length > 0 || cut) yield [finish()];
}
