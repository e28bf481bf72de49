import { window, workspace } from 'vscode';
import type { HostContext } from './host-context';

/**
 * True, once that was said, in a workspace that is not trusted: nothing is resolved or sent there, and what is typed for a server
 * of a stranger's file would count as an agreement later on.
 */
export function refuseUntrusted(host: HostContext): boolean {
  if (!workspace.isTrusted) void window.showErrorMessage(host.translator()('errors:untrusted'));
  return !workspace.isTrusted;
}
