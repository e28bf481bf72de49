/** The encoding of a text, by its byte order mark: PowerShell and Windows editors write UTF-16 (RFC 2781 section 3.2). */
function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const mark = bytes.subarray(0, 2).toString('hex');
  return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
}

/** The text of a file, without its byte order mark; what is not valid becomes U+FFFD. */
export function decodeText(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** A stream in UTF-8, whatever its byte order mark says. */
export async function* utf8Of(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let begun = false;
  for await (const chunk of stream) {
    const block = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    const encoding = encodingOf(block);
    if (!begun && encoding !== 'utf-8') decoder = new TextDecoder(encoding);
    begun = true;
    yield decoder ? Buffer.from(decoder.decode(block, { stream: true })) : block;
  }
  if (decoder) yield Buffer.from(decoder.decode());
}

/** Characters that are looked at to tell a text from a picture or a packed file. */
const sampleLength = 65_536;

/** False for the bytes of a picture, a packed file or a program that were read as if they were text. */
export function isText(text: string): boolean {
  const sample = text.slice(0, sampleLength);
  const controls = (sample.match(/\p{Cc}/gu) ?? []).filter((character) => !'\t\n\v\f\r\u001b'.includes(character));
  // a text in an old one-byte encoding is full of these, and yet has its blanks and digits
  const invalid = sample.match(/\ufffd/g) ?? [];
  return controls.length <= sample.length * 0.05 && invalid.length <= sample.length * 0.9;
}
