import { type Secret, type SecretPlace, secretsIn } from './secret';

/** Keys and tokens that their own spelling gives away. */
const tokens = [
  // JSON Web Tokens (RFC 7519)
  'eyJ[A-Za-z0-9_-]{10,4000}\\.eyJ[A-Za-z0-9_-]{4,8000}(?:\\.[A-Za-z0-9_-]{0,2000})?',
  // Google: access token, refresh token, client secret
  'ya29\\.[A-Za-z0-9_-]{20,4000}|1//0[A-Za-z0-9_-]{20,400}|GOCSPX-[A-Za-z0-9_-]{20,60}|AIza[A-Za-z0-9_-]{30,45}',
  // Microsoft: refresh tokens, access tokens of personal accounts
  '[01]\\.A[A-Za-z0-9_-]{60,4000}(?:\\.[A-Za-z0-9_.-]{0,4000})?|M\\.[A-Z]\\d{2,4}_[A-Z0-9]{2,6}\\.[A-Za-z0-9!*$._-]{20,2000}|Ew[A-Z][A-Za-z0-9+/]{80,4000}={0,2}',
  // Amazon SES, SendGrid, Mailgun, Resend, Brevo, Mandrill, Mailchimp, SMTP2GO, MailerSend
  'A[KS]IA[A-Z0-9]{16}|SG\\.[A-Za-z0-9_-]{16,30}\\.[A-Za-z0-9_-]{20,60}|key-[a-f0-9]{32}',
  're_[A-Za-z0-9_]{20,60}|x(?:key|smtp)sib-[a-f0-9]{40,100}(?:-[A-Za-z0-9]{8,30})?|md-[A-Za-z0-9_-]{20,30}|api-[A-Fa-f0-9]{32}|mlsn\\.[a-f0-9]{40,80}',
  'gh[pousr]_[A-Za-z0-9]{30,80}|github_pat_[A-Za-z0-9_]{30,100}|glpat-[A-Za-z0-9_-]{18,40}|xox[abprs]-[A-Za-z0-9-]{10,100}',
];

/** How they all begin. */
const tokenStart =
  /(?:eyJ|ya29|1\/\/0|GOCSPX|AIza|[01]\.A|M\.[A-Z]|Ew[A-Z]|A[KS]IA|SG\.|key-|re_|sib-|md-|api-|mlsn|gh[pousr]_|github|glpat|xox)(?=[\w./+!*$-]{10})/;

const token = new RegExp(`((?=[01AEGMSaegkmrxy])(?<![A-Za-z0-9_+/-]))(${tokens.join('|')})`, 'g');

const places: readonly SecretPlace[] = [
  { needs: tokenStart, pattern: token },
  // Mailgun, Mailchimp
  { needs: /-(?<=[a-f0-9]{32}-)/, pattern: /((?<!\w))([a-f0-9]{32}-(?:[a-f0-9]{8}-[a-f0-9]{8}|us\d{1,2}))/g },
  // Microsoft: client secrets
  { needs: /Q~/, pattern: /((?<![\w~.-]))([\w~.-]{3}\dQ~[\w~.-]{30,36})/g },
  // Amazon SES: 44 letters of base64 whose first byte is the version 4
  {
    pattern: /((?<![\w+/.-]))(B[A-Za-z0-9+/]{43})(?![\w+/=.-])/g,
    isSecret: (value) => /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value),
  },
  {
    needs: /PRIVATE KEY/,
    pattern:
      /(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)([A-Za-z0-9+/=\s\\,:-]{20,8000}?)(?=-----END|$|[^A-Za-z0-9+/=\s\\,:-])/g,
  },
];

/** Keys of sending services and access tokens, wherever they stand. */
export function secretsOfTokens(text: string): Secret[] {
  return secretsIn(text, places);
}
