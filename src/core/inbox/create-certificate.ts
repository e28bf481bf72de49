import { generate } from 'selfsigned';
import type { ServerCertificate } from './start-smtp-server';

/** A fresh self-signed certificate for 127.0.0.1 and localhost, good for 30 days; its `cert` is also what to trust as `ca`. */
export async function createCertificate(): Promise<ServerCertificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'SMTP Doctor on this machine' }], {
    keyType: 'ec',
    notAfterDate: new Date(Date.now() + 30 * 24 * 60 * 60 * 1000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  return { cert, key };
}
