import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import { cleanText } from '../../src/core/diagnosis/clean-text';
import { diagnoseText } from '../../src/core/diagnosis/diagnose-text';
import { redactText } from '../../src/core/diagnosis/redact-text';
import { summarizeLog } from '../../src/core/diagnosis/summarize-log';
import { diagnosisJson, diagnosisText } from '../../src/core/report/diagnosis-report';
import { secretsIn } from '../canary.mjs';
import { growth } from '../growth';
import { pastedSecrets, spelledSecrets } from '../pasted-secrets';

const data = openData(join(__dirname, '../../dist'));
const { rules, signs, guides } = data.knowledge();
const t = data.translator('en');
const user = 'shop@example.com';
const secrets = ['S3cret', 'Kanarele-9f!Q', 'S3cret$Pa#ss*'];
const failure = 'Connection refused smtp.example.com:587';

/** The text as it was copied, before a failure in the same line, and with its lines put together. */
const layouts = (text: string) => [text, `${text} ${failure}`, `${text.replace(/\s+/g, ' ')} 535 5.7.8 no`];

/** Everything that the terminal and the panel are given of a text. */
function everything(text: string): string {
  const result = diagnoseText(text, {}, rules, signs, guides);
  const summary = summarizeLog(rules, signs);
  // read line by line, a log knows only the line before
  const lines = text.split('\n');
  if (lines.length < 4) for (const line of lines) summary.add(line);
  const shown = [result, diagnosisJson(result), summary.causes(), cleanText(text)];
  return [...shown.map((part) => JSON.stringify(part)), diagnosisText(result, data, t, '2026-11-22')].join('\n');
}

describe('redactText', () => {
  it.each(pastedSecrets('S3cret').map(([name], index) => [name, index] as const))(
    'takes a secret out of: %s',
    (_name, index) => {
      for (const secret of secrets) {
        const [, text = ''] = pastedSecrets(secret)[index] ?? [];
        for (const layout of layouts(text)) {
          expect(secretsIn(layout, [secret], user), layout).not.toEqual([]);
          expect(secretsIn(redactText(layout), [secret], user), layout).toEqual([]);
        }
      }
    },
  );

  it.each(spelledSecrets)('knows %s by its spelling', (secret, text) => {
    const redacted = redactText(text);
    expect(redacted).toContain('***');
    expect(redacted).not.toContain(secret);
    expect(redacted).not.toContain(secret.slice(-6));
  });

  it.each([
    ['535-5.7.8 Username and Password not accepted. For more information, go to'],
    ['534 5.7.9 Application-specific password required'],
    ['535 5.7.8 Error: authentication failed: Invalid user or password!'],
    ['535 Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited'],
    ['535 5.7.8 Error: authentication failed: password expired'],
    ['535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6'],
    ['504 5.5.1 Password Command failed: unrecognized'],
    ['535 password: incorrect'],
    ['535 5.7.8 Wrong password - gsmtp'],
    ['535 the password is incorrect'],
    ['Contraseña: incorrecta'],
    ['Hasło: nieprawidłowe'],
    ['Error: Missing credentials for "PLAIN"'],
    ['Invalid token: expired'],
    ['535 5.7.0 Sorry, you need to create an app password to use this service'],
    ["TypeError: __init__() got an unexpected keyword argument 'password'"],
    ['The server offers no mechanism for a password: XOAUTH2'],
    ['550-5.7.30 This mail has been blocked because DKIM does not pass. - gsmtp'],
    ['Spf= Fail , Dkim= Pass , DMARC= Pass [0000000.PROD.OUTLOOK.COM 2026-05-25T22:22:22.000Z]'],
    ['250-AUTH PLAIN LOGIN XOAUTH2 CRAM-MD5 DIGEST-MD5'],
    ['AUTH PLAIN failed: authentication rejected'],
    ['334 VXNlcm5hbWU6'],
    ['334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0='],
    ['smtp://smtp.example.com:587'],
    ['see https://support.google.com/mail/?p=BadCredentials and https://example.com:8443/a@b'],
    ["pass: process.env.SMTP_PASS, host: 'smtp.example.com'"],
    ["password: getenv('SMTP_PASSWORD')"],
    [`password: $\{secret:notifications}`],
    ["pass: '**********'"],
    ["code: 'EAUTH', response: '535 Error: authentication failed'"],
    ['550 5.1.1 <user@example.com>: Recipient address rejected: User unknown'],
    ['connect to smtp.example.com[192.0.2.1]:587: Connection refused'],
    ["SmtpClient->Connect('localhost', 25, '[10.0.0.6]', 0)"],
    ['Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match'],
  ])('leaves %s alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('changes nothing of what it has redacted', () => {
    for (const [, text] of pastedSecrets('S3cret')) {
      const once = redactText(text);
      expect(redactText(once)).toBe(once);
    }
  });

  it('grows linearly', () => {
    const seeds = [
      ...[
        "pass: '",
        'password ',
        'password(',
        'pass=,',
        'a://b:',
        '//a:',
        '//a:b@',
        'AUTH PLAIN ',
        '334 \n',
        '334 ',
        'A',
        "='\\",
      ],
      ...[
        'login(',
        'login("',
        'auth(a,',
        '<password ',
        'a@b.',
        'a@b.c:',
        'a:b',
        '\\0a',
        '^@',
        'abcd ',
        'echo ',
        '-u a',
        '-----BEGIN PRIVATE KEY-----',
      ],
      ...['eyJ', 'eyJaaaaaaaaaa.', '[a.b] ', 'Bearer ', '"', 'password is ', 'a1', 'PASS ', "password: ''", 'AAAA'],
    ];
    for (const seed of seeds) {
      const [once = '', twice = ''] = [50_000, 100_000].map((length) => seed.repeat(length / seed.length));
      const factor = growth(
        () => redactText(once),
        () => redactText(twice),
        3.5,
        2,
      );
      expect(factor, seed).toBeLessThan(3.5);
    }
  });
});

describe('a pasted secret', () => {
  it.each(pastedSecrets('S3cret').map(([name], index) => [name, index] as const))(
    'shows nowhere: %s',
    (_name, index) => {
      for (const secret of secrets) {
        const [, text = ''] = pastedSecrets(secret)[index] ?? [];
        for (const layout of layouts(text)) expect(secretsIn(everything(layout), [secret], user), layout).toEqual([]);
      }
    },
  );

  it('leaves the cause to be found, in one line with it', () => {
    for (const [name, text] of pastedSecrets('S3cret')) {
      // what comes after a quote that is not closed may be the secret; replies of a server go before the connection
      if (name === 'JSON that is not closed' || /535|-ERR|\n$/.test(text)) continue;
      const { diagnoses } = diagnoseText(`${text} ${failure}`, {}, rules, signs);
      expect(diagnoses[0]?.id, name).toMatch(name === 'Ruby, start' ? /client-bug/ : /refused/);
    }
  });

  it('does not show by halves where a long text is cut', () => {
    const secret = 'MySecretHunter2Long';
    const line = `"password": "${secret}", `;
    for (let shift = 0; shift < 60; shift += 1) {
      for (const filler of ['x ', 'no words\n']) {
        const text = `${'-'.repeat(shift)}${`${filler.repeat(20)}${line}`.repeat(6000)}`;
        const { text: clean, cut } = cleanText(text);
        expect(cut).toBe(true);
        expect(clean).not.toMatch(/MySec|2Long|Hunter/);
        if (shift % 10 !== 0) break;
      }
    }
  });

  it('does not show where a terminal broke its line', () => {
    const text = `${'x'.repeat(60)} password=S3cretHun\nter2Long${'y'.repeat(71)}\n535 5.7.8 no`;
    expect(text.split('\n')[0]).toHaveLength(79);
    expect(everything(text)).not.toMatch(/S3cret|ter2Long/);
  });
});

describe('a long text', () => {
  it('is read at its beginning and at its end, and says so', () => {
    const middle = '2026-01-02 10:00:00 queue is empty\n'.repeat(20_000);
    const reply = '535-5.7.8 Username and Password not accepted. smtp.gmail.com\n';
    for (const text of [`${reply}${middle}`, `${middle}${reply}`]) {
      const { diagnoses, cut } = diagnoseText(text, {}, rules, signs);
      expect(cut).toBe(true);
      expect(diagnoses[0]?.id).toBe('bad-credentials');
    }
    expect(diagnoseText(reply, {}, rules, signs).cut).toBe(false);
  });
});
