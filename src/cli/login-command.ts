import { type Finding, findingText } from '../core/account/finding';
import { clientSecretOf, defaultAccount, planAccount, secretKeyOf } from '../core/account/read-account';
import type { Data } from '../core/data';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { oauth2Request } from '../core/oauth2/oauth2-request';
import { SignIns } from '../core/oauth2/sign-ins';
import { accountProblems, fileProblems, schemaErrors } from './account-problems';
import type { Run } from './commands';
import { exitCodes } from './exit-codes';
import type { CliOptions } from './options';
import { readDocument } from './smtp-file';
import { terminalPorts } from './terminal-ports';
import { lineText, terminalText } from './terminal-text';
import { TokenFile } from './token-file';

/** `login [NAME] [FILE]`: signs in with OAuth 2 in a browser, or with a code; the sign-in is kept in a file of the user's own. */
export const loginCommand: Run = async (positionals, options, data, t) => {
  const { request, ports } = await signInOf(positionals, options, data, t);
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  const say = (text: string) => process.stderr.write(`${terminalText(text)}\n`);
  const common = { clientSecret: () => clientSecretOf(request, ports), signal: controller.signal };
  try {
    const signIns = new SignIns(new TokenFile());
    const state = options.device
      ? await signIns.signInWithDevice(request, {
          ...common,
          show: (code) => {
            say(t('credentials:deviceCode', { ...code }));
          },
        })
      : await signIns.signInWithBrowser(request, {
          ...common,
          texts: {
            title: t('credentials:pageTitle'),
            done: t('credentials:pageDone'),
            foreign: t('credentials:pageForeign'),
          },
          open: (url) => {
            say(`${t('credentials:openAddress')}\n${url}`);
          },
        });
    const { account, user } = request;
    const as = state.signedIn ? state.as : undefined;
    const other = as !== undefined && as.toLowerCase() !== user.toLowerCase();
    const key = as === undefined ? 'signedIn' : other ? 'signedInAsOther' : 'signedInAs';
    process.stdout.write(`${lineText(t(`credentials:${key}`, { account, as, user }))}\n`);
    if (state.signedIn && !state.renews) say(t('credentials:noRefreshToken'));
    return exitCodes.passed;
  } catch (error) {
    if (controller.signal.aborted) return exitCodes.cancelled;
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
};

/** `logout [NAME] [FILE]`: forgets the sign-in. */
export const logoutCommand: Run = async (positionals, options, data, t) => {
  const { request, ports } = await signInOf(positionals, options, data, t);
  const clientSecret = () => clientSecretOf(request, ports);
  const was = await new SignIns(new TokenFile()).signOut(request, {
    clientSecret,
    signal: AbortSignal.timeout(15_000),
  });
  const { account } = request;
  process.stdout.write(`${lineText(t(was ? 'credentials:signedOut' : 'credentials:notSignedIn', { account }))}\n`);
  return exitCodes.passed;
};

async function signInOf([name, file = 'smtp.yaml']: string[], options: CliOptions, data: Data, t: Translator) {
  const document = readDocument(file);
  const refuse = (problem: Finding | undefined) => {
    if (problem === undefined) return;
    const { line, column } = document.position(problem.range.start);
    const message = t('errors:at', { file, line, column, message: findingText(t, problem) });
    throw new DoctorError('usage', { message });
  };
  const errors = schemaErrors(document);
  refuse(fileProblems(errors, name === undefined ? ['default'] : [])[0]);
  const account = name ?? defaultAccount(document);
  if (account === undefined) throw new DoctorError('account-not-named', { accounts: document.accountNames.join(', ') });
  refuse(accountProblems(errors, account)[0]);
  const ports = await terminalPorts(file, options, 1, t);
  const plan = planAccount(document, account, data.knowledge().providers);
  if (plan.auth !== 'oauth2') throw new DoctorError('usage', { message: t('credentials:noOAuth2', { account }) });
  const key = secretKeyOf(plan, ports.environment);
  if (key === undefined) throw new DoctorError('host-missing', { account });
  return { request: oauth2Request(plan, key), ports };
}
