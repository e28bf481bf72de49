import { dirname, isAbsolute, join } from 'node:path';
import { FileType, type TextDocument, Uri, window, workspace } from 'vscode';
import type { AccountPorts } from '../core/account/read-account';
import { accessTokenOf } from './access-token';
import { agreeTo } from './agreement';
import { environmentOf } from './environment';
import type { HostContext } from './host-context';

/** Bytes that a certificate or key may have. */
const maximumFileSize = 1024 * 1024;

/** Files beside the document, secrets of VS Code, questions in VS Code. */
export function portsOf(host: HostContext, document: TextDocument): AccountPorts {
  const t = host.translator();
  return {
    files: {
      readText: async (path) => {
        const uri = isAbsolute(path)
          ? document.uri.with({ path: Uri.file(path).path })
          : document.uri.with({ path: join(dirname(document.uri.path), path).replaceAll('\\', '/') });
        const { type, size } = await workspace.fs.stat(uri);
        if ((type & FileType.File) === 0 || size > maximumFileSize) throw new Error('not a file of this kind');
        return new TextDecoder().decode(await workspace.fs.readFile(uri));
      },
    },
    secrets: host.secrets,
    environment: environmentOf(host, document),
    prompt: {
      ask: async (account) =>
        window.showInputBox({ prompt: t('extension:askPrompt', { account }), password: true, ignoreFocusOut: true }),
    },
    agree: (destination) => agreeTo(host, destination),
    accessToken: (request, clientSecret) => accessTokenOf(host, request, clientSecret),
  };
}
