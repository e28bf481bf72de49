import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdits, editSmtpDocument } from '../src/core/account/edit-smtp-document';
import { parseSmtpDocument } from '../src/core/account/smtp-document';
import { createCertificate } from '../src/core/inbox/create-certificate';
import type { PersonaId } from '../src/core/inbox/personas';
import { type ReceivedMail, type RunningSmtpServer, startSmtpServer } from '../src/core/inbox/start-smtp-server';

/** The servers that the accounts of the sample workspace talk to. */
const servers: Readonly<Record<string, { as: PersonaId; implicitTls: boolean }>> = {
  works: { as: 'inbox', implicitTls: true },
  'gmail-like': { as: 'gmail', implicitTls: true },
  'outlook-like': { as: 'outlook', implicitTls: false },
  'yahoo-like': { as: 'yahoo', implicitTls: true },
  'wrong-tls': { as: 'inbox', implicitTls: false },
};

/** A copy of the sample workspace with its servers running. */
export interface SampleWorkspace {
  folder: string;
  /** Mails that the servers accepted so far. */
  mails: ReceivedMail[];
  close(): Promise<void>;
}

/** Copies the sample workspace to `folder`, starts its servers on free ports of 127.0.0.1 and writes the ports into the copy. */
export async function openSampleWorkspace(
  folder: string,
  sample = join(__dirname, '../test/workspace'),
): Promise<SampleWorkspace> {
  await mkdir(folder, { recursive: true });
  await cp(sample, folder, { recursive: true });
  const certificate = await createCertificate();
  await writeFile(join(folder, 'ca.pem'), certificate.cert);
  const mails: ReceivedMail[] = [];
  const file = join(folder, 'smtp.yaml');
  let text = await readFile(file, 'utf8');
  const running: RunningSmtpServer[] = [];
  for (const [account, { as, implicitTls }] of Object.entries(servers)) {
    const server = await startSmtpServer({ as, implicitTls, certificate, onMail: (mail) => mails.push(mail) });
    running.push(server);
    text = applyEdits(text, editSmtpDocument(parseSmtpDocument(text), ['accounts', account, 'port'], server.port));
  }
  await writeFile(file, text);
  return {
    folder,
    mails,
    close: async () => {
      await Promise.all(running.map((server) => server.close()));
    },
  };
}
