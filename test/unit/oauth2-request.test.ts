// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planAccount } from '../../src/core/account/read-account';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import { openData } from '../../src/core/data';
import { oauth2Request, signInId } from '../../src/core/oauth2/oauth2-request';
import { vscodeScopes } from '../../src/core/oauth2/vscode-scopes';

const { providers } = openData(join(__dirname, '../../dist')).knowledge();

const request = (settings: string) => {
  const document = parseSmtpDocument(`accounts:\n  a: { auth: oauth2, ${settings} }\n`);
  const plan = planAccount(document, 'a', providers);
  return oauth2Request(plan, { host: plan.host, user: 'me@example.com' });
};

describe('where an access token comes from', () => {
  it.each([
    ['gmail', 'https://accounts.google.com', 'https://mail.google.com/', '127.0.0.1'],
    ['google-workspace', 'https://accounts.google.com', 'https://mail.google.com/', '127.0.0.1'],
    [
      'outlook',
      'https://login.microsoftonline.com/consumers/v2.0',
      'https://outlook.office.com/SMTP.Send',
      'localhost',
    ],
    [
      'microsoft365',
      'https://login.microsoftonline.com/organizations/v2.0',
      'https://outlook.office.com/SMTP.Send',
      'localhost',
    ],
  ])('at %s', (provider, issuer, scope, redirect) => {
    const found = request(`provider: ${provider}, oauth2: { clientId: c }`);
    expect(found).toMatchObject({ provider, issuer, clientId: 'c', redirect: { host: redirect, port: 0, path: '/' } });
    expect(found.scopes).toContain(scope);
    expect(found.authority).toEqual({ host: new URL(issuer).hostname, port: 443 });
  });

  it('at Microsoft, in the tenant of the registration, which is no way to another server', () => {
    const found = request('provider: microsoft365, oauth2: { clientId: c, tenant: "../../evil.example?" }');
    expect(found.issuer).toBe('https://login.microsoftonline.com/..%2F..%2Fevil.example%3F/v2.0');
    expect(request('provider: outlook, oauth2: { clientId: c, tenant: common }').microsoft).toEqual({
      tenant: 'common',
    });
  });

  it('at Yahoo, whose registrations need its approval', () => {
    const found = request('provider: yahoo, oauth2: { clientId: c }');
    expect(found).toMatchObject({ tokenUrl: 'https://api.login.yahoo.com/oauth2/get_token', scopes: ['mail-w'] });
    expect(() => request('provider: yahoo')).toThrow('oauth2-approval-missing');
    expect(() => request('provider: gmail')).toThrow('oauth2-client-missing');
  });

  it('at a server that the file names, for which no provider vouches', () => {
    const found = request('provider: gmail, oauth2: { clientId: c, issuer: "https://evil.example" }');
    expect(found).toMatchObject({ issuer: 'https://evil.example', authority: { host: 'evil.example', port: 443 } });
    expect(found).not.toHaveProperty('provider');
    expect(found.parameters).toEqual({});
    const urls = 'authorizationUrl: "https://id.example/a", tokenUrl: "https://t.example:444/t"';
    expect(request(`host: h, oauth2: { clientId: c, ${urls}, scopes: [openid, mail] }`)).toMatchObject({
      authority: { host: 't.example', port: 444 },
      scopes: ['mail'],
    });
  });

  it.each([
    'issuer: "http://id.example"',
    'issuer: "http://127.0.0.1.evil.example"',
    'issuer: "http://localhost:1"',
    'issuer: "https://user@id.example"',
    'issuer: "ftp://id.example"',
    'issuer: "https://id.example/\\r\\nx"',
    'issuer: nonsense',
    'issuer: "https://id.example", redirectUrl: "http://evil.example:80"',
    'issuer: "https://id.example", redirectUrl: "https://127.0.0.1:80"',
    'issuer: "https://id.example", redirectUrl: "myapp://back"',
    'authorizationUrl: "https://id.example/a", tokenUrl: "http://id.example/t"',
  ])('but never at { %s }', (oauth2) => {
    expect(() => request(`host: h, oauth2: { clientId: c, ${oauth2} }`)).toThrow('oauth2-endpoint-invalid');
  });

  it.each([
    ['http://me:canary@id.example/t', 'http://***@id.example/t'],
    ['https://me:cana/ry@canary@id.example', 'https://***@id.example'],
    ['me:canary@id.example', '***@id.example'],
    ['http://id.example/t?client_secret=canary', 'http://id.example/t?***'],
    ['http://id.example/t', 'http://id.example/t'],
  ])('shows no password of %s', (url, shown) => {
    for (const key of ['tokenUrl', 'issuer', 'redirectUrl']) {
      const others = key === 'redirectUrl' ? 'issuer: "https://id.example", ' : '';
      expect(() => request(`host: h, oauth2: { clientId: c, ${others}${key}: "${url}" }`)).toThrow(
        expect.objectContaining({ details: { account: 'a', url: shown } }),
      );
    }
  });

  it('comes back to the port that the registration needs', () => {
    const oauth2 = 'clientId: c, issuer: "http://127.0.0.1:9", redirectUrl: "http://[::1]:8976/back"';
    expect(request(`host: h, oauth2: { ${oauth2} }`).redirect).toEqual({ host: '::1', port: 8976, path: '/back' });
  });
});

describe('what a sign-in is kept under', () => {
  const base = 'host: smtp.example.com, user: me@example.com';
  const oauth2 = 'clientId: c, issuer: "https://id.example"';
  const id = (settings: string) => signInId(request(settings));

  it.each([
    `host: evil.example, user: me@example.com, oauth2: { ${oauth2} }`,
    `${base}, oauth2: { clientId: d, issuer: "https://id.example" }`,
    `${base}, oauth2: { clientId: c, issuer: "https://evil.example" }`,
    `${base}, oauth2: { ${oauth2}, authorizationUrl: "https://id.example/a", tokenUrl: "https://evil.example/t" }`,
    `${base}, oauth2: { ${oauth2}, scopes: [everything] }`,
  ])('is another one for { %s }', (settings) => {
    expect(id(settings)).not.toBe(id(`${base}, oauth2: { ${oauth2} }`));
  });

  it('is the same whatever the account is called, and however the host is written', () => {
    expect(id(`host: SMTP.Example.com, oauth2: { ${oauth2} }`)).toBe(id(`${base}, oauth2: { ${oauth2} }`));
  });
});

describe("VS Code's Microsoft account", () => {
  it('is asked for the user’s own registration', () => {
    expect(vscodeScopes(request('provider: microsoft365, oauth2: { clientId: abc, tenant: contoso }'))).toEqual([
      'VSCODE_CLIENT_ID:abc',
      'VSCODE_TENANT:contoso',
      'offline_access',
      'https://outlook.office.com/SMTP.Send',
    ]);
  });

  it('is no way in anywhere else', () => {
    expect(vscodeScopes(request('provider: gmail, oauth2: { clientId: abc }'))).toBeUndefined();
    const fake = 'issuer: "https://login.microsoftonline.com.evil.example/common/v2.0"';
    expect(vscodeScopes(request(`host: h, oauth2: { clientId: abc, ${fake} }`))).toBeUndefined();
  });
});
