import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import { diagnoseText } from '../../src/core/diagnosis/diagnose-text';
import type { Facts } from '../../src/core/diagnosis/diagnosis';
import { extractEvidence, type TextHints } from '../../src/core/diagnosis/extract-evidence';
import { parseRetryMinutes } from '../../src/core/diagnosis/parse-retry-minutes';
import { summarizeLog } from '../../src/core/diagnosis/summarize-log';
import { growth } from '../growth';

const { rules, signs } = openData(join(__dirname, '../../dist')).knowledge();
const evidence = (text: string, hints: TextHints = {}) => extractEvidence(text, hints, signs);
const causes = (text: string, hints: TextHints = {}) => diagnoseText(text, hints, rules, signs).diagnoses;

/** Texts as the clients of this world write them; invented, in the faithful form. */
const samples: [client: string, text: string, facts: Partial<Facts>][] = [
  [
    'nodemailer',
    "Error: Invalid login: 535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials ab1 - gsmtp\n    at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:809:19)\n  code: 'EAUTH',\n  response: '535-5.7.8 Username and Password not accepted.',\n  responseCode: 535,\n  command: 'AUTH PLAIN'",
    { code: 535, enhanced: '5.7.8', stage: 'auth', provider: 'gmail' },
  ],
  [
    'nodemailer, JSON',
    '{"code":"EENVELOPE","response":"553 5.7.1 <a@example.com>: Sender address rejected: not owned by user b","responseCode":553,"command":"MAIL FROM"}',
    { code: 553, enhanced: '5.7.1', stage: 'mail' },
  ],
  [
    'nodemailer, JSON, first command',
    '{"code":"EPROTOCOL","response":"501 5.5.4 Invalid argument","responseCode":501,"command":"HELO"}',
    { code: 501, enhanced: '5.5.4', stage: 'ehlo' },
  ],
  [
    'PHPMailer',
    '2026-01-02 10:00:00 SERVER -> CLIENT: 530 5.7.0 Must issue a STARTTLS command first. x1 - gsmtp\n2026-01-02 10:00:00 SMTP ERROR: MAIL FROM command failed: 530 5.7.0 Must issue a STARTTLS command first.',
    { code: 530, enhanced: '5.7.0', provider: 'gmail' },
  ],
  [
    'Symfony',
    'Expected response code "250/251/252" but got code "550", with message "550 5.1.1 <a@example.com>: Recipient address rejected: User unknown".',
    { code: 550, enhanced: '5.1.1' },
  ],
  [
    'Python tuple',
    "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')",
    { code: 535, enhanced: '5.7.8', stage: 'auth' },
  ],
  [
    'Python, refused recipients',
    "smtplib.SMTPRecipientsRefused: {'a@example.com': (554, b'5.7.1 <a@example.com>: Relay access denied')}",
    { code: 554, enhanced: '5.7.1', stage: 'rcpt' },
  ],
  [
    'JavaMail',
    'com.sun.mail.smtp.SMTPSendFailedException: 552 5.3.4 Message size exceeds fixed limit\n\tat com.sun.mail.smtp.SMTPTransport.finishData(SMTPTransport.java:2031)',
    { code: 552, enhanced: '5.3.4' },
  ],
  [
    '.NET',
    'System.Net.Mail.SmtpException: Mailbox unavailable. The server response was: 5.7.60 SMTP; Client does not have permissions to send as this sender',
    { enhanced: '5.7.60' },
  ],
  [
    'MailKit',
    'MailKit.Security.AuthenticationException: 535: 5.7.139 Authentication unsuccessful, basic authentication is disabled.',
    { code: 535, enhanced: '5.7.139', stage: 'auth' },
  ],
  [
    'Go',
    'dial tcp: lookup smtp.example.invalid on 127.0.0.53:53: no such host',
    { errorCode: 'ENOTFOUND', stage: 'dns' },
  ],
  ['Ruby', 'Net::SMTPAuthenticationError (535 5.7.8 Error: authentication failed: ):', { code: 535, stage: 'auth' }],
  ['lettre', 'permanent error (550): 5.7.1 Relaying denied', { code: 550, enhanced: '5.7.1' }],
  [
    'lettre, for developers',
    'lettre::transport::smtp::Error { kind: Permanent(Code { severity: PermanentNegativeCompletion, category: Unspecified3, detail: Five }) }',
    { code: 535, stage: 'auth' },
  ],
  ['a code that was got', 'Error: Expected smtp code 250, got 552', { code: 552 }],
  [
    'curl',
    '* Trying 192.0.2.1:465...\n* connect to 192.0.2.1 port 465 failed: Connection refused',
    { errorCode: 'ECONNREFUSED', port: 465 },
  ],
  [
    'swaks',
    ' -> RCPT TO:<a@example.com>\n<** 550 5.1.1 User unknown\n -> QUIT\n<-  221 Bye',
    { code: 550, stage: 'rcpt' },
  ],
  [
    'msmtp',
    'msmtp: authentication failed (method PLAIN)\nmsmtp: server message: 535 5.7.8 Error: authentication failed',
    { code: 535, stage: 'auth' },
  ],
  [
    'Postfix',
    'Jan  2 10:00:00 mx postfix/smtp[42]: ABCDEF0123: to=<a@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1.2, dsn=4.7.1, status=deferred (host mx.example.com[192.0.2.1] said: 450 4.7.1 Greylisted (in reply to RCPT TO command))',
    { code: 450, enhanced: '4.7.1', stage: 'rcpt', host: 'mx.example.com', port: 25 },
  ],
  [
    'Exim',
    '2026-01-02 10:00:00 1aBcDe ** a@example.com R=dnslookup T=remote_smtp: SMTP error from remote mail server after RCPT TO:<a@example.com>: 550 No such user here',
    { code: 550, stage: 'rcpt' },
  ],
  [
    'Sendmail',
    '... while talking to mx.example.com.:\n>>> DATA\n<<< 550 5.7.1 Message rejected as spam\n554 5.0.0 Service unavailable',
    { code: 550, enhanced: '5.7.1' },
  ],
  [
    'DSN',
    'Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.2.2\nRemote-MTA: dns; mx.example.com\nDiagnostic-Code: smtp; 552 Mailbox full',
    { code: 552, enhanced: '5.2.2' },
  ],
  [
    'escaped quotes and slashes',
    '{"detail":"got code \\"554\\", with message \\"554 5.7.1 Relay access denied, see https:\\/\\/example.org\\/x\\""}',
    { code: 554, enhanced: '5.7.1', text: '554 5.7.1 Relay access denied, see https://example.org/x""}' },
  ],
  [
    'escaped line ends',
    "response: '550-5.7.26 This mail has been blocked\\r\\n550 5.7.26 because the sender is unauthenticated'",
    { code: 550, enhanced: '5.7.26' },
  ],
  [
    'arrows for line ends',
    '534-5.7.14 <https://accounts.google.com/signin/continue>↵534-5.7.14 Please log in via your web browser↵534 5.7.14 x - gsmtp',
    { code: 534, enhanced: '5.7.14' },
  ],
  [
    'the settings of Laravel',
    'MAIL_HOST=smtp.example.com\nMAIL_PORT=465\nMAIL_ENCRYPTION=tls\nExpected response code 220 but got an empty response',
    { host: 'smtp.example.com', port: 465, encryption: 'starttls' },
  ],
  [
    'the settings of a PHP array',
    "'host' => 'smtp.example.com', 'port' => '587', 'encryption' => 'ssl', Connection could not be established",
    { host: 'smtp.example.com', port: 587, encryption: 'tls' },
  ],
];

describe('extractEvidence', () => {
  it.each(samples)('reads %s', (_client, text, expected) => {
    expect(evidence(text)[0]).toMatchObject(expected);
  });

  it.each([
    ['connexion refusée', 'ECONNREFUSED'],
    ['Verbindungsaufbau abgelehnt', 'ECONNREFUSED'],
    ['Connessione rifiutata', 'ECONNREFUSED'],
    ['Conexión rehusada', 'ECONNREFUSED'],
    ['Conexão recusada', 'ECONNREFUSED'],
    ['Połączenie odrzucone', 'ECONNREFUSED'],
    ['Host desconocido.', 'ENOTFOUND'],
    ['Der Name oder Dienst ist nicht bekannt', 'ENOTFOUND'],
    ['WSA error 10060', 'ETIMEDOUT'],
    ['Tinklas nepasiekiamas', 'ENETUNREACH'],
    ['Nessun instradamento per l’host', 'ENETUNREACH'],
    ["Le nom distant n'a pas pu être résolu : 'smtp.example.com'", 'ENOTFOUND'],
    ['Nie można rozpoznać nazwy zdalnej', 'ENOTFOUND'],
    ['da die Gegenstelle nach einer bestimmten Zeitspanne nicht richtig reagiert hat', 'ETIMEDOUT'],
    ['由于目标计算机积极拒绝，无法连接。', 'ECONNREFUSED'],
    ['{"errno":-111,"code":"ESOCKET","command":"CONN"}', 'ECONNREFUSED'],
    ['{"errno":-4039,"code":"ESOCKET","command":"CONN"}', 'ETIMEDOUT'],
    ['{ errno: -3008, code: "EDNS" }', 'ENOTFOUND'],
    ['[Errno -2] Name does not resolve', 'ENOTFOUND'],
    ['send mail error [Errno -3] Try again', 'EAI_AGAIN'],
    ['连接超时', 'ETIMEDOUT'],
  ])('knows %s', (text, errorCode) => {
    expect(evidence(`Failed to connect to server: ${text}`)[0]).toMatchObject({ errorCode });
  });

  it('takes no words of a reply for an error of this machine, and codes outside of replies still', () => {
    const codes = (text: string) => evidence(text).flatMap(({ errorCode }) => errorCode ?? []);
    expect(codes('450 4.7.1 <localhost.localdomain>: Helo command rejected: Host not found')).toEqual([]);
    expect(codes('connect ECONNREFUSED 192.0.2.1:25\n450 4.7.1 Helo command rejected: Host not found')).toEqual([
      'ECONNREFUSED',
    ]);
    expect(codes('Host not found\n450 4.7.1 Try again')).toEqual(['ENOTFOUND']);
  });

  it('puts lines together that a bounce wrapped, and leaves the next paragraph out', () => {
    const [fact] = evidence(
      '<a@example.com>: host mx.example.com[192.0.2.1] said: 550-5.7.26 This mail\n    has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail\n    requires SPF or DKIM. (in reply to end of\n    DATA command)\n\nReporting-MTA: dns; x',
    );
    expect(fact?.text).toBe(
      '550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires SPF or DKIM.',
    );
    expect(fact?.stage).toBe('data');
  });

  it('takes line numbers, ports and versions for nothing', () => {
    const text =
      'at connect (net.js:535:20)\nport 587, PHP 5.3.2, line 550, PHPMailer 5.2.14\nnpm: 5.6.0\n"nodemailer": "^4.6.7", "vue": "~4.5.0", release 5.14.0\n' +
      '#2 /app/Smtp.php(454): Mail->quit()\nMatomo 4.0.5: an error occurred, WordPress 5.1.1\nunable to connect to ssl: //smtp.example.com: 465 (Permission denied)';
    expect(evidence(text).every(({ code, enhanced }) => code === undefined && enhanced === undefined)).toBe(true);
  });

  it('reads words whose encoding was taken for another one', () => {
    const words = '535 Error: 请使用授权码登录。';
    for (const garbled of [
      '535 Error: ÇëÊ¹ÓÃÊÚÈ¨ÂëµÇÂ¼¡£',
      String.raw`(535, b'Error: \xc7\xeb\xca\xb9\xd3\xc3\xca\xda\xc8\xa8\xc2\xeb\xb5\xc7\xc2\xbc\xa1\xa3')`,
      String.raw`(535, b'Error: \xe8\xaf\xb7\xe4\xbd\xbf\xe7\x94\xa8\xe6\x8e\x88\xe6\x9d\x83\xe7\xa0\x81\xe7\x99\xbb\xe5\xbd\x95\xe3\x80\x82')`,
    ])
      expect(evidence(garbled)[0]?.text).toContain(words.slice(11));
    expect(evidence('550 El buzón está lleno, ñandú')[0]?.text).toContain('buzón está lleno, ñandú');
  });

  it('reads the numbers that libuv gives to errors where the program shows no more', () => {
    const error = (errno: number) =>
      evidence(`{"errno":${errno},"code":"ESOCKET","syscall":"connect","port":465,"command":"CONN"}`)[0]?.errorCode;
    expect([-4039, -110, -60].map(error)).toEqual(['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT']);
    expect([-4078, -111, -61].map(error)).toEqual(['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED']);
    expect([-4077, -104, -3008, -4062].map(error)).toEqual(['ECONNRESET', 'ECONNRESET', 'ENOTFOUND', 'ENETUNREACH']);
    expect([-22, 110, -465].map(error)).toEqual([undefined, undefined, undefined]);
  });

  it('reads a dialogue that came in one line', () => {
    const swift =
      'Expected response code 354 but got code "503", with message "503 Valid RCPT command must precede DATA " Log data: >> RCPT TO:<a@example.com> >> DATA << 451 4.3.0 Queue is not writable !! Expected response code 250 but got code "451" << 503 Valid RCPT command must precede DATA';
    expect(evidence(swift)[0]).toMatchObject({ code: 451, enhanced: '4.3.0' });
    const phpMailer =
      '2026-01-02 10:00:00 SERVER -&gt; CLIENT: 250 OK<br>2026-01-02 10:00:00 CLIENT -&gt; SERVER: RCPT TO:&lt;a@example.com&gt;<br />\n2026-01-02 10:00:00 SERVER -&gt; CLIENT: 550 5.1.1 User unknown 2026-01-02 10:00:01 CLIENT -> SERVER: QUIT 2026-01-02 10:00:01 SERVER -> CLIENT: 221 Bye';
    expect(evidence(phpMailer)[0]).toMatchObject({ code: 550, text: '550 5.1.1 User unknown' });
  });

  it('tells port and mode from the settings of Ruby and of environment files', () => {
    expect(evidence('{:port=>"465", :enable_starttls_auto=>true} smtp')[0]).toMatchObject({
      port: 465,
      encryption: 'starttls',
    });
    expect(evidence('SMTP_PORT=465\nSMTP_TLS=true\nSMTP_STARTTLS=auto\nfailed')[0]).toMatchObject({
      port: 465,
      encryption: 'tls',
    });
    expect(evidence("gitlab_rails['smtp_port'] = 587\ngitlab_rails['smtp_tls'] = true\nfailed")[0]).not.toHaveProperty(
      'encryption',
    );
    expect(evidence('IMAP_PORT=993\nSMTP_PORT=587\nfailed')[0]).toMatchObject({ port: 587 });
    expect(evidence('session.port = 587\nsession.connectionType = MCOConnectionType.TLS\nfailed')[0]).toMatchObject({
      port: 587,
      encryption: 'tls',
    });
    expect(evidence('port: 587,\ntlsMode: .requireSTARTTLS,\nfailed')[0]).toMatchObject({
      port: 587,
      encryption: 'starttls',
    });
  });

  it('takes pages of web servers, processes of Sidekiq and the port 465 for no reply', () => {
    for (const text of [
      'Completed 500 Internal Server Error in 30989ms\nEOFError (end of file reached)',
      '2016-12-12T04:14:09.782Z 501 TID-1u5770 WARN: Net::OpenTimeout: execution expired',
      '{:address=>"smtp.example.com", :port=>"465"} Net::ReadTimeout',
    ])
      expect(evidence(text)[0]).toMatchObject({ reply: false });
  });

  it.each([
    'Invoice 535 for 550 euro is attached to this email',
    'Mail sent to 450 recipients in 550 ms',
    'See ticket 554 about the mailing list',
    'https://mail.example.com 443 Timeout',
    'smtp.example.com 445 Refused',
  ])('takes what counts or names something for no reply: %s', (text) => {
    expect(evidence(text).map(({ code }) => code)).toEqual([undefined]);
    expect(causes(text)).toEqual([]);
  });

  it.each([
    ['The server replied 550 and nothing else', 550],
    ['I always get 535 when the shop sends', 535],
    ['La respuesta es: código 553 siempre', 553],
    ['every mail comes back, 550 relaying denied', 550],
    ['since today 535 authentication failed', 535],
  ])('knows a reply in the middle of a sentence: %s', (text, code) => {
    expect(evidence(text)[0]).toMatchObject({ code });
  });

  it.each([
    [
      "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: smtp.wp.pl, 465; timeout 5000",
      { host: 'smtp.wp.pl', port: 465, provider: 'wp' },
    ],
    [
      'props.put("mail.smtp.host", "smtp.gmail.com"); props.put("mail.smtp.port", "587"); failed',
      { host: 'smtp.gmail.com', port: 587, provider: 'gmail' },
    ],
    [
      'from email.mime.text import MIMEText; smtplib.SMTP("smtp.mail.yahoo.com") failed',
      { host: 'smtp.mail.yahoo.com', provider: 'yahoo' },
    ],
    ['mail.smtp.auth.mechanisms failed', { host: undefined }],
    ['connection to mail.host.com failed', { host: 'mail.host.com' }],
  ])('takes names of classes and settings for no server: %s', (text, expected) => {
    const [first] = evidence(text);
    expect({ host: first?.host, port: first?.port, provider: first?.provider }).toMatchObject(expected);
  });

  it('survives what is no text', () => {
    expect(evidence('')).toEqual([]);
    expect(evidence(' \n\t')).toEqual([]);
    const noise = Array.from({ length: 50_000 }, (_, index) => String.fromCharCode((index * 7919) % 65_536)).join('');
    expect(causes(noise)).toEqual([]);
    expect(causes('The meeting is at 5.30 in room 550.')).toEqual([]);
  });
});

describe('diagnoseText', () => {
  it('lets the first cause win over its consequences', () => {
    const text = '535 5.7.8 Error: authentication failed\n554 5.7.1 <a@example.com>: Relay access denied';
    expect(causes(text)[0]?.id).toBe('bad-credentials');
    const given = causes(text).map(({ confidence }) => confidence);
    expect(given).toEqual([...given].sort((a, b) => b - a));
  });

  it('is not sure beside a likely other cause, unless the words leave no doubt', () => {
    const told = (text: string) => causes(text).map(({ rule, confidence }) => [rule, confidence >= 0.9]);
    const general = '550 5.7.1 <a@example.com>: Relay access denied';
    expect(told(general)[0]).toEqual(['relay-denied', true]);
    expect(told(`${general}\nError: connect ECONNREFUSED 192.0.2.1:25`)[0]).toEqual(['relay-denied', false]);
    const [first, second] = causes(
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
    );
    expect(first?.confidence).toBeGreaterThanOrEqual(0.97);
    expect(second?.confidence).toBeGreaterThanOrEqual(0.5);
  });

  it('knows a reply of another command also where the code stands twice', () => {
    const text = 'Expected response code "354" but got code "250", with message "250 2.1.5 Ok"';
    expect(causes(text)[0]?.rule).toBe('words-out-of-step');
  });

  it.each([
    ['nodemailer', "command: 'AUTH XOAUTH2'"],
    ['Python', "smtp.docmd('AUTH', 'XOAUTH2 ' + auth_string)"],
    ['Symfony', 'Authenticator "XOAUTH2" returned "Expected response code "235" but got code "535"'],
    ['PHPMailer', "$mail->AuthType = 'XOAUTH2';"],
  ])('takes a refused token for no wrong password: %s', (_client, words) => {
    for (const reply of [
      '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials - gsmtp',
      '535 5.7.3 Authentication unsuccessful [AM0PR01.PROD.OUTLOOK.COM]',
      '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.',
      '535 5.7.0 (#AUTH005) Too many bad auth attempts.',
    ])
      expect(causes(`${words}\n${reply}`)[0]?.id, reply).toBe('oauth-token-invalid');
  });

  it.each([
    ['a list of what the server takes', '250-AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER'],
    ['the mechanism that is left out', 'client.AuthenticationMechanisms.Remove("XOAUTH2");'],
    ['another one that was tried', 'authenticators: "LOGIN", "XOAUTH2". Authenticator "LOGIN" returned "535"'],
  ])('takes a wrong password for no refused token: %s', (_name, words) => {
    expect(causes(`${words}\n535 5.7.8 Username and Password not accepted. - gsmtp`)[0]?.id).toBe('bad-credentials');
  });

  it.each([
    ['535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.', 'microsoft365'],
    [
      "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
      'microsoft365',
    ],
    ['550 5.7.30 Basic authentication is not supported for Client Submission.', 'microsoft365'],
    ['550 5.1.8 Access denied, bad outbound sender', 'microsoft365'],
    ['550 5.4.5 Daily user sending limit exceeded', 'gmail'],
  ])('tells the provider by words that only it writes: %s', (text, provider) => {
    expect(causes(text)[0]).toMatchObject({ provider });
    expect(causes(text, { host: 'smtp.wp.pl' })[0]).toMatchObject({ provider: 'wp' });
  });

  it('names no second cause that the words do not say', () => {
    const others = (text: string) =>
      causes(text)
        .slice(1)
        .map(({ id }) => id);
    expect(
      others(
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
      ),
    ).not.toContain('account-locked');
    expect(others('552 5.3.4 message size limit exceeded')).not.toContain('rate-limited');
    expect(others('550 message exceeds size limit 25 MB')).not.toContain('rate-limited');
    expect(others('550 5.1.8 Access denied, bad outbound sender')).not.toContain('invalid-address');
    expect(causes('550 5.7.1 Message blocked due to its content').map(({ id }) => id)).not.toContain('account-locked');
  });

  it('uses host, port and encryption that it is told', () => {
    expect(causes('535 Incorrect authentication data', { host: 'smtp.gmail.com' })[0]?.id).toBe('smtp-intercepted');
    expect(causes('535 Incorrect authentication data', { host: 'mail.example.com' })[0]?.id).toBe('bad-credentials');
    expect(causes('Greeting never received', { port: 465, encryption: 'starttls' })[0]?.id).toBe('tls-wrong-mode');
  });

  it('names the misleading replies', () => {
    expect(causes('421-4.7.0 Try again later, closing connection. (EHLO) x - gsmtp')[0]?.id).toBe('helo-rejected');
    expect(causes('550 5.7.30 Basic authentication is not supported for Client Submission.')[0]?.id).toBe(
      'basic-auth-disabled',
    );
    expect(causes('550-5.7.30 This mail has been blocked because DKIM does not pass. - gsmtp')[0]?.id).toBe(
      'sender-authentication-failed',
    );
    expect(causes('connect ECONNREFUSED 127.0.0.1:587')[0]?.id).toBe('client-bug');
    expect(causes('554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException')[0]?.id).toBe(
      'sender-mailbox-full',
    );
  });

  it('takes the minutes to wait from the reply', () => {
    expect(causes('450 4.7.1 Greylisted, please try again in 300 seconds')[0]?.retry).toEqual({
      when: 'after-minutes',
      minutes: 5,
    });
  });

  it.each([
    'psycopg2.OperationalError: could not connect to server: Connection refused',
    'Get "https://api.example.org": dial tcp: lookup api.example.org: no such host',
    'We sold 550 items and 535 the year before; see section 5.7.8.',
    'HTTP/1.1 535 Something happened',
    'iOS 5.1.1 (9B206)',
  ])('is not sure where nothing speaks of mail: %s', (text) => {
    for (const { confidence } of causes(text)) expect(confidence).toBeLessThan(0.9);
  });

  it('is as sure as the rule where the host is known to be a mail server', () => {
    expect(causes('getaddrinfo ENOTFOUND', { host: 'smtp.example.org' })[0]?.confidence).toBeGreaterThan(0.9);
  });

  it.each(['postfix/smtp[450]', 'postfix/submission/smtpd[450]', 'sendmail[450]', 'sm-mta[450]', 'exim4[450]'])(
    'takes the process id in %s for no reply code',
    (program) => {
      const line = `Aug 04 12:36:31 host ${program}: C8FA38E4F42: to=<a@example.com>, said: 550 5.1.1 User unknown`;
      expect(evidence(line).flatMap(({ code }) => code ?? [])).toEqual([550]);
    },
  );

  it.each([
    'client.Connect("smtp.example.com", 587, SecureSocketOptions.StartTls);',
    "server = smtplib.SMTP('smtp.example.com', 587)",
    'gomail.NewDialer("smtp.example.com", 587, "user", "secret")',
  ])('takes the port of a call for no reply code: %s', (call) => {
    expect(evidence(`${call}\nThe operation has timed out.`).flatMap(({ code }) => code ?? [])).toEqual([]);
  });

  it.each([
    'Error: queryA ECONNREFUSED smtp.example.org',
    "{ Error: queryA ECONNREFUSED smtp.example.org\n  errno: 'ECONNREFUSED',\n  code: 'EDNS',\n  syscall: 'queryA' }",
    'dial tcp: lookup smtp.example.org on 127.0.0.11:53: read udp 127.0.0.1:40531->127.0.0.11:53: i/o timeout',
    'dial tcp: lookup smtp.example.org: i/o timeout',
  ])('does not blame the mail server for a name server that does not answer: %s', (text) => {
    expect(causes(text).map(({ id }) => id)).toEqual(['dns-not-found']);
  });

  it('leaves what the headers of a returned mail say of other things', () => {
    const mail = [
      'Delivery has failed to these recipients:',
      '550 5.1.1 <a@example.com>: Recipient address rejected: User unknown',
      '',
      'Received: from a.example.com (a.example.com [192.0.2.1])',
      '\tby b.example.com with ESMTPSA; Mon, 1 Jan 2024 10:00:00 +0000',
      'Authentication-Results: b.example.com; spf=fail smtp.mailfrom=example.com;',
      '\tdkim=fail reason="550 signature did not verify"',
      'X-Failed-Recipients: a@example.com',
    ].join('\n');
    const [reply, ...rest] = evidence(mail);
    expect(reply).toMatchObject({ code: 550, enhanced: '5.1.1' });
    expect(reply?.context).toContain('X-Failed-Recipients: a@example.com');
    expect(reply?.context).not.toMatch(/spf=fail|dkim=fail|ESMTPSA/);
    expect(rest.some(({ code }) => code !== undefined)).toBe(false);
  });

  it.each([
    ['logger=context method=POST path=/api/test status=500 remote_addr=192.0.2.1 error="EOF"'],
    ['{"statusCode":500,"message":"Failed to send"}'],
    ['http_status: 503 while sending'],
  ])('takes no status of HTTP for a reply: %s', (line) => {
    expect(evidence(line).flatMap(({ code }) => code ?? [])).toEqual([]);
  });

  it('ends a reply where the next entry of a log begins', () => {
    const log =
      'l=debug m="command result" cmd=rcptto code=550 secode=1.1 duration=6ms cid=1a2b from=a@example.com attempts=1\nl=error m="queue is empty" pkg=queue';
    expect(evidence(log)[0]?.text).not.toContain('queue is empty');
  });

  it('hears no objection in the name of a machine', () => {
    const bounce = (host: string) => `Remote-MTA: dns; ${host}\nDiagnostic-Code: smtp; 550 5.7.1 Policy reason`;
    const [plain] = causes(bounce('mx.example.net'));
    expect(plain?.id).toBe('spam-rejected');
    expect(causes(bounce('mxd.relay.example.net'))[0]).toMatchObject({ id: plain?.id, confidence: plain?.confidence });
  });

  it('reads the status of a Postfix line that no server replied to', () => {
    const line = 'postfix/error[1]: B5D7: to=<a@example.com>, relay=none, dsn=4.3.0, status=deferred (x)';
    expect(evidence(line)).toEqual([expect.objectContaining({ whole: true, enhanced: '4.3.0', reply: false })]);
  });

  it('puts what Postfix only warned of after what it refused', () => {
    const client = 'NOQUEUE: %: RCPT from client.example.net[192.0.2.1]: ';
    const text = `${client.replace('%', 'reject_warning')}504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname; from=<a@example.org>
${client.replace('%', 'reject')}554 5.7.1 <b@example.com>: Relay access denied; from=<a@example.org>`;
    expect(causes(text)[0]?.id).toBe('relay-denied');
  });

  it('makes no error of what Postfix notes of the name of a client', () => {
    const text = `postfix/smtpd[1]: warning: hostname x.example.net does not resolve to address 192.0.2.1: Name or service not known
postfix/smtp[2]: 1234: to=<a@example.com>, relay=none, status=deferred (connect to mx.example.com[192.0.2.9]:25: Connection refused)`;
    expect(causes(text)[0]?.id).toBe('connection-refused');
  });

  it('takes the empty status of a report for no reply', () => {
    const text = `retry time not reached for any host after a long failure period
Final-Recipient: rfc822;b@example.com
Status: 5.0.0`;
    expect(evidence(text)[0]?.reply).toBe(false);
    expect(causes(text)[0]?.id).toBe('connection-timeout');
  });

  it('knows the stage of a command that the reply quotes', () => {
    expect(evidence('502 Command "AUTH PLAIN ***" not implemented')[0]?.stage).toBe('auth');
  });

  it('is not sure of a network error where a server replied to another attempt', () => {
    const error = 'connect to mx.example.net[2001:db8::1]:25: Network is unreachable';
    expect(causes(error)[0]?.confidence).toBeGreaterThanOrEqual(0.9);
    const both = `${error}
host mx.example.net[192.0.2.1] refused to talk to me: 554 mx.example.net`;
    expect(causes(both).map(({ id }) => id)).toEqual(['network-unreachable', 'ip-blocked']);
    expect(causes(both)[0]?.confidence).toBeLessThan(0.9);
  });

  it('grows linearly with the text', () => {
    for (const seed of ['a', '550 ', '550-x\n', '<a@b.c> 550 5.1.1 ', '  at x (y.js:1:2)\n', '\\n=\n']) {
      const [once = '', twice = ''] = [32_768, 65_536].map((length) => seed.repeat(length / seed.length));
      const factor = growth(
        () => causes(once),
        () => causes(twice),
        3.5,
        2,
      );
      expect(factor, seed).toBeLessThan(3.5);
    }
  });
});

describe('parseRetryMinutes', () => {
  it.each([
    ['try again in 5 minutes', 5],
    ['Please wait 90 seconds', 2],
    ['retry after 2 hours', 120],
    ['Greylisted for 00:05:00', 5],
    ['retry in 00:05:00', 5],
    ['try again in 3 days', 4320],
    ['try again in 4m30s', 5],
    ['wait 1 h 30 min before the next try', 90],
    ['try again in 1 hour, 5 minutes and 10 seconds', 66],
    ['retry in 5-10 minutes', 10],
    ['try again in 2 months', undefined],
    ['try again later', undefined],
    ['blocked for 99999 hours', undefined],
  ])('%s', (text, minutes) => {
    expect(parseRetryMinutes(text)).toBe(minutes);
  });
});

describe('summarizeLog', () => {
  it('counts causes with first, last and an example without secrets', () => {
    const summary = summarizeLog(rules, signs);
    for (let minute = 10; minute < 40; minute += 1) {
      summary.add(
        `Jan  2 10:${minute}:00 mx postfix/smtp[42]: ABCDEF01${minute}: to=<u${minute}@example.com>, relay=mx.example.com[192.0.2.1]:25, dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 <u${minute}@example.com>: Recipient address rejected: User unknown (in reply to RCPT TO command))`,
      );
      summary.add(
        `Jan  2 10:${minute}:01 mx postfix/smtp[42]: ABCDEF01${minute}: to=<a@example.com>, relay=x[192.0.2.1]:25, status=sent (250 ok)`,
      );
    }
    summary.add(
      'Jan  2 11:00:00 mx postfix/smtp[42]: B: to=<a@example.org>, status=deferred (connect to mx.example.org[192.0.2.9]:25: Connection timed out)',
    );
    expect(summary.lines).toBe(61);
    expect(summary.causes()).toMatchObject([
      { cause: 'recipient-unknown', count: 30, first: 'Jan  2 10:10:00', last: 'Jan  2 10:39:00' },
      { cause: 'connection-timeout', count: 1, first: 'Jan  2 11:00:00' },
    ]);
  });
});
