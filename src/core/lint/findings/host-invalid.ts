import type { Change } from '../../account/edit-accounts';
import type { Fix } from '../../account/fix';
import { isServerName, serverName } from '../../account/server-name';
import { providerOfAddress } from '../../provider/find-provider';
import { type Hit, type Lint, perAccount } from '../lint';
import type { LintAccount } from '../lint-file';
import { writeFix } from '../write-fix';

/** The host is no name of a server: a URL, with a port, an address, or with something in it that no name has. */
export const hostInvalid: Lint = {
  id: 'host-invalid',
  severity: 'error',
  check: perAccount((account, { context: { providers } }) => {
    const { raw, path } = account;
    // a reference is a finding of its own, and an empty host one of the schema
    if (typeof raw.host !== 'string' || raw.host.includes('${') || raw.host.trim() === '') return undefined;
    const host = raw.host.trim();
    if (isServerName(serverName(host))) return undefined;
    const hit = (details: Hit['details'] & object, fixes: () => Fix[]): Hit => ({ path: path('host'), details, fixes });
    const write = (value: string) => [{ ...writeFix(path('host'), value), preferred: true as const }];
    if (host.includes('@')) {
      // what stands before the @ of a URL can be a password, and would be lost
      if (host.includes('://')) return hit({ variant: 'url' }, () => []);
      const server = providerOfAddress(providers, host)?.servers[0]?.host;
      return hit({ variant: 'address' }, () => (server === undefined ? [] : [writeFix(path('host'), server)]));
    }
    const parts = partsOf(host);
    if (parts) {
      const variant = parts.scheme === '' && parts.rest === '' ? 'port' : 'url';
      return hit({ variant }, () => [split(account, parts)]);
    }
    // from where a run begins only: each place in it would be tried
    const end = host.match(/(?<![.,;])[.,;]+$/)?.[0] ?? '';
    const without = host.slice(0, host.length - end.length);
    if (end !== '' && isServerName(without)) {
      const found = hit({ variant: 'end', rest: end }, () => write(without));
      // one dot ends the name in DNS, too; only that nothing else knows it by that name
      return end === '.' ? { ...found, severity: 'warning' } : found;
    }
    if (!/\s/.test(host)) return hit({ host }, () => []);
    const joined = host.replace(/(?:(?<!\s)\s+)?\.\s*/g, '.');
    return hit({ variant: 'blank' }, () => (isServerName(joined) ? write(joined) : []));
  }),
};

/** A URL, or a host with a port; empty where a part is not written. */
interface Parts {
  scheme: string;
  server: string;
  port: string;
  /** From the slash on. */
  rest: string;
}

function partsOf(host: string): Parts | undefined {
  const [, scheme = '', name = '', port = '', rest = ''] =
    host.match(/^(?:([a-z][a-z\d+.-]*):\/\/)?(\[[^\]/]*\]|[^/:?#]*)(?::(\d*))?([/?#].*)?$/i) ?? [];
  const server = serverName(name);
  return isServerName(server) ? { scheme: scheme.toLowerCase(), server, port, rest } : undefined;
}

/** Puts the parts of a URL, or of a host with a port, where they belong, as far as the account does not say otherwise. */
function split({ raw, path }: LintAccount, { scheme, server, port: writtenPort, rest }: Parts): Fix {
  // a key without a value is as good as none
  const [ownPort, ownEncryption] = [raw.port ?? undefined, raw.encryption ?? undefined];
  const settings: Change[] = [{ path: path('host'), value: server }];
  const port = writtenPort === '' ? undefined : Number(writtenPort);
  const isMail = !/^https?$/.test(scheme);
  const fits = port === undefined || (isMail && port >= 1 && port <= 65_535 && (ownPort ?? port) === port);
  if (fits && port !== undefined && ownPort === undefined) settings.push({ path: path('port'), value: port });
  const used = ownPort ?? (fits ? port : undefined);
  const implicit = /^(ssl|smtps|submissions)$/.test(scheme);
  // tls:// means either of the two, and the port tells which
  const agrees = implicit
    ? (ownEncryption ?? 'tls') === 'tls' && (used ?? 465) === 465
    : scheme !== 'tls' || ownEncryption !== undefined || used !== undefined;
  if (implicit && agrees && ownEncryption === undefined) settings.push({ path: path('encryption'), value: 'tls' });
  const text = settings.map(({ path: keys, value }) => `${keys.at(-1)}: ${value}`).join(', ');
  const fix = { id: 'write', details: { text: settings.length === 1 ? server : text }, settings };
  // a page of a web site says little of where its mail goes
  return fits && agrees && (rest === '' || rest === '/') ? { ...fix, preferred: true } : fix;
}
