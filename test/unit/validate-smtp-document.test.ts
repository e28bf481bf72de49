// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { describe, expect, it } from 'vitest';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import { validateSmtpDocument } from '../../src/core/account/validate-smtp-document';

/** Every finding as id, severity and the text that is marked. */
function findings(text: string): string[] {
  return validateSmtpDocument(parseSmtpDocument(text)).map(
    ({ id, severity, range }) => `${id} ${severity}: ${text.slice(range.start, range.end)}`,
  );
}

const account = (line: string) => `version: 1\naccounts:\n  a:\n    host: h.example # c\n    ${line}\n  b: {}\n`;

describe('a finding', () => {
  it.each([
    ['prot: 1', 'unknown-key warning: prot'],
    ['encryption: ssl # c', 'not-allowed error: ssl'],
    ['auth: "plain"', 'not-allowed error: "plain"'],
    ['family: 4', 'not-allowed error: 4'],
    ['mechanism: NTLM', 'not-allowed error: NTLM'],
    ['port: 0', 'port-invalid error: 0'],
    ['port: 65536 # c', 'port-invalid error: 65536'],
    ['port: 4.5', 'port-invalid error: 4.5'],
    ['port: "587"', 'port-invalid error: "587"'],
    ['port: ${secret:x}', 'port-invalid error: ${secret:x}'],
    ['port:', 'port-invalid error: port'],
    ['port: [1]', 'port-invalid error: [1]'],
    ['timeout: 3 minutes', 'timeout-format error: 3 minutes'],
    ['timeout: 30', 'wrong-type error: 30'],
    ['timeout: 0s', 'timeout-format error: 0s'],
    ['timeout: 000ms', 'timeout-format error: 000ms'],
    ['timeout: -1s', 'timeout-format error: -1s'],
    ['timeout: 1.5s', 'timeout-format error: 1.5s'],
    ['user: 12', 'wrong-type error: 12'],
    ['user:', 'wrong-type error: user'],
    ['tls: { verify: yes }', 'wrong-type error: yes'],
    ['tls: { verify: true, pin: 1 }', 'unknown-key warning: pin'],
    ['tls: yes', 'wrong-type error: yes'],
    ['tls: { minVersion: SSLv3 }', 'not-allowed error: SSLv3'],
    ['oauth2: { scopes: one }', 'wrong-type error: one'],
    ['oauth2: { scopes: [one, 2] }', 'wrong-type error: 2'],
    ['"a/b~c": 1', 'unknown-key warning: "a/b~c"'],
  ])('of %s marks exactly what is wrong', (line, expected) => {
    expect(findings(account(line))).toEqual([expected]);
  });

  it.each([
    ['version: 2\naccounts: {}\n', ['not-allowed error: 2']],
    ['accounts:\n', ['wrong-type error: accounts']],
    ['accounts: []\n', ['wrong-type error: []']],
    ['accounts:\n  a: x\n', ['wrong-type error: x']],
    ['accounts:\n  a:\n    - x\n    - y\n', ['wrong-type error: a']],
    ['accounts:\n  a:\n    host: " "\n', ['host-format error: " "']],
    ['accounts: {}\nadmins: 5\n', ['wrong-type error: 5']],
    ['accounts: {}\nadmins: [a@b.c, 5]\n', ['wrong-type error: 5']],
    ['accounts: {}\ntest: { mode: dry, to: 1 }\n', ['wrong-type error: 1', 'not-allowed error: dry']],
    ['accounts: {}\nacounts: {}\n', ['unknown-key warning: acounts']],
    ['accounts: [\n', ['yaml-invalid error: \n']],
    ['accounts: {}\naccounts: {}\n', ['yaml-invalid error: accounts']],
    ['accounts: &a\n  a: *a\n', ['yaml-invalid error: *a']],
  ])('in the file %j', (text, expected) => {
    expect(findings(text)).toEqual(expected);
  });

  it('inside an alias marks the alias', () => {
    const text = 'x-base: &base { port: 0 }\naccounts:\n  a: *base\n';
    expect(findings(text)).toEqual(['port-invalid error: *base']);
  });

  it('is given once for each place', () => {
    const text = account('port: nothing');
    expect(findings(text)).toHaveLength(1);
    expect(findings(text.replace('b: {}', 'b: { port: -1, encryption: ssl }'))).toHaveLength(3);
  });

  it('carries what its sentence names', () => {
    const [finding] = validateSmtpDocument(parseSmtpDocument(account('encryption: ssl')));
    expect(finding).toMatchObject({
      path: ['accounts', 'a', 'encryption'],
      details: { key: 'encryption', allowed: 'tls, starttls, none' },
    });
  });
});

describe('no finding', () => {
  it.each([
    [
      'of a complete file',
      'version: 1\ndefault: a\ncontact: c@d.e\nadmins: a@b.c, d@e.f\naccounts:\n  a:\n    host: h\n    port: ${env:PORT}\n    encryption: tls\n    timeout: 500ms\n    tls: { verify: false }\ntest: { to: a@b.c, mode: login }\n',
    ],
    [
      'of keys that begin with x-',
      'x-1: { any: [1] }\naccounts:\n  a: { x-note: 1, tls: { x-y: 2 } }\ntest: { x-z: 1 }\n',
    ],
    ['of a file of somebody else', 'smtp:\n  port: 0\nencryption: ssl\n'],
    ['of an empty file', '# nothing\n'],
  ])('%s', (_name, text) => {
    expect(findings(text)).toEqual([]);
  });
});
