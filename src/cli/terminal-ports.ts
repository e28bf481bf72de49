import { dirname, resolve } from 'node:path';
import { type AccountPorts, type Destination, needsNoAgreement } from '../core/account/read-account';
import { shownDestination } from '../core/account/shown-destination';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { SignIns } from '../core/oauth2/sign-ins';
import { askLine } from './ask-line';
import type { CliOptions } from './options';
import { parseSecrets } from './parse-secrets';
import { readPrivateFile } from './private-file';
import { readPlainFile } from './read-plain-file';
import { TokenFile } from './token-file';

/** Characters that a password or token may have. */
const maximumLine = 1024 * 1024;

/**
 * Files beside smtp.yaml, secrets from the environment or a file, questions on the terminal. What comes by standard input is
 * read at once and given to every account, so it is for one account only. Throws usage.
 */
export async function terminalPorts(
  file: string,
  options: CliOptions,
  accounts: number,
  t: Translator,
): Promise<AccountPorts> {
  const folder = dirname(resolve(file));
  const piped = ['password-stdin', 'access-token-stdin'].filter((name) => options[name as 'password-stdin']);
  if (piped.length > 1 || (piped.length > 0 && accounts > 1))
    throw new DoctorError('usage', { message: t('credentials:stdinOnce') });
  const option = `--${piped[0]}`;
  const input = piped.length > 0 ? await firstLine(`${option}: `) : undefined;
  if (input === '') throw new DoctorError('usage', { message: t('cli:stdinEmpty', { option }) });
  const kept = options.secrets === undefined ? undefined : secretsIn(options.secrets);
  const signIns = new SignIns(new TokenFile());
  const ask = (question: string) =>
    piped.length > 0 ? Promise.resolve(undefined) : askLine(question, { hidden: true });
  return {
    files: { readText: async (path) => readPlainFile(resolve(folder, path)) },
    environment: { get: (name) => process.env[name] },
    secrets: {
      get: async ({ name, host }) => {
        if (options['password-stdin']) return input;
        const variable = `SMTP_DOCTOR_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
        const value = process.env[variable] ?? kept?.(name, variable);
        if (value !== undefined) return value;
        if (process.stdin.isTTY) return (await ask(t('credentials:secretPrompt', { name, host }))) || undefined;
        process.stderr.write(`${t('cli:secretHint', { variable })}\n`);
        return undefined;
      },
    },
    prompt: {
      ask: async (account) => (options['password-stdin'] ? input : ask(t('cli:askPrompt', { account }))),
    },
    agree: (destination) => agree(destination, options, t),
    accessToken: (request, clientSecret) =>
      signIns.accessToken(request, { clientSecret, signal: AbortSignal.timeout(60_000) }),
    ...(options['access-token-stdin'] && input !== undefined ? { givenToken: input } : {}),
  };
}

/** What a secrets file has under the name of a secret or of its variable. Throws what is wrong with it. */
function secretsIn(file: string): (...names: string[]) => string | undefined {
  const text = readPrivateFile(file);
  if (text === undefined) throw new DoctorError('file-missing', { file });
  const entries = parseSecrets(text);
  if (typeof entries === 'number') throw new DoctorError('secrets-file-line', { file, line: entries });
  return (...names) => {
    const entry = names.map((name) => entries.get(name)).find((found) => found !== undefined);
    if (entry && entry.value === undefined) throw new DoctorError('secrets-file-value', { file, line: entry.line });
    return entry?.value;
  };
}

async function agree(destination: Destination, options: CliOptions, t: Translator): Promise<boolean> {
  const { host, account, port, user, proxy, verify, ca, servername, clear, writtenHost } =
    shownDestination(destination);
  const allowed = options['allow-host']?.some((entry) => entry.toLowerCase() === destination.host.toLowerCase());
  if (needsNoAgreement(destination)) return true;
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const warn = () => {
    if (clear) say(t('credentials:agreeClear'));
    if (!verify) say(t('extension:agreeUnverified'));
    if (ca !== '') say(t('extension:agreeAuthority', { ca }));
    if (servername !== '') say(t('extension:agreeServername', { servername }));
    if (proxy !== '') say(t('cli:agreeProxy', { proxy }));
  };
  if (allowed) {
    // whoever allows a host may not have seen what the file says about it
    warn();
    return true;
  }
  if (!process.stdin.isTTY) {
    process.stderr.write(`${t('cli:allowHostHint', { host: writtenHost })}\n`);
    return false;
  }
  warn();
  const answer = await askLine(t('cli:agree', { account, host, port, user }));
  const words = [...t('cli:agreeWords').split(' '), 'y', 'yes'];
  return answer !== undefined && words.includes(answer.trim().normalize().toLowerCase());
}

/** The first line of standard input, without its end; on a terminal it is asked for, and does not show. */
async function firstLine(question: string): Promise<string> {
  if (process.stdin.isTTY) return (await askLine(question, { hidden: true })) ?? '';
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += chunk;
    if (text.includes('\n') || text.length > maximumLine) break;
  }
  return text.split(/\r?\n/)[0] ?? '';
}
