import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';
import { languages } from '../core/i18n/languages';
import type { ViewBase } from '../protocol/messages';
import type { HostContext } from './host-context';

/** Lets a webview load our files and nothing else, and gives it its page. */
export function showPage(
  { extension }: HostContext,
  webview: Webview,
  view: 'form' | 'panel' | 'guide',
  language: string,
): void {
  const folder = Uri.joinPath(extension.extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(folder, name)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  webview.html = `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('codicon.css')}">
<link rel="stylesheet" href="${file('styles.css')}">
<title>SMTP Doctor</title>
</head>
<body data-view="${view}">
<script nonce="${nonce}" src="${file('main.js')}"></script>
</body>
</html>`;
}

/** What every view is told: its texts and the languages to choose from. */
export function viewBase(host: HostContext): ViewBase {
  const t = host.translator();
  return {
    strings: { ...t.all('webview'), ...t.all('form') },
    language: t.language,
    languages: languages.map((id) => ({ id, name: host.data.translator(id)('languageName') })),
  };
}
