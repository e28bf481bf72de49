import { describe, expect, it } from 'vitest';
import { editAll } from '../../src/core/account/edit-accounts';
import { applyEdits } from '../../src/core/account/edit-smtp-document';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import { fillIn } from '../../src/core/provider/fill-in';
import type { Provider } from '../../src/core/provider/provider';
import { detectedChanges, detectSettings } from '../../src/extension/detect-settings';
import { changeOf } from '../../src/extension/form-edit';
import { accountFields, fieldOfPath, fileFields, pathOfField } from '../../src/protocol/fields';
import { type FromView, parseFromView } from '../../src/protocol/messages';

const parsed = parseSmtpDocument;
const before = parsed('admins: [a@x]\naccounts:\n  a:\n    host: one # c\n');
const host = ['accounts', 'a', 'host'];

describe('an edit of the form', () => {
  it('is made on the value that the form showed', () => {
    expect(changeOf({ path: host, value: 'two' }, before, before, undefined)).toEqual({ path: host, value: 'two' });
  });

  it('is refused when somebody else has changed the value, or the version is not known', () => {
    const now = parsed('accounts:\n  a:\n    host: other\n');
    expect(changeOf({ path: host, value: 'two' }, now, before, undefined)).toBeUndefined();
    expect(changeOf({ path: host, value: 'two' }, now, undefined, undefined)).toBeUndefined();
    expect(changeOf({ path: host, value: 'two' }, now, before, { value: 'other' })).toBeDefined();
    const removed = parsed('accounts:\n  a: {}\n');
    expect(changeOf({ path: host, value: 'two' }, removed, before, undefined)).toBeUndefined();
  });

  it('does not bring an account back that is gone', () => {
    const path = ['accounts', 'gone', 'user'];
    expect(changeOf({ path, value: 'x' }, before, before, undefined)).toBeUndefined();
  });

  it.each([
    ['accounts', 'a', 'x-mine'],
    ['accounts', 'a'],
    ['accounts'],
    ['accounts', 'a', 'password'],
    ['accounts', 'a', 'oauth2', 'clientSecret'],
    ['accounts', 'a', '__proto__'],
    ['accounts', '__proto__', 'host'],
    ['version'],
    [],
  ])('has no way to %j', (...path) => {
    expect(changeOf({ path, value: 'x' }, before, before, undefined)).toBeUndefined();
  });

  it('writes a line with commas as a list where the file has one', () => {
    const value = 'a@x, "B, C" <b@x>';
    expect(changeOf({ path: ['admins'], value }, before, before, undefined)?.value).toEqual(['a@x', '"B, C" <b@x>']);
    const line = parsed('admins: a@x\naccounts: {}\n');
    expect(changeOf({ path: ['admins'], value }, line, line, undefined)?.value).toBe(value);
    const scopes = ['accounts', 'a', 'oauth2', 'scopes'];
    expect(changeOf({ path: scopes, value: 'a, b c' }, before, before, undefined)?.value).toEqual(['a', 'b', 'c']);
  });

  it.each([...accountFields, ...fileFields])('%s is one path and back', (field) => {
    expect(fieldOfPath(pathOfField(field, 'a'))).toBe(field);
  });
});

const gmail = {
  id: 'gmail',
  name: 'Gmail',
  domains: ['gmail.com'],
  hosts: ['smtp.gmail.com'],
  mx: ['google.com'],
  servers: [{ host: 'smtp.gmail.com', port: 465, encryption: 'tls' }],
  signIn: [{ method: 'app-password' }, { method: 'oauth2' }],
  state: 'needs-steps',
} as unknown as Provider;
const outlook = {
  ...gmail,
  id: 'outlook',
  domains: ['outlook.com'],
  hosts: ['smtp-mail.outlook.com'],
  mx: [],
  servers: [{ host: 'smtp-mail.outlook.com', port: 587, encryption: 'starttls' }],
  state: 'closed',
  closedSince: '2024-09-16',
} as unknown as Provider;
const providers = [gmail, outlook];
const today = '2026-11-21';
const noDns = undefined;

describe('a provider that fills in', () => {
  const filled = (text: string, provider: Provider | undefined, known?: Provider) => {
    const document = parsed(text);
    const settings = (document.value as { accounts: { a: Record<string, unknown> } }).accounts.a;
    return applyEdits(text, editAll(document, fillIn('a', settings, provider, known, today)));
  };

  it('is named, changes what the file says, and adds nothing that it gives itself', () => {
    const text = 'accounts:\n  a:\n    host: old # keep\n    port: 25\n    user: me\n';
    expect(filled(text, gmail)).toBe(
      'accounts:\n  a:\n    host: smtp.gmail.com # keep\n    port: 465\n    user: me\n    provider: gmail\n',
    );
    expect(filled('accounts:\n  a:\n    user: me\n', gmail)).toBe(
      'accounts:\n  a:\n    user: me\n    provider: gmail\n',
    );
  });

  it('signs in with OAuth 2 where no password works, and with a password again elsewhere', () => {
    const closed = filled('accounts:\n  a:\n    user: me\n', outlook);
    expect(closed).toContain('auth: oauth2');
    expect(filled(closed, gmail)).toContain('auth: password');
  });

  it('is let go, and all is open', () => {
    expect(filled('accounts:\n  a:\n    provider: gmail\n    user: me\n', undefined, gmail)).toBe(
      'accounts:\n  a:\n    user: me\n',
    );
    expect(filled('accounts:\n  a:\n    host: smtp.gmail.com\n    user: me\n', undefined, gmail)).toBe(
      'accounts:\n  a:\n    user: me\n',
    );
  });
});

describe('the settings of an address', () => {
  const mx = (exchanges: string[] | Error) => ({
    mx: () => (exchanges instanceof Error ? Promise.reject(exchanges) : Promise.resolve(exchanges)),
  });

  it('come from its domain without a question', async () => {
    expect(await detectSettings('me@gmail.com', providers, noDns)).toMatchObject({ step: 'found', provider: gmail });
    expect(await detectSettings('me', providers, noDns)).toMatchObject({ step: 'invalid' });
    expect(await detectSettings('me@shop.example', providers, noDns)).toMatchObject({ step: 'ask-dns' });
  });

  it('come from the MX of the domain when DNS may be asked', async () => {
    const address = 'me@shop.example';
    expect(await detectSettings(address, providers, mx(['x.shop.example', 'aspmx.l.google.com']))).toMatchObject({
      step: 'found',
      provider: gmail,
      exchange: 'aspmx.l.google.com',
    });
    expect(await detectSettings(address, providers, mx(['x.shop.example']))).toMatchObject({ step: 'nothing' });
    expect(await detectSettings(address, providers, mx(new Error('ETIMEOUT')))).toMatchObject({ step: 'no-answer' });
  });

  it('make a whole file of an empty one', () => {
    const document = parsed('# mine\n');
    const { name, changes } = detectedChanges(document, '', 'me@gmail.com', gmail, providers, today);
    expect(name).toBe('notifications');
    expect(parsed(applyEdits(document.text, editAll(document, changes))).value).toEqual({
      version: 1,
      default: 'notifications',
      accounts: {
        notifications: {
          provider: 'gmail',
          user: 'me@gmail.com',
          password: ['$', '{secret:notifications}'].join(''),
          from: 'me@gmail.com',
        },
      },
      test: { to: 'me@gmail.com', mode: 'send' },
    });
  });

  it('of a closed provider come without a password', () => {
    const document = parsed('accounts: {}\n');
    const { changes } = detectedChanges(document, '', 'me@outlook.com', outlook, providers, today);
    const values = changes.map(({ path, value }) => [path.at(-1), value]);
    expect(values).toContainEqual(['auth', 'oauth2']);
    expect(values.map(([key]) => key)).not.toContain('password');
  });

  it('leave an account’s sender and password as they are', () => {
    const document = parsed('accounts:\n  a:\n    host: x\n    from: Shop <s@x>\n    password: p\n');
    const { name, changes } = detectedChanges(document, 'a', 'me@gmail.com', gmail, providers, today);
    expect(name).toBe('a');
    expect(changes.map(({ path }) => path.at(-1)).sort()).toEqual(['host', 'provider', 'user']);
  });
});

describe('a message of the wrong shape is refused', () => {
  const edit = { path: ['a'], value: 'x' };
  const wrong: unknown[] = [
    null,
    'edit',
    { type: 'toString' },
    { type: 'edit', version: 1, edits: [] },
    { type: 'edit', version: '1', edits: [edit] },
    { type: 'edit', edits: [edit] },
    { type: 'edit', version: 1, edits: [{ path: 'a', value: 'x' }] },
    { type: 'edit', version: 1, edits: [{ path: ['a'], value: {} }] },
    { type: 'edit', version: 1, edits: [{ path: ['a'] }] },
    { type: 'draft', version: 1 },
    { type: 'draft', edits: [edit] },
    { type: 'draft', version: 1, edits: [{ path: ['a'] }] },
    { type: 'library', version: 1, action: 'format', account: 'a', name: '' },
    { type: 'library', action: 'delete', account: 'a', name: '' },
    { type: 'set-provider', version: 1, account: 'a' },
    { type: 'detect', address: 'a', dns: 'yes' },
    { type: 'take-detected', version: 1, account: 'a', address: 'b' },
    { type: 'test', account: 'a', mode: 'simulate' },
    { type: 'test', account: 'a', save: 1 },
    { type: 'answer-offer', accept: 'no' },
    { type: 'guide-open', guide: 1 },
  ];
  it.each(wrong.map((message) => [JSON.stringify(message), message]))('%s', (_name, message) => {
    expect(parseFromView(message)).toBeUndefined();
  });

  const right: FromView[] = [
    { type: 'edit', version: 1, edits: [{ path: ['a'], value: null }] },
    { type: 'draft', version: 1, edits: [] },
    { type: 'draft', version: 1, edits: [{ path: ['a'], value: 'x' }] },
    { type: 'library', version: 1, action: 'add', account: '', name: '' },
    { type: 'test', account: 'a', mode: 'login', save: true },
    { type: 'undo' },
  ];
  it.each(right.map((message) => [message.type, message] as const))(
    'and one of the right shape is taken: %s',
    (_type, message) => {
      expect(parseFromView(message)).toEqual(message);
    },
  );
});
