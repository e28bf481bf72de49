import type { Stage } from '../probe/probe-result';
import type { FoundReply } from './find-replies';

/** What mail servers and clients say about the command that was refused; the first that fits is taken. */
const sayings: readonly (readonly [Stage, RegExp])[] = [
  [
    'data',
    /in reply to (?:the )?end[ -]of[ -]?(?:data|message)|in reply to (?:the )?(?:DATA|BDAT)\b|after (?:end of data|pipelined end|sending data|DATA)|END-OF-MESSAGE|after end of/i,
  ],
  ['rcpt', /in reply to (?:the )?RCPT TO|after (?:pipelined )?RCPT|RCPT from/i],
  ['mail', /in reply to (?:the )?MAIL FROM|after (?:pipelined )?(?:sending )?MAIL FROM|MAIL from/],
  ['starttls', /in reply to (?:the )?STARTTLS|STARTTLS command failed|STARTTLS failed|command["']?: ?["']STARTTLS/i],
  [
    'ehlo',
    /in reply to (?:the )?(?:EHLO|HELO)|after (?:EHLO|HELO)|\(EHLO\)|\(HELO\)|SMTPHeloError|Invalid greeting to|command["']?: ?["'](?:EHLO|HELO)\b|(?:EHLO|HELO) (?:command )?(?:failed|rejected)|(?:Invalid|Failed to) (?:EHLO|HELO|LHLO)\. /i,
  ],
  [
    'greeting',
    /initial connection|while (?:receiving|waiting for) (?:the )?(?:initial )?(?:server )?greeting|Invalid greeting|Greeting never received|SMTPConnectError|in reply to CONNECT|refused to talk to me/i,
  ],
  [
    'auth',
    /Invalid login|SMTPAuthentication|AuthenticationFailedException|AuthenticationException|Password command failed|Username command failed|Could not authenticate|Failed to authenticate|SASL (?:authentication|login)|authentication failed|authentication failure|authenticat\w{2,6} (?:on|to) SMTP server|command["']?: ?["']AUTH|EAUTH\b|Login denied/i,
  ],
  [
    'mail',
    /Mail command failed|MAIL FROM command failed|The following From address failed|SMTPSenderRefused|SMTPSenderFailed|command["']?: ?["']MAIL FROM|MAIL FROM failed|during MAIL FROM/i,
  ],
  [
    'rcpt',
    /all recipients were rejected|Recipient command failed|RCPT TO command failed|recipients? (?:failed|refused|rejected)|SMTPRecipientsRefused|SMTPAddressFailed|command["']?: ?["']RCPT TO|failed to add recipient/i,
  ],
  [
    'data',
    /Message failed|DATA (?:END )?command failed|data not accepted|SMTPDataError|command["']?: ?["']DATA|END-OF-DATA/i,
  ],
];

/** Commands of a client in a transcript. */
const commands: readonly (readonly [Stage, RegExp])[] = [
  ['auth', /AUTH\b/i],
  ['mail', /MAIL FROM:/i],
  ['rcpt', /RCPT TO:/i],
  ['data', /DATA\b|BDAT\b|\./i],
  ['starttls', /STARTTLS\b/i],
  ['ehlo', /(?:EHLO|HELO|LHLO)\b/i],
];

/** Reply codes that belong to one stage in practice (RFC 4954 section 6). */
const stageOfCode: Readonly<Record<number, Stage>> = { 534: 'auth', 535: 'auth', 538: 'auth', 525: 'auth' };

/** A reply that quotes the command which it does not know. */
const quotedAuth = /^5\d\d .{0,40}\bcommand\b.{0,20}["“'`<]AUTH\b/i;

/** The stage at which a reply came, from the words around it; undefined when they do not tell. */
export function stageOfReply(text: string, reply: FoundReply): Stage | undefined {
  const fixed = reply.code === undefined ? undefined : stageOfCode[reply.code];
  if (fixed) return fixed;
  if (quotedAuth.test(reply.text)) return 'auth';
  const after = text.slice(reply.end, reply.end + 60);
  return (
    saidIn(after.slice(0, after.indexOf(')') + 1 || 60), 4) ??
    saidIn(text.slice(Math.max(0, reply.start - 400), reply.start), 6) ??
    lastCommand(text.slice(Math.max(0, reply.start - 600), reply.start)) ??
    saidIn(text.slice(Math.max(0, reply.start - 400), reply.start + 1200))
  );
}

/** The stage that a text without a reply speaks of. */
export function stageOfText(text: string): Stage | undefined {
  return saidIn(text.slice(0, 4000)) ?? lastCommand(text.slice(0, 4000));
}

function saidIn(text: string, first = sayings.length): Stage | undefined {
  const folded = text.replace(/\s+/g, ' ');
  return sayings.slice(0, first).find(([, pattern]) => pattern.test(folded))?.[0];
}

/** The last client command of a transcript: a line, with the marks of swaks, curl, PHPMailer, Sendmail, Postal or JavaMail. */
function lastCommand(text: string): Stage | undefined {
  const lines = text.split('\n').reverse();
  for (const line of lines) {
    const command = line.match(
      /(?:^|[>:=|] ?|-> |=> |<= |└──)\s{0,4}(?:b?['"])?((?:(?:EHLO|HELO|LHLO|STARTTLS|AUTH|DATA|BDAT|data)\b|(?:MAIL FROM|RCPT TO|mail FROM|rcpt TO):).{0,80}|\.)\s{0,4}$/,
    )?.[1];
    if (command) return commands.find(([, pattern]) => pattern.test(command.slice(0, 10)))?.[0];
  }
  return undefined;
}
