import { generate } from 'selfsigned';

/** A certificate, its key, and what the server sends along, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Certificates for 127.0.0.1 that are right, and wrong in one way each; all but `selfSigned` lead to `authority`. */
export interface FaultCertificates {
  /** PEM of the authority to trust. */
  authority: string;
  /** With the intermediate certificate that signed it. */
  good: Certificate;
  /** The same without the intermediate. */
  incompleteChain: Certificate;
  wrongHost: Certificate;
  expired: Certificate;
  notYetValid: Certificate;
  selfSigned: Certificate;
}

const day = 24 * 60 * 60 * 1000;

/** Makes them all; takes some tens of milliseconds. */
export async function createFaultCertificates(): Promise<FaultCertificates> {
  const root = await make('Fault Root', { authority: true });
  const intermediate = await make('Fault Intermediate', { authority: true, by: root });
  const leaf = await make('mail.example', { by: intermediate });
  return {
    authority: root.cert,
    good: { cert: `${leaf.cert}\n${intermediate.cert}`, key: leaf.key },
    incompleteChain: leaf,
    wrongHost: await make('other.example', { by: root, host: 'other.example' }),
    expired: await make('mail.example', { by: root, days: [-60, -30] }),
    notYetValid: await make('mail.example', { by: root, days: [30, 60] }),
    selfSigned: await make('mail.example', {}),
  };
}

interface Wish {
  authority?: boolean;
  by?: Certificate;
  /** Its only name; otherwise 127.0.0.1 and localhost. */
  host?: string;
  /** From and to, counted from today. */
  days?: [from: number, to: number];
}

async function make(name: string, { authority = false, by, host, days = [-1, 30] }: Wish): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + days[0] * day),
    notAfterDate: new Date(Date.now() + days[1] * day),
    ...(by ? { ca: by } : {}),
    extensions: [
      { name: 'basicConstraints', cA: authority, critical: true },
      {
        name: 'subjectAltName',
        altNames: host
          ? [{ type: 2, value: host }]
          : [
              { type: 7, ip: '127.0.0.1' },
              { type: 2, value: 'localhost' },
            ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
