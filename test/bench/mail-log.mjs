// Writes a mail log as Postfix does, the same one every time: many hosts, queue ids, users and replies.
import { closeSync, openSync, writeSync } from 'node:fs';

/** Numbers that look random and are the same every time (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}

/** What servers say, with places for what differs. */
const refusals = [
  [
    'bounced',
    '5.1.1',
    'host HOST[IP] said: 550 5.1.1 <TO>: Recipient address rejected: User unknown in virtual mailbox table',
  ],
  [
    'bounced',
    '5.1.1',
    'host HOST[IP] said: 550-5.1.1 The email account that you tried to reach does not exist. 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser TOKEN - gsmtp',
  ],
  [
    'deferred',
    '4.7.1',
    'host HOST[IP] said: 450 4.7.1 <TO>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/DOMAIN.html',
  ],
  ['deferred', '4.2.2', 'host HOST[IP] said: 452 4.2.2 <TO> mailbox full, quota of NUMBER MB exceeded'],
  [
    'bounced',
    '5.7.1',
    'host HOST[IP] said: 554 5.7.1 Service unavailable; Client host [IP] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/IP',
  ],
  [
    'bounced',
    '5.7.26',
    'host HOST[IP] said: 550 5.7.26 Unauthenticated email from DOMAIN is not accepted due to domain DMARC policy. TOKEN - gsmtp',
  ],
  ['deferred', '4.4.1', 'connect to HOST[IP]:25: Connection timed out'],
  ['deferred', '4.4.1', 'connect to HOST[IP]:25: Connection refused'],
  [
    'deferred',
    '4.4.3',
    'Host or domain name not found. Name service error for name=DOMAIN type=MX: Host not found, try again',
  ],
  ['bounced', '5.3.4', 'host HOST[IP] said: 552 5.3.4 Message size exceeds fixed limit (NUMBER bytes)'],
  [
    'deferred',
    '4.7.0',
    'host HOST[IP] said: 421 4.7.0 [TSS04] Messages from IP temporarily deferred due to unexpected volume or user complaints - 4.16.55.1',
  ],
  [
    'deferred',
    '4.7.8',
    'SASL authentication failed; server HOST[IP] said: 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6TOKEN',
  ],
  ['bounced', '5.7.1', 'host HOST[IP] said: 550 5.7.1 <FROM>: Sender address rejected: not owned by user USER'],
  ['deferred', '4.4.2', 'lost connection with HOST[IP] while receiving the initial server greeting'],
];

/** Writes at least `bytes` bytes to `file`; the number of lines. */
export function writeMailLog(file, bytes) {
  const random = randomFrom(20261121);
  const pick = (list) => list[random(list.length)];
  const words = [
    'alpha',
    'birch',
    'cobalt',
    'delta',
    'ember',
    'fjord',
    'garnet',
    'harbor',
    'indigo',
    'juniper',
    'kestrel',
  ];
  const endings = ['com', 'net', 'org', 'de', 'it', 'lt', 'pl', 'pt', 'es', 'com.br'];
  const domain = () => `${pick(words)}-${pick(words)}${random(900)}.${pick(endings)}`;
  const address = () => `${1 + random(222)}.${random(256)}.${random(256)}.${1 + random(254)}`;
  const hex = (length) => Array.from({ length }, () => '0123456789ABCDEF'[random(16)]).join('');
  const handle = openSync(file, 'w');
  let written = 0;
  let lines = 0;
  let seconds = 0;
  let block = '';
  const say = (process, text) => {
    const day = 1 + (Math.floor(seconds / 86_400) % 28);
    const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
    block += `Nov ${String(day).padStart(2)} ${clock} mail postfix/${process}[${1000 + random(30_000)}]: ${text}\n`;
    lines += 1;
  };
  while (written < bytes) {
    seconds += random(3);
    const id = hex(10);
    const [from, to, ip] = [`${pick(words)}${random(999)}@${domain()}`, domain(), address()];
    const user = `${pick(words)}.${pick(words)}${random(99)}`;
    const client = `mail${random(20)}.${domain()}[${address()}]`;
    say('smtpd', `connect from ${client}`);
    if (random(8) === 0) {
      say(
        'smtpd',
        `NOQUEUE: reject: RCPT from ${client}: 554 5.7.1 <${user}@${to}>: Relay access denied; from=<${from}> to=<${user}@${to}> proto=ESMTP helo=<${domain()}>`,
      );
      say('smtpd', `disconnect from ${client} ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4`);
    } else if (random(12) === 0) {
      say('smtpd', `warning: ${client}: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=${user}@${to}`);
      say('smtpd', `disconnect from ${client} ehlo=1 auth=0/1 quit=1 commands=2/3`);
    } else {
      say('smtpd', `${id}: client=${client}, sasl_method=PLAIN, sasl_username=${from}`);
      say('cleanup', `${id}: message-id=<${hex(24).toLowerCase()}@${to}>`);
      say('qmgr', `${id}: from=<${from}>, size=${900 + random(90_000)}, nrcpt=1 (queue active)`);
      const host = `mx${random(9)}.${to}`;
      const times = `delay=${random(90)}.${random(99)}, delays=0.${random(99)}/0.01/${random(30)}.${random(9)}/${random(9)}.${random(99)}`;
      const head = `${id}: to=<${user}@${to}>, relay=${host}[${ip}]:25, ${times}`;
      if (random(100) < 80) say('smtp', `${head}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ${hex(12)})`);
      else {
        const [status, dsn, text] = pick(refusals);
        const said = text
          .replaceAll('HOST', host)
          .replaceAll('IP', ip)
          .replaceAll('TO>', `${user}@${to}>`)
          .replaceAll('FROM', from)
          .replaceAll('DOMAIN', to)
          .replaceAll('USER', user)
          .replaceAll('NUMBER', String(100 + random(90_000)))
          .replaceAll('TOKEN', hex(16).toLowerCase());
        say('smtp', `${head}, dsn=${dsn}, status=${status} (${said} (in reply to RCPT TO command))`);
      }
      say('qmgr', `${id}: removed`);
      say('smtpd', `disconnect from ${client} ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8`);
    }
    if (block.length > 1_000_000) {
      written += writeSync(handle, block);
      block = '';
    }
  }
  closeSync(handle);
  return lines;
}
