import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import type { Application } from '../../src/core/guide/application';
import type { Block } from '../../src/core/guide/guide';
import { renderApplication } from '../../src/core/guide/render-application';
import type { Provider } from '../../src/core/provider/provider';
import { blocksText } from '../../src/core/report/guide-text';
import { provider } from '../golden/provider';

const data = openData(join(__dirname, '../../dist'));
const t = data.translator('en');
const today = '2026-11-21';

const application: Application = {
  id: 'shop',
  name: 'Shop',
  kind: 'shop-system',
  signIn: ['password'],
  where: [
    { en: 'System', it: 'Sistema' },
    { en: 'Mail', it: { text: 'Posta', sure: 'inferred' } },
  ],
  fields: [
    { choose: { en: 'SMTP' } },
    { label: { en: 'Engine' }, choose: { en: 'SMTP' } },
    { label: { en: 'Host' }, value: 'host', prefix: { tls: 'ssl://', starttls: 'tls://', none: '' } },
    { label: { en: 'Port' }, value: 'port' },
    { label: { en: 'Security' }, value: 'encryption', options: { starttls: { en: 'TLS' } } },
    { label: { en: 'User' }, value: 'user' },
    { label: { en: 'Password' }, value: 'password' },
    { label: { en: 'Sender' }, value: 'from' },
  ],
  after: [{ do: 'save', label: { en: 'Save' } }, { do: 'clear-cache', command: 'shop clear' }, { do: 'restart' }],
  notes: ['from-allowed'],
  sources: {
    page: { title: 'Page', url: 'https://shop.example/', date: '2026-01' },
    old: { title: 'Old', date: '2024' },
  },
};

const mailer = provider({
  servers: [
    { host: 'smtp.mailer.example', port: 465, encryption: 'tls' },
    { host: 'smtp.mailer.example', port: 587, encryption: 'starttls' },
  ],
  userName: 'local-part',
});

const markdown = (blocks: Block[], translator = t) => blocksText(blocks, translator, 'document');

describe('renderApplication', () => {
  it('names the place, the values and what to do then', () => {
    const values = { host: 'smtp.example.com', port: 465, encryption: 'tls', user: 'a@b.example' } as const;
    const text = markdown(renderApplication(application, values, { today, t }));
    expect(text).toContain('Open **System** → **Mail**.');
    expect(text).toContain('- Choose **SMTP**\n- **Engine**: **SMTP**\n');
    expect(text).toContain('- **Host**: `ssl://smtp.example.com`\n- **Port**: `465`\n');
    expect(text).toContain('- **Security**: SSL/TLS (not STARTTLS)\n- **User**: `a@b.example`\n');
    expect(text).toContain('- **Password**: the new password\n- **Sender**: the address of the mail account\n');
    expect(text).toContain('1. Press **Save**.\n2. Clear the cache of the application: `shop clear`\n3. Restart');
  });

  it('shows labels in the language, with English where they are not confirmed', () => {
    const it = data.translator('it');
    expect(markdown(renderApplication(application, {}, { today, t: it }), it)).toContain(
      'Aprire **Sistema** → **Posta** (Mail).',
    );
  });

  it("takes the provider's server whose encryption the application has a name for, and its form of user name", () => {
    const text = markdown(renderApplication(application, {}, { today, t, provider: mailer }));
    expect(text).toContain('- **Host**: `tls://smtp.mailer.example`\n- **Port**: `587`\n- **Security**: **TLS**\n');
    expect(text).toContain('- **User**: the part of the address before the @\n');
  });

  it('mixes no values of the provider into those of another server', () => {
    const text = markdown(renderApplication(application, { host: 'other.example' }, { today, t, provider: mailer }));
    expect(text).toContain(
      '- **Host**: with port 465: `ssl://other.example`; with port 587: `tls://other.example`\n- **Port**: the port of that server\n',
    );
  });

  it('says what the encryption depends on where the port is not known', () => {
    const text = markdown(renderApplication(application, {}, { today, t }));
    expect(text).toContain('- **Security**: with port 465: SSL/TLS (not STARTTLS); with port 587: **TLS**\n');
  });

  it('names the servers of the provider whose port is not known', () => {
    const unsettled = provider({ hosts: ['smtp.one.example', 'smtp.two.example'] });
    const text = markdown(renderApplication(application, {}, { today, t, provider: unsettled }));
    expect(text).toContain('- **Host**: smtp.one.example or smtp.two.example\n');
  });

  it('marks sources that are older than a year', () => {
    const text = markdown(renderApplication(application, {}, { today, t }));
    expect(text).toContain('Source: Page <https://shop.example/>, January 2026.');
    expect(text).toContain('Source: Old, 2024 (older than a year: it may be outdated).');
  });

  it('warns where app passwords are being withdrawn', () => {
    const leaving: Provider = { ...mailer, state: 'withdrawing' };
    expect(markdown(renderApplication(application, {}, { today, t, provider: leaving }))).toContain(
      'Mailer is withdrawing app passwords',
    );
  });

  const closed: Provider = { ...mailer, state: 'closed', closedSince: '2024-09-16' };
  const able: Application = { ...application, signIn: ['password', 'oauth2-google', 'oauth2-microsoft'] };
  const microsoft: Pick<Provider, 'oauth2'> = { oauth2: { account: 'microsoft', scopes: [] } };

  it.each([closed, { ...closed, ...microsoft }])('says that it cannot be used where no passwords are taken', (one) => {
    const text = markdown(renderApplication(application, {}, { today, t, provider: one }));
    expect(text).toContain('Mailer accepts no passwords since September 16, 2024.');
    expect(text).toContain('Shop signs in with user name and password only: it cannot do OAuth 2.');
    expect(text).toContain('Use a mailbox of another provider');
    expect(text).not.toContain('new password');
    expect(text).not.toContain('Press');
  });

  it('can say nothing of a sign-in at a provider that is not one of those it has', () => {
    const text = markdown(renderApplication(able, {}, { today, t, provider: closed }));
    expect(text).toContain('It is not known that Shop can sign in with Mailer (OAuth 2).');
    expect(text).toContain('Use a mailbox of another provider');
  });

  it('is for passwords as long as the provider is not closed yet', () => {
    const closing: Provider = { ...mailer, states: [{ from: '2027-03', state: 'closed' }] };
    const shown = (day: string) => markdown(renderApplication(application, {}, { today: day, t, provider: closing }));
    expect(shown('2027-02-28')).toContain('the new password');
    expect(shown('2027-03-01')).toContain('accepts no passwords since March 2027');
  });

  it('sends to the sign-in without a password where the application has it', () => {
    const text = markdown(renderApplication(able, {}, { today, t, provider: { ...closed, ...microsoft } }));
    expect(text).toContain('Shop can sign in with Microsoft (OAuth 2): choose that there, and enter no password.');
    expect(text).not.toContain('Google');
    expect(text).not.toContain('new password');
  });

  it('names the open way where the guide leads to OAuth 2 and the application cannot do it', () => {
    const guide = { signIn: 'oauth2', otherwise: { id: 'way', title: 'The way' } } as const;
    const shown = (one: Application, more: Partial<Parameters<typeof renderApplication>[2]>) =>
      markdown(renderApplication(one, {}, { today, t, guide, ...more }));
    expect(shown(application, { provider: mailer })).toContain(
      'it cannot do OAuth 2.\n\nAnother way is open to it: see the guide “The way”.\n',
    );
    // what is closed is no way
    expect(shown(application, { provider: closed })).not.toContain('The way');
    expect(shown(application, { guide: { signIn: 'oauth2' } })).toContain('Use a mailbox of another provider');
    expect(shown(able, { provider: { ...mailer, ...microsoft } })).toMatch(/^Shop can sign in with Microsoft/);
    expect(shown(able, {})).toMatch(/^Shop can sign in with Google .*\n\nShop can sign in with Microsoft/);
    for (const one of [application, able])
      for (const more of [{}, { provider: mailer }, { provider: closed }])
        expect(shown(one, more)).not.toMatch(/new password|smtp\.mailer/);
  });

  it('says that passwords are off until an administrator switches them on', () => {
    const again: Provider = {
      ...mailer,
      states: [{ from: '2026-12', atEnd: true, state: 'needs-steps', steps: 'administrator-again' }],
    };
    const shown = (day: string) => markdown(renderApplication(application, {}, { today: day, t, provider: again }));
    expect(shown('2026-12-31')).not.toContain('December 2026');
    expect(shown('2027-01-01')).toContain('off by default since the end of December 2026');
  });

  it('fills snippets in, percent-encoded where they are URLs', () => {
    const framework: Application = {
      ...application,
      fields: [],
      snippets: [
        {
          versions: 'Frame 2+',
          file: '.env',
          language: 'ini',
          text: 'DSN={encryption}://{user:url}:{password}@{host}:{port}\nKEEP={other} {HOME}\n',
          encryption: { tls: 'smtps', starttls: 'smtp', none: 'smtp' },
        },
        {
          file: 'mail.properties',
          language: 'properties',
          text: 'a:\n  {encryption}\n  from: {from}\n',
          encryption: { tls: 'one\ntwo', starttls: '', none: '' },
        },
      ],
    };
    const values = { host: 'h.example', port: 465, encryption: 'tls', user: 'a+b@c.example' } as const;
    const text = markdown(renderApplication(framework, values, { today, t }));
    expect(text).not.toContain('The port of the server decides');
    expect(text).toContain('**Frame 2+**: Put this into `.env`, with the new password in place of `NEW_PASSWORD`:');
    expect(text).toContain(
      '```ini\nDSN=smtps://a%2Bb%40c.example:NEW_PASSWORD@h.example:465\nKEEP={other} {HOME}\n```',
    );
    expect(text).toContain('Put this into `mail.properties`, and the new password into the environment variable');
    expect(text).toContain('```properties\na:\n  one\n  two\n  from: <the address of the mail account>\n```');
    const both = markdown(renderApplication(framework, { host: 'h.example' }, { today, t }));
    expect(both).toContain(
      'The port of the server decides which of these to use: 465 goes with SSL/TLS, 587 with STARTTLS.',
    );
    expect(both).toMatch(
      /\*\*Frame 2\+, SSL\/TLS \(465\)\*\*: Put this[^`]+`.env`[\s\S]+?DSN=smtps:\/\/.*@h\.example:465\n/,
    );
    expect(both).toMatch(
      /\*\*Frame 2\+, STARTTLS \(587\)\*\*: Put this[^`]+`.env`[\s\S]+?DSN=smtp:\/\/.*@h\.example:587\n/,
    );
    expect(both.match(/mail\.properties/g)).toHaveLength(2);
  });
});
