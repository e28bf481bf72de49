import { type Lint, perAccount } from '../lint';
import { wayFixes } from '../way-fixes';

/** Ports of the protocols that mail is read with (RFC 8314 section 3.2 and 3.3, RFC 9051, RFC 1939). */
const protocols: Readonly<Record<number, string>> = { 110: 'POP3', 143: 'IMAP', 993: 'IMAP', 995: 'POP3' };

/** The port is one for reading mail. */
export const portReceiving: Lint = {
  id: 'port-receiving',
  severity: 'warning',
  check: perAccount((account) => {
    const { plan, local, path } = account;
    const protocol = typeof plan.port === 'number' ? protocols[plan.port] : undefined;
    if (protocol === undefined || local) return undefined;
    return { path: path('port'), details: { port: plan.port, protocol }, fixes: () => wayFixes(account) };
  }),
};
