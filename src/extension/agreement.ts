import { window } from 'vscode';
import { type Destination, needsNoAgreement } from '../core/account/read-account';
import { printable, shownDestination } from '../core/account/shown-destination';
import { isRecord } from '../core/account/smtp-document';
import type { Translator } from '../core/i18n/create-translator';
import type { HostContext } from './host-context';

/** Where the agreements of this workspace are kept. */
const stateKey = 'smtp.agreements';

/** What an agreement covers, in the order in which changes are named. */
const covered = ['host', 'port', 'user', 'verify', 'ca', 'caHash', 'servername', 'clear', 'proxy'] as const;

/** The agreements of this workspace; what is damaged is no agreement. */
export function agreements(host: HostContext): Destination[] {
  const stored = host.extension.workspaceState.get<unknown>(stateKey);
  return Array.isArray(stored) ? stored.filter(isDestination) : [];
}

/** Takes agreements back: the next test asks again. */
export async function withdraw(host: HostContext, gone: readonly Destination[]): Promise<void> {
  const keys = new Set(gone.map(keyOf));
  await keep(
    host,
    agreements(host).filter((destination) => !keys.has(keyOf(destination))),
  );
}

/**
 * Asks once per workspace whether secrets and environment values may go to a destination. Any change of it asks again, and
 * says what it was before.
 */
export async function agreeTo(host: HostContext, destination: Destination): Promise<boolean> {
  const agreed = agreements(host);
  if (needsNoAgreement(destination) || agreed.some((other) => keyOf(other) === keyOf(destination))) return true;
  const t = host.translator();
  const { account, user, port, host: server } = shownDestination(destination);
  const before = agreed.findLast((other) => other.account === destination.account);
  const detail = [
    t('extension:agreeDetail'),
    ...weakenings(t, destination),
    ...(before ? changes(t, before, destination) : []),
  ].join('\n');
  const question = t('extension:agree', { account, host: server, port, user });
  const button = t('extension:agreeButton');
  const answer = await window.showWarningMessage(question, { modal: true, detail }, button);
  if (answer !== button) return false;
  await keep(host, [...agreements(host), destination]);
  return true;
}

/** A password typed in for a server is an agreement to send it there, as long as nothing weakens the check of that server. */
export async function rememberAgreement(host: HostContext, destination: Destination): Promise<void> {
  const { verify, ca, servername, clear, proxy } = destination;
  if (!verify || ca !== '' || servername !== '' || clear || proxy !== '') return;
  const agreed = agreements(host);
  if (agreed.some((other) => keyOf(other) === keyOf(destination))) return;
  await keep(host, [...agreed, destination]);
}

/** What makes a destination less safe than its name says, each in a sentence. */
export function weakenings(t: Translator, destination: Destination): string[] {
  const { verify, ca, servername, clear, proxy } = shownDestination(destination);
  return [
    ...(clear ? [t('credentials:agreeClear')] : []),
    ...(verify ? [] : [t('extension:agreeUnverified')]),
    ...(ca ? [t('extension:agreeAuthority', { ca })] : []),
    ...(servername ? [t('extension:agreeServername', { servername })] : []),
    ...(proxy ? [t('extension:agreeProxy', { proxy })] : []),
  ];
}

function changes(t: Translator, before: Destination, now: Destination): string[] {
  const shown = (destination: Destination, key: (typeof covered)[number]) => {
    const value = destination[key];
    if (typeof value === 'boolean') return t(value ? 'cli:yes' : 'cli:no');
    return key === 'caHash' ? String(value).slice(0, 12) : String(value);
  };
  const changed = covered.filter((key) => before[key] !== now[key]);
  return [
    '',
    t('credentials:changed', { account: printable(now.account) }),
    ...changed.map((key) =>
      t('credentials:change', {
        what: t(`credentials:covered.${key}`),
        before: shown(shownDestination(before), key) || '–',
        now: shown(shownDestination(now), key) || '–',
      }),
    ),
  ];
}

async function keep(host: HostContext, list: readonly Destination[]): Promise<void> {
  await host.extension.workspaceState.update(stateKey, list);
}

function keyOf(destination: Destination): string {
  return JSON.stringify(covered.map((key) => (key === 'host' ? destination.host.toLowerCase() : destination[key])));
}

function isDestination(value: unknown): value is Destination {
  if (!isRecord(value)) return false;
  const texts = ['account', 'host', 'user', 'ca', 'caHash', 'servername', 'proxy', 'writtenHost'];
  return (
    texts.every((key) => typeof value[key] === 'string') &&
    typeof value.port === 'number' &&
    typeof value.verify === 'boolean' &&
    typeof value.clear === 'boolean'
  );
}
