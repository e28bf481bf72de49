import { describe, expect, it } from 'vitest';
import { redactText } from '../../src/core/diagnosis/redact-text';
import { growth } from '../growth';

const secret = 'h0rse-Battery';
const blob = Buffer.from(`\0user@example.com\0${secret}`).toString('base64');
const answer = Buffer.from(secret).toString('base64');

describe('redactText', () => {
  it.each([
    [`auth: { user: 'a@example.com', pass: '${secret}' }`],
    [`"password": "${secret}",`],
    [`MAIL_PASSWORD=${secret}`],
    [`$mail->Password = '${secret}';`],
    [`'password' => '${secret}',`],
    [`client_secret=${secret}&grant_type=refresh_token`],
    [`smtp://user:${secret}@smtp.example.com:587`],
    [`AUTH PLAIN ${blob}`],
    [`send: 'AUTH PLAIN ${blob}\\r\\n'`],
    [`334 VXNlcm5hbWU6\n${Buffer.from('user@example.com').toString('base64')}\n334 UGFzc3dvcmQ6\n${answer}\n535 no`],
    [` ~> 334 UGFzc3dvcmQ6\n ~> ${answer}`],
    [`senha: "${secret}"`],
    [`contraseña = '${secret}'`],
  ])('takes the secret out of %s', (text) => {
    const redacted = redactText(text);
    for (const form of [secret, blob, answer]) expect(redacted).not.toContain(form);
    expect(redacted).toContain('***');
  });

  it.each([
    ['535-5.7.8 Username and Password not accepted. For more information, go to'],
    ['534 5.7.9 Application-specific password required'],
    ['Error: Missing credentials for "PLAIN"'],
    ["code: 'EAUTH', response: '535 Error: authentication failed'"],
    ['550 5.1.1 <user@example.com>: Recipient address rejected: User unknown'],
  ])('leaves %s alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('grows linearly', () => {
    for (const seed of ["pass: '", 'a://b:', 'AUTH PLAIN ', '334 \n', 'A', "='\\"]) {
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
