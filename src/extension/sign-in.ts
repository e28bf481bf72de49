import {
  type AuthenticationSession,
  authentication,
  env,
  ProgressLocation,
  type QuickPickItem,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { clientSecretOf, secretKeyOf } from '../core/account/read-account';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { type OAuth2Request, oauth2Request, signInId } from '../core/oauth2/oauth2-request';
import type { DeviceCode, SignInState } from '../core/oauth2/sign-ins';
import { vscodeScopes } from '../core/oauth2/vscode-scopes';
import { portsOf } from './account-ports';
import { applyFileEdit, tellOutcome } from './apply-file-edit';
import { askSecret } from './ask-secret';
import { environmentOf } from './environment';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';
import { plannedAccount } from './planned-account';
import { refuseUntrusted } from './refuse-untrusted';

type Way = 'browser' | 'device' | 'vscode';

/** Signs in for an account that uses OAuth 2; says what is missing, who signed in, or why not. True when signed in. */
export async function signIn(host: HostContext, document: TextDocument, account: string): Promise<boolean> {
  const t = host.translator();
  if (refuseUntrusted(host)) return false;
  try {
    const request = requestOf(host, document, account);
    if (request === undefined) {
      void window.showInformationMessage(t('credentials:noOAuth2', { account }));
      return false;
    }
    const way = await wayOf(t, request);
    if (way === undefined) return false;
    const title = t('credentials:signingIn', { account, server: request.authority.host });
    const state = await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        const { signal } = controller;
        const clientSecret = () => clientSecretOf(request, portsOf(host, document));
        if (way === 'vscode') return signInWithVscode(host, request);
        if (way === 'device')
          return host.signIns.signInWithDevice(request, {
            clientSecret,
            signal,
            show: (code) => {
              progress.report({ message: t('credentials:deviceCode', { ...code }) });
              void showDeviceCode(t, code);
            },
          });
        progress.report({ message: t('credentials:inBrowser') });
        return host.signIns.signInWithBrowser(request, {
          clientSecret,
          signal,
          texts: {
            title: t('credentials:pageTitle'),
            done: t('credentials:pageDone'),
            foreign: t('credentials:pageForeign'),
          },
          open: async (url) => {
            // as a Uri, the address would lose the encoding of its values
            await env.openExternal(url as unknown as Uri);
          },
        });
      },
    );
    if (way !== 'vscode') await host.vscodeSignIns.delete([signInId(request)]);
    if (state.signedIn) void window.showInformationMessage(signedInText(t, request, state));
    return state.signedIn;
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error;
    if (error.code === 'secret-missing' && error.details.name !== 'ask')
      return (await setClientSecret(host, error.details)) && signIn(host, document, account);
    if (error.code !== 'oauth2-cancelled') void window.showErrorMessage(t(`errors:${error.code}`, error.details));
    return false;
  }
}

/** Forgets the sign-in of an account, and tells the server where that can be told. */
export async function signOut(host: HostContext, document: TextDocument, account: string): Promise<void> {
  const t = host.translator();
  const request = requestOf(host, document, account);
  if (request === undefined) {
    void window.showInformationMessage(t('credentials:noOAuth2', { account }));
    return;
  }
  const id = signInId(request);
  const ofVscode = (await host.vscodeSignIns.get([id])) !== undefined;
  await host.vscodeSignIns.delete([id]);
  const revoke = workspace.isTrusted;
  const clientSecret = () => clientSecretOf(request, portsOf(host, document));
  const signal = AbortSignal.timeout(15_000);
  const was = await host.signIns.signOut(request, { clientSecret, signal, ...(revoke ? {} : { quiet: true }) });
  void window.showInformationMessage(
    t(was || ofVscode ? 'credentials:signedOut' : 'credentials:notSignedIn', { account }),
  );
}

/** Asks for the client secret that an error says is missing, and stores it for the server that it goes to. */
export async function setClientSecret(host: HostContext, details: DoctorError['details']): Promise<boolean> {
  const key = { name: String(details.name), host: String(details.host).toLowerCase(), user: String(details.user) };
  const t = host.translator();
  if (key.name === 'ask') return false;
  const secret = await askSecret(host, t('credentials:clientSecretPrompt', { client: key.user, server: key.host }));
  if (secret === undefined) return false;
  await host.secrets.set(key, secret);
  return true;
}

/** Stores a client secret for the server that it goes to, and lets the file refer to it. */
export async function storeClientSecret(
  host: HostContext,
  document: TextDocument,
  account: string,
  secret: string,
): Promise<void> {
  if (refuseUntrusted(host)) return;
  const plan = plannedAccount(host, document, account);
  const { authority, clientId } = oauth2Request(plan, { host: plan.host, user: '' });
  const name = `${account.replaceAll('}', '')}-client`;
  await host.secrets.set({ name, host: authority.host.toLowerCase(), user: clientId }, secret);
  // while it was stored the account may have gone
  if (parsedDocument(document).accountNames.includes(account))
    tellOutcome(
      host,
      await applyFileEdit(document, ['accounts', account, 'oauth2', 'clientSecret'], `\${secret:${name}}`),
    );
}

/** Who is signed in for an account and until when; undefined when it uses no OAuth 2 or its settings are not complete. */
export async function signInStateOf(
  host: HostContext,
  document: TextDocument,
  account: string,
): Promise<SignInState | undefined> {
  let request: OAuth2Request | undefined;
  try {
    request = requestOf(host, document, account);
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error;
  }
  if (request === undefined) return undefined;
  const viaVscode = await host.vscodeSignIns.get([signInId(request)]);
  if (viaVscode) return { signedIn: true, as: viaVscode.label, since: viaVscode.since, renews: true };
  return host.signIns.stateOf(request);
}

/** The request of an account; undefined when it does not sign in with OAuth 2. Throws what its settings lack. */
function requestOf(host: HostContext, document: TextDocument, account: string): OAuth2Request | undefined {
  const plan = plannedAccount(host, document, account);
  if (plan.auth !== 'oauth2') return undefined;
  const key = secretKeyOf(plan, environmentOf(host, document));
  if (key === undefined) throw new DoctorError('host-missing', { account });
  return oauth2Request(plan, key);
}

/** How to sign in; the user picks where there is more than one way. */
async function wayOf(t: Translator, request: OAuth2Request): Promise<Way | undefined> {
  if (request.microsoft === undefined) return 'browser';
  const ways: Way[] = ['browser', 'device', 'vscode'];
  const items = ways.map((way): QuickPickItem & { way: Way } => ({
    label: t(`credentials:way.${way}`),
    detail: t(`credentials:wayDetail.${way}`),
    way,
  }));
  return (await window.showQuickPick(items, { placeHolder: t('credentials:pickWay') }))?.way;
}

async function signInWithVscode(host: HostContext, request: OAuth2Request): Promise<SignInState> {
  const scopes = vscodeScopes(request) ?? [];
  const { account, authority } = request;
  let session: AuthenticationSession;
  try {
    session = await authentication.getSession('microsoft', scopes, { createIfNone: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DoctorError('oauth2-refused', { account, server: authority.host, reason });
  }
  const { id: accountId, label } = session.account;
  const since = new Date().toISOString();
  await host.vscodeSignIns.set([signInId(request)], { accountId, label, since });
  return { signedIn: true, as: label, since, renews: true };
}

async function showDeviceCode(t: Translator, code: DeviceCode): Promise<void> {
  const open = t('credentials:copyAndOpen');
  const text = t('credentials:deviceCode', { ...code });
  if ((await window.showInformationMessage(text, open)) !== open) return;
  await env.clipboard.writeText(code.userCode);
  if (/^https?:/.test(code.verificationUrl)) await env.openExternal(Uri.parse(code.verificationUrl));
}

function signedInText(t: Translator, { account, user }: OAuth2Request, { as }: { as?: string }): string {
  if (as === undefined) return t('credentials:signedIn', { account });
  const same = as.toLowerCase() === user.toLowerCase();
  return t(same ? 'credentials:signedInAs' : 'credentials:signedInAsOther', { account, as, user });
}
