import type { OAuth2Request } from './oauth2-request';

/**
 * The scopes that make VS Code's Microsoft account ask for the user's own registration, or undefined at any other server.
 * VS Code's own client may not send mail.
 */
export function vscodeScopes({ clientId, microsoft, scopes }: OAuth2Request): string[] | undefined {
  if (microsoft === undefined) return undefined;
  const plain = ['openid', 'profile', 'email'];
  const wanted = scopes.filter((scope) => !plain.includes(scope));
  return [`VSCODE_CLIENT_ID:${clientId}`, `VSCODE_TENANT:${microsoft.tenant}`, ...wanted];
}
