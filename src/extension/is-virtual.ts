import type { Uri } from 'vscode';

/** True for a file that is on no disk, such as one of a repository that is only looked at: nothing is tested or resolved for it. */
export function isVirtual({ scheme }: Uri): boolean {
  return scheme !== 'file' && scheme !== 'untitled';
}
