import type { Fix } from '../account/fix';

/** The fix that writes the value at the path. */
export function writeFix(path: string[], value: string | number): Fix {
  return { id: 'write', details: { text: value }, settings: [{ path, value }] };
}
