import { type Lint, perAccount } from '../lint';
import { isOneEditAway } from '../one-edit-away';
import { writeFix } from '../write-fix';

/** The host is one typing error away from a server that is known. */
export const hostTypo: Lint = {
  id: 'host-typo',
  severity: 'warning',
  check: perAccount(({ host, path }, { knownHosts }) => {
    if (host === '' || knownHosts.has(host)) return undefined;
    const value = meantHost(host, knownHosts);
    if (value === undefined) return undefined;
    return {
      path: path('host'),
      details: { host, server: value },
      fixes: () => [{ ...writeFix(path('host'), value), preferred: true }],
    };
  }),
};

/** The host that is meant: a known one, or the same with `smtp` in front. */
function meantHost(host: string, knownHosts: ReadonlySet<string>): string | undefined {
  const repaired = host
    .replace(/^(stmp|smpt|smt|smtpp|ssmtp|sntp|smttp|smp)\./, 'smtp.')
    .replace(/\.(con|cmo|ocm|comm)$/, '.com');
  if (repaired !== host) return repaired;
  for (const known of knownHosts)
    if (Math.abs(known.length - host.length) <= 1 && differsInLongLabel(host, known)) return known;
  return undefined;
}

/** One typing error in a label of five letters or more that is not the last: short labels and endings differ between real hosts, too. */
function differsInLongLabel(host: string, known: string): boolean {
  // two hosts of different countries are no typing error
  if (host.slice(host.lastIndexOf('.')) !== known.slice(known.lastIndexOf('.'))) return false;
  const [a, b] = [host.split('.'), known.split('.')];
  if (a.length !== b.length) return false;
  const different = a.flatMap((label, index) => (label === b[index] ? [] : [index]));
  const [index = -1] = different;
  const label = b[index] ?? '';
  return different.length === 1 && index < b.length - 1 && label.length >= 5 && isOneEditAway(a[index] ?? '', label);
}
