import { mask } from '../probe/redact';

/** What stands before a secret in code, settings and logs; the secret is the next group. */
const patterns: readonly RegExp[] = [
  // pass: '…', "password": "…", MAIL_PASSWORD=…, client_secret = …, $mail->Password = '…'
  /((?:pass(?:word|wd|phrase|code)?|passwort|kennwort|contrase(?:ñ|n)a|senha|has[lł]o|slapta[zž]odis|pwd|secret|api[_-]?key|token|credentials?|bearer)["'\])]{0,3} {0,3}(?:=>|[:=]) {0,3})(["'`])((?:(?!\2)[^\n\\]|\\.){1,400})\2/giu,
  /((?:\b|[A-Z_])(?:pass(?:word|wd|phrase)?|pwd|secret|api[_-]?key|access_token|refresh_token|client_secret)["']? ?(?:=|: )(?![=>"'`{[(] ?|null\b|undefined\b|None\b|true\b|false\b|not\b|is\b|was\b|and\b|required\b|incorrect\b|invalid\b))()([^\s,;&"'`)<>{}]{1,400})/gi,
  // AUTH PLAIN and LOGIN with their blobs (RFC 4616), tokens of XOAUTH2 (RFC 7628)
  /(\bAUTH[ =]+(?:PLAIN|LOGIN|XOAUTH2?|OAUTHBEARER|NTLM|CRAM-MD5)[ '"]{1,3}(?:\\r\\n)?)()([A-Za-z0-9+/_-]{6,4000}={0,2})/gi,
  /(\bAuthorization: {0,2}(?:Basic|Bearer) {1,2}|\bBearer )()([A-Za-z0-9+/_.~-]{8,4000}={0,2})/gi,
  // user:password@host in URLs
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,200}:)()([^\s@/]{1,200})(?=@)/gi,
  /(\b)()(AKIA[A-Z0-9]{16}|SG\.[A-Za-z0-9_-]{16,30}\.[A-Za-z0-9_-]{20,60}|re_[A-Za-z0-9_]{20,60}|xkeysib-[a-f0-9-]{40,100}|ya29\.[A-Za-z0-9_-]{20,400}|key-[a-f0-9]{32})/g,
];

/** Lines that answer a server's question for user name or password (AUTH LOGIN): base64 alone on a client's line. */
const answer =
  /^((?:[-<>~=*| ]{0,6}(?:C|CLIENT -> SERVER|client|send)?:? ?(?:b?['"])?)(?:[-=~]> ?)?)([A-Za-z0-9+/]{4,2000}={0,2})((?:\\r\\n)?['"]?)$/;

/** A server's question in AUTH LOGIN, PLAIN or CRAM: 334 with or without base64 (RFC 4954 section 4). */
const question = /\b334(?:[ -][A-Za-z0-9+/=]{0,400})?["'\s]{0,3}$/;

/**
 * A pasted text without the secrets that are plain to see: passwords and keys in settings, blobs of AUTH commands, the
 * answers to a server's 334, passwords in URLs. For text whose secrets are not known; a test knows its own.
 */
export function redactText(text: string): string {
  let redacted = text;
  for (const pattern of patterns) {
    redacted = redacted.replace(pattern, (_whole, before: string, quote: string) => `${before}${quote}${mask}${quote}`);
  }
  let asked = 0;
  return redacted
    .split('\n')
    .map((line) => {
      const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (bare.length < 3000 && question.test(bare)) {
        asked = 2;
        return line;
      }
      if (asked === 0) return line;
      asked -= 1;
      const match = bare.length < 3000 ? bare.match(answer) : null;
      // a number of three digits is a reply, not an answer
      if (!match || /^\d{3}$/.test(match[2] ?? '')) return line;
      asked = 0;
      return `${match[1]}${mask}${match[3]}${line.slice(bare.length)}`;
    })
    .join('\n');
}
