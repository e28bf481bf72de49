import { authentication } from 'vscode';
import { DoctorError } from '../core/errors';
import { type OAuth2Request, signInId } from '../core/oauth2/oauth2-request';
import { vscodeScopes } from '../core/oauth2/vscode-scopes';
import type { HostContext } from './host-context';

/** An access token for a test: of VS Code's account where the user signed in with it, else of our own sign-in. */
export async function accessTokenOf(
  host: HostContext,
  request: OAuth2Request,
  clientSecret: () => Promise<string | undefined>,
): Promise<string> {
  const id = signInId(request);
  const viaVscode = await host.vscodeSignIns.get([id]);
  const scopes = vscodeScopes(request);
  if (viaVscode === undefined || scopes === undefined)
    return host.signIns.accessToken(request, { clientSecret, signal: AbortSignal.timeout(60_000) });
  const { label, accountId } = viaVscode;
  const session = await authentication.getSession('microsoft', scopes, {
    silent: true,
    account: { id: accountId, label },
  });
  if (session) return session.accessToken;
  await host.vscodeSignIns.delete([id]);
  throw new DoctorError('oauth2-sign-in-again', { account: request.account, server: request.authority.host });
}
