import { type TextDocument, workspace } from 'vscode';
import type { Environment } from '../core/ports';
import type { HostContext } from './host-context';

/** The environment of the extension host; nothing in a workspace that is not trusted. */
export const environment: Environment = { get: (name) => (workspace.isTrusted ? process.env[name] : undefined) };

/** The environment of the extension host, and what the user let be taken from the `.env` beside the document. */
export function environmentOf(host: HostContext, document: TextDocument): Environment {
  return {
    get: (name) => (workspace.isTrusted ? (process.env[name] ?? host.envFiles.get(document.uri, name)) : undefined),
  };
}
