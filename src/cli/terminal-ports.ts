import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type AccountPorts, type Destination, needsNoAgreement } from '../core/account/read-account';
import { shownDestination } from '../core/account/shown-destination';
import { DoctorError } from '../core/errors';
import type { Translator } from '../core/i18n/create-translator';
import { SignIns } from '../core/oauth2/sign-ins';
import type { CliOptions } from './options';
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
  const input = piped.length > 0 ? await firstLine() : undefined;
  if (input === '') throw new DoctorError('usage', { message: t('cli:stdinEmpty', { option: `--${piped[0]}` }) });
  const kept = options.secrets === undefined ? undefined : secretsIn(options.secrets);
  const signIns = new SignIns(new TokenFile());
  const ask = (question: string) => (piped.length > 0 ? Promise.resolve(undefined) : askHidden(question));
  return {
    files: { readText: async (path) => readPlainFile(resolve(folder, path)) },
    environment: { get: (name) => process.env[name] },
    secrets: {
      get: async ({ name, host }) => {
        if (options['password-stdin']) return input;
        const variable = `SMTP_DOCTOR_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
        const value = process.env[variable] ?? kept?.[name] ?? kept?.[variable];
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

/** A secrets file: lines `NAME=value`, by the name of the secret or of its variable. Throws what is wrong with it. */
function secretsIn(file: string): Record<string, string | undefined> {
  const text = readPrivateFile(file);
  if (text === undefined) throw new DoctorError('file-missing', { file });
  const line = unreadableLine(text);
  if (line !== undefined) throw new DoctorError('secrets-file-line', { file, line });
  return Object.assign(Object.create(null), parseEnv(text));
}

/** The number of the first line that is neither `NAME=value` nor a comment; a value in quotes may have several lines. */
function unreadableLine(text: string): number | undefined {
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]?.trim() ?? '';
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', quote, value = ''] = line.match(/^([^=]+)=\s*(["'`]?)(.*)$/) ?? [];
    // `name: value` of YAML may well end with =
    if (name.trim() === '' || /:\s/.test(name)) return index + 1;
    if (!quote || value.includes(quote)) continue;
    const end = lines.findIndex((later, position) => position > index && later.includes(quote));
    if (end > index) index = end;
  }
  return undefined;
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
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  warn();
  const answer = await terminal.question(t('cli:agree', { account, host, port, user }));
  terminal.close();
  return /^y/i.test(answer);
}

/** The first line of standard input, without its end. */
async function firstLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n') || text.length > maximumLine) break;
  }
  return text.split(/\r?\n/)[0] ?? '';
}

/** Reads a line without showing it; undefined without a terminal. */
async function askHidden(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  process.stdin.setRawMode(true);
  let typed = '';
  try {
    // stdin stays open: another account may have a question, too
    for await (const chunk of process.stdin.iterator({ destroyOnReturn: false })) {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return typed;
        // Ctrl-C, which says the same at the other questions
        if (character === '\u0003') throw Object.assign(new Error('cancelled'), { code: 'ABORT_ERR' });
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character;
      }
    }
    return undefined;
  } finally {
    process.stdin.setRawMode(false);
    process.stdin.pause();
    process.stderr.write('\n');
  }
}
