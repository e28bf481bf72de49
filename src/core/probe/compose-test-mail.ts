import { hostname } from 'node:os';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Account } from '../account/account';
import { addressOf } from '../account/address';

/** A test mail that is ready to be sent. */
export interface TestMail {
  envelope: { from: string; to: string[] };
  message: Buffer;
  messageId: string;
}

/** Builds the test mail: subject and body say which account, when and from where; `Auto-Submitted` as RFC 3834 asks. */
export async function composeTestMail(account: Account): Promise<TestMail> {
  const { test, name, host, port } = account;
  const now = new Date();
  const facts = [
    `Account: ${name}`,
    `Server: ${host}:${port}`,
    `Time: ${now.toISOString()}`,
    `Sent from: ${hostname()}`,
  ].map((fact) => fact.replace(/\s+/g, ' '));
  const text = ['This is a test mail of SMTP Doctor. It arrived, so the account can send.', '', ...facts, ''].join(
    '\n',
  );
  const html = `<p>This is a test mail of SMTP Doctor. It arrived, so the account can send.</p><ul>${facts
    .map((fact) => `<li>${escapeHtml(fact)}</li>`)
    .join('')}</ul>`;
  const node = new MailComposer({
    from: account.from ?? account.user ?? '',
    to: test.to,
    ...(account.replyTo ? { replyTo: account.replyTo } : {}),
    subject: test.subject ?? `SMTP Doctor: test of ${name}`,
    ...(test.body === 'html' ? {} : { text }),
    ...(test.body === 'text' ? {} : { html }),
    date: now,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Mailer': 'SMTP Doctor' },
  }).compile();
  const messageId = node.messageId();
  const message = await node.build();
  return { envelope: envelopeOf(account), message, messageId };
}

/** Envelope sender and recipients of the test mail, as bare addresses (RFC 5321 section 2.3.1). */
export function envelopeOf(account: Account): TestMail['envelope'] {
  const sender = account.envelopeFrom ?? account.from ?? account.user ?? '';
  return { from: addressOf(sender), to: account.test.to.map(addressOf) };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
