import { describe, expect, test } from 'vitest';
import type { FormState, FromView } from '../../src/protocol/messages';
import type { RunView } from '../../src/protocol/run-view';
import {
  account,
  type FormChanges,
  failedRun,
  formState,
  guide,
  lithuanianForm,
  panelState,
  passedRun,
  providers,
  runningRun,
} from './fixtures';
import type { View } from './page';
import { useStage } from './use-stage';

const { withForm } = useStage();

/** The edits that were posted, one by one. */
const edits = async (view: View) =>
  (await view.messages()).flatMap((message) =>
    message.type === 'edit'
      ? message.edits.map(({ path, value }) => ({ type: 'edit', version: message.version, path, value }))
      : [],
  );
const posted = async (view: View, type: FromView['type']) => {
  await expect.poll(async () => (await view.messages()).map((message) => message.type)).toContain(type);
  return (await view.messages()).filter((message) => message.type === type);
};
const field = (view: View, name: string) => view.page.getByRole('textbox', { name, exact: true });
const withAccount = (changes: Parameters<typeof account>[0], state: FormChanges = {}) =>
  formState({
    accounts: [
      account(changes),
      account({ name: 'invoices', isDefault: false }),
      account({ name: 'newsletter', isDefault: false }),
    ],
    ...state,
  });
const withRun = (run: RunView, state: FormChanges = {}) => withAccount({ run }, state);

describe('fields', () => {
  const envPort = ['$', '{env:PORT}'].join('');
  const cases: [string, string, string[], string | number][] = [
    ['Host', 'smtp.example.com', ['accounts', 'notifications', 'host'], 'smtp.example.com'],
    ['Port', '587', ['accounts', 'notifications', 'port'], 587],
    ['Port', envPort, ['accounts', 'notifications', 'port'], envPort],
    ['User name', 'me@example.com', ['accounts', 'notifications', 'user'], 'me@example.com'],
    ['Name', 'Me, myself', ['accounts', 'notifications', 'from'], '"Me, myself" <shop@example.com>'],
    ['Address', 'me@example.com', ['accounts', 'notifications', 'from'], 'Shop <me@example.com>'],
    ['Reply to', 'help@example.com', ['accounts', 'notifications', 'replyTo'], 'help@example.com'],
    ['Send the test mail to', 'you@example.com', ['test', 'to'], 'you@example.com'],
    ['Subject', '12', ['test', 'subject'], '12'],
    ['Contact address', 'a@example.com', ['contact'], 'a@example.com'],
    ['Administrators', 'a@example.com, b@example.com', ['admins'], 'a@example.com, b@example.com'],
  ];
  test.each(cases)('%s set to %s is posted as an edit', async (label, text, path, value) => {
    await withForm(formState({ version: 7 }), async (view) => {
      await field(view, label).fill(text);
      await field(view, label).press('Enter');
      expect(await edits(view)).toEqual([{ type: 'edit', version: 7, path, value }]);
    });
  });

  test('an emptied field takes its key away', async () => {
    await withForm(formState(), async (view) => {
      await field(view, 'Host').fill('');
      await field(view, 'Host').blur();
      expect(await edits(view)).toMatchObject([{ path: ['accounts', 'notifications', 'host'], value: null }]);
      expect(await field(view, 'Host').getAttribute('placeholder')).toBe('smtp.gmail.com');
    });
  });

  const advanced: [string, string, string[], string][] = [
    ['Time limit', '30s', ['timeout'], '30s'],
    ['Envelope sender', 'bounce@example.com', ['envelopeFrom'], 'bounce@example.com'],
    ['Name in EHLO', 'shop.example.com', ['ehloName'], 'shop.example.com'],
    ['Proxy', 'socks5://127.0.0.1:1080', ['proxy'], 'socks5://127.0.0.1:1080'],
    ['Name in the certificate', 'mail.example.com', ['tls', 'servername'], 'mail.example.com'],
    ['Certificate authority', './ca.pem', ['tls', 'ca'], './ca.pem'],
    ['Client certificate', './cert.pem', ['tls', 'cert'], './cert.pem'],
    ['Key of the client certificate', './key.pem', ['tls', 'key'], './key.pem'],
  ];
  test('the seldom needed ones are folded, each with its own path', async () => {
    await withForm(formState(), async (view) => {
      expect(await field(view, 'Time limit').isVisible()).toBe(false);
      await view.page.locator('.advanced summary').click();
      let version = 1;
      for (const [label, text] of advanced) {
        await field(view, label).fill(text);
        await field(view, label).press('Enter');
        version += 1;
        await view.show(formState({ version }));
      }
      expect((await edits(view)).map(({ path, value }) => [path, value])).toEqual(
        advanced.map(([, , keys, value]) => [['accounts', 'notifications', ...keys], value]),
      );
      expect(await view.memory()).toMatchObject({ advanced: true });
    });
    await withForm(formState(), async (view) => expect(await field(view, 'Time limit').isVisible()).toBe(true), {
      memory: { advanced: true },
    });
  });

  const choose = async (view: View, name: string, option: string) => {
    await view.page.getByRole('combobox', { name, exact: true }).click();
    await view.page.getByRole('option', { name: option, exact: true }).click();
  };
  const choices: [string, string, string[], string | boolean | null][] = [
    ['Sign-in method', 'OAuth 2', ['accounts', 'notifications', 'auth'], 'oauth2'],
    ['Mode', 'Connect only', ['test', 'mode'], 'connect'],
    ['Sends the notifications', 'invoices', ['default'], 'invoices'],
    ['Mechanism', 'CRAM-MD5', ['accounts', 'notifications', 'mechanism'], 'CRAM-MD5'],
    ['IP version', 'Only IPv6', ['accounts', 'notifications', 'family'], 'ipv6'],
    ['Check the certificate', 'No', ['accounts', 'notifications', 'tls', 'verify'], false],
    ['Oldest TLS version', 'TLSv1.3', ['accounts', 'notifications', 'tls', 'minVersion'], 'TLSv1.3'],
  ];
  test.each(choices)('%s is chosen: %s', async (name, option, path, value) => {
    await withForm(
      formState(),
      async (view) => {
        await choose(view, name, option);
        expect(await edits(view)).toEqual([{ type: 'edit', version: 1, path, value }]);
      },
      { memory: { advanced: true } },
    );
  });

  test('a finding that is for information looks and reads like one', async () => {
    const findings = { host: [{ severity: 'info' as const, message: 'Nothing bad.' }] };
    await withForm(withAccount({ findings: { ...findings, 'x-key': findings.host } }), async (view) => {
      const found = view.page.locator('.finding', { hasText: 'Nothing bad.' });
      expect(await found.count()).toBe(2);
      for (const one of await found.all()) {
        expect(await one.locator('.codicon-info').count()).toBe(1);
        expect(await one.textContent()).toMatch(/^Note: /);
      }
      expect(await view.page.locator('.finding.warning').count()).toBe(0);
      expect(await field(view, 'Host').getAttribute('aria-invalid')).not.toBe('true');
      await view.show(withAccount({ findings: { host: [{ severity: 'x', message: 'Wrong.' } as never] } }));
      expect(await view.page.getByText('Wrong.').count(), 'a severity of no kind is refused').toBe(0);
    });
  });

  describe('OAuth 2', () => {
    const enter = (view: View) => view.page.getByRole('button', { name: 'Sign in', exact: true });
    const leave = (view: View) => view.page.getByRole('button', { name: 'Sign out', exact: true });
    const oauth = (signIn: NonNullable<FormState['account']>['signIn']) =>
      withAccount({ values: { auth: 'oauth2' }, password: { kind: 'none', label: '' }, ...(signIn ? { signIn } : {}) });

    test('nobody is signed in, and the button signs in', async () => {
      await withForm(oauth({ signedIn: false }), async (view) => {
        await expect.poll(() => view.page.getByText('Nobody is signed in.').isVisible()).toBe(true);
        expect(await leave(view).count()).toBe(0);
        expect(await view.page.locator('.field-password').isVisible()).toBe(false);
        await enter(view).click();
        expect(await posted(view, 'sign-in')).toEqual([{ type: 'sign-in', account: 'notifications' }]);
      });
    });

    test('who is signed in since and until when, and the button signs out', async () => {
      const since = '2026-01-02T10:00:00Z';
      const until = '2031-03-04T11:00:00Z';
      await withForm(
        oauth({ signedIn: true, as: 'me@<b>example</b>.com', since, until, renews: true }),
        async (view) => {
          const said = view.page.locator('.field-signInState [role="status"]');
          const text = (await said.textContent()) ?? '';
          expect(text).toContain('Signed in as me@<b>example</b>.com since Jan 2, 2026');
          expect(text).toContain('good until Mar 4, 2031');
          expect(text).toContain('renewed by itself');
          await leave(view).click();
          expect(await posted(view, 'sign-out')).toEqual([{ type: 'sign-out', account: 'notifications' }]);
          await leave(view).focus();
          await view.show(oauth({ signedIn: true, since, until, renews: false }));
          expect(await said.textContent()).toContain('then sign in again');
          await leave(view).focus();
          await view.show(oauth({ signedIn: false }));
          expect(await view.page.evaluate(() => (document.activeElement as HTMLElement).dataset.focusKey)).toBe(
            'sign-in',
          );
        },
      );
    });

    test('a client secret has no field', async () => {
      await withForm(oauth({ signedIn: false }), async (view) => {
        expect(await view.page.getByText(/clientSecret: ..secret:NAME/).isVisible()).toBe(true);
        expect(await view.page.getByRole('textbox', { name: /secret/i }).count()).toBe(0);
      });
    });

    test('an account with a password is told nothing of it', async () => {
      await withForm(formState(), async (view) => {
        expect(await enter(view).isVisible()).toBe(false);
        await view.show(oauth({ signedIn: true } as never));
        expect(await enter(view).isVisible(), 'a state of the wrong shape is refused').toBe(false);
      });
    });
  });

  test('a choice is taken back', async () => {
    await withForm(
      withAccount({ values: { family: 'ipv6' } }),
      async (view) => {
        expect(await view.page.locator('.field-family [part=selected-value]').textContent()).toContain('Only IPv6');
        await choose(view, 'IP version', 'Both');
        expect(await edits(view)).toMatchObject([{ path: ['accounts', 'notifications', 'family'], value: null }]);
      },
      { memory: { advanced: true } },
    );
  });

  test.each(['pointer', 'keyboard'])(
    'the providers open at once, and a look at them changes nothing (%s)',
    async (by) => {
      // so many that the drop-down is filled only when somebody turns to it
      const more = Array.from({ length: 20 }, (_, at) => ({ id: `p${at}`, name: `A${at}`, state: '', closed: false }));
      await withForm(formState({ providers: [...more, ...providers] }), async (view) => {
        const provider = view.page.getByRole('combobox', { name: 'Provider' });
        const isOpen = () => provider.getAttribute('aria-expanded');
        await provider.scrollIntoViewIfNeeded();
        if (by === 'pointer') await provider.click({ delay: 50 });
        else {
          await provider.focus();
          await view.page.keyboard.press('Escape');
          await view.page.keyboard.press('Enter');
        }
        await expect.poll(isOpen).toBe('true');
        expect(await view.page.locator('.field-provider [part=selected-value]').textContent()).toContain('Gmail');
        await view.page.keyboard.press('Escape');
        await expect.poll(isOpen).toBe('false');
        await view.page.keyboard.press('Escape');
        await view.page.keyboard.press('Tab');
        expect((await view.messages()).map(({ type }) => type)).not.toContain('set-provider');
      });
    },
  );

  test('a provider is chosen, with its state; Other leaves all open', async () => {
    await withForm(formState(), async (view) => {
      const shown = view.page.locator('.field-provider [part=selected-value]');
      expect(await shown.textContent()).toContain('Gmail: needs an app password · as of February 2026');
      await choose(view, 'Provider', 'Outlook.com: no passwords since 16 September 2024');
      const account = 'notifications';
      expect(await posted(view, 'set-provider')).toEqual([
        { type: 'set-provider', version: 1, account, provider: 'outlook' },
      ]);
      await view.show(
        withAccount({ providerId: 'outlook', provider: 'Outlook.com', providerClosed: true }, { version: 2 }),
      );
      expect(await view.page.locator('.provider.closed').textContent()).toContain(
        'What works: signing in with OAuth 2',
      );
      await choose(view, 'Provider', 'Other');
      expect(await posted(view, 'set-provider')).toMatchObject([{}, { version: 2, provider: '' }]);
    });
  });

  test('what a provider fills in says so, and what is left to type leads to its field', async () => {
    const open = { values: { host: '', port: '', encryption: '', user: '', from: '' }, missing: ['user', 'password'] };
    await withForm(withAccount(open), async (view) => {
      expect(await view.page.locator('.field-host .hint').textContent()).toBe('smtp.gmail.com, filled in by Gmail');
      expect(await view.page.locator('.field-encryption .hint').first().textContent()).toBe(
        'SSL/TLS (465), filled in by Gmail',
      );
      expect(await view.page.getByRole('radio', { checked: true }).first().textContent()).toBe('SSL/TLS (465)');
      expect(await view.page.locator('.missing').textContent()).toBe('Still to type: User name, Password');
      await view.show(withAccount({ ...open, preset: false }, { version: 2 }));
      expect(await view.page.locator('.field-encryption .hint').first().textContent()).toBe(
        'SSL/TLS (465), as is usual',
      );
      await view.page.locator('.missing').getByRole('button', { name: 'User name' }).click();
      expect(await field(view, 'User name').evaluate((input) => input.matches(':focus'))).toBe(true);
    });
  });

  test('the port goes with the encryption when it is a usual one, and the form says so', async () => {
    await withForm(formState(), async (view) => {
      const path = (key: string) => ['accounts', 'notifications', key];
      await view.page.getByRole('radio', { name: 'STARTTLS' }).click();
      expect((await view.messages()).at(-1)).toEqual({
        type: 'edit',
        version: 1,
        edits: [
          { path: path('encryption'), value: 'starttls' },
          { path: path('port'), value: 587 },
        ],
      });
      expect(await view.page.getByText('The port goes with it: now 587.').isVisible()).toBe(true);
      await view.show(withAccount({ encryption: 'starttls', port: '2525' }, { version: 2 }));
      await view.page.getByRole('radio', { name: 'SSL/TLS (465)' }).click();
      expect((await view.messages()).at(-1)).toMatchObject({ edits: [{ path: path('encryption'), value: 'tls' }] });
      expect(await view.page.getByText('The port goes with it').isVisible()).toBe(false);
    });
  });

  test.each([
    ['2465', 'tls', '', [2465, 'tls']],
    ['2587', 'starttls', '', [2587, 'starttls']],
    ['2465', 'tls', 'tls', [2465]],
    ['587', 'tls', '', [587]],
    ['58', 'tls', '', [58]],
    ['2525', 'tls', '', [2525]],
    ['', 'tls', '', [null]],
  ])('port %s typed while %s is shown and “%s” is written', async (port, encryption, written, values) => {
    const placeholders = { host: 'smtp.gmail.com', port: '465', encryption };
    await withForm(withAccount({ encryption: written, placeholders }), async (view) => {
      await field(view, 'Port').fill(port);
      await field(view, 'Port').press('Enter');
      expect((await edits(view)).map(({ value }) => value)).toEqual(values);
    });
  });

  test('an encryption from the document is shown and posts nothing', async () => {
    await withForm(formState(), async (view) => {
      const shown = view.page.locator('.field-encryption').getByRole('radio', { checked: true });
      await view.show(withAccount({ encryption: 'none' }, { version: 2 }));
      await view.show(withAccount({ encryption: 'ssl' }, { version: 3 }));
      expect(await shown.textContent()).toBe('ssl');
      await view.show(withAccount({ encryption: 'tls' }, { version: 4 }));
      expect(await shown.textContent()).toBe('SSL/TLS (465)');
      expect(await edits(view)).toEqual([]);
    });
  });

  test('typing is posted after a pause; a second edit follows at once, all else waits for what answers both', async () => {
    await withForm(formState(), async (view) => {
      await field(view, 'Host').fill('a');
      await expect.poll(() => edits(view)).toHaveLength(1);
      await field(view, 'User name').fill('b');
      await field(view, 'User name').press('Enter');
      expect(await edits(view)).toMatchObject([
        { version: 1, value: 'a' },
        { version: 1, value: 'b' },
      ]);
      await view.page.getByRole('button', { name: 'Duplicate' }).click();
      await view.show(withAccount({ host: 'a' }, { version: 2 }));
      expect((await view.messages()).map(({ type }) => type)).toEqual(['ready', 'edit', 'edit']);
      await view.show(withAccount({ host: 'a', user: 'b' }, { version: 3 }));
      expect(await posted(view, 'library')).toMatchObject([{ version: 3, action: 'duplicate' }]);
    });
  });

  test('what is being typed is told at once, and taken back when nothing comes of it', async () => {
    await withForm(formState(), async (view) => {
      const path = ['accounts', 'notifications', 'host'];
      await field(view, 'Host').pressSequentially('xy');
      await field(view, 'Host').press('Backspace');
      await field(view, 'Host').press('Backspace');
      await field(view, 'Host').blur();
      expect((await view.drafts()).map(({ edits: [edit] }) => edit)).toEqual([
        { path, value: 'xsmtp.gmail.com' },
        { path, value: 'xysmtp.gmail.com' },
        { path, value: 'xsmtp.gmail.com' },
        { path, value: 'smtp.gmail.com' },
        undefined,
      ]);
      await field(view, 'Name').fill('Me');
      expect((await view.drafts()).at(-1)?.edits).toEqual([
        { path: ['accounts', 'notifications', 'from'], value: 'Me <shop@example.com>' },
      ]);
    });
  });

  test.each([
    ['window', 'blur'],
    ['window', 'pagehide'],
    ['document', 'visibilitychange'],
    ['root', 'mouseleave'],
  ] as const)('what was just typed is sent at the moment when the page is left: %s, %s', async (target, name) => {
    await withForm(formState(), async (view) => {
      // typed and left in one go, so that no pause can have sent it
      const values = await view.page.evaluate(
        ([left, event]) => {
          const input = document.querySelector('#field-host')?.shadowRoot?.querySelector('input');
          if (!input) throw new Error('no field');
          const { host } = globalThis as unknown as { host: { posted: { type: string; edits: unknown }[] } };
          const sent = () => host.posted.filter(({ type }) => type === 'edit').map(({ edits: made }) => made);
          input.value = 'typed.example.com';
          input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
          const before = sent();
          ({ window, document, root: document.documentElement })[left].dispatchEvent(new Event(event));
          return { before, after: sent() };
        },
        [target, name] as const,
      );
      const path = ['accounts', 'notifications', 'host'];
      expect(values).toEqual({ before: [], after: [[{ path, value: 'typed.example.com' }]] });
    });
  });

  test('typing is not disturbed by states that bring nothing new', async () => {
    await withForm(formState(), async (view) => {
      const host = field(view, 'Host');
      await host.fill('mail.example.com');
      await expect.poll(() => edits(view)).toHaveLength(1);
      await host.press('Home');
      await host.pressSequentially('x');
      await view.show(withAccount({ host: 'mail.example.com' }, { version: 2 }));
      await view.show(withAccount({ host: 'mail.example.com', run: runningRun() }, { version: 2 }));
      await host.pressSequentially('y');
      expect(await host.inputValue()).toBe('xymail.example.com');
      expect(await host.evaluate((element) => (element as HTMLInputElement).selectionStart)).toBe(2);
      await expect.poll(() => edits(view)).toHaveLength(2);
    });
  });

  test('Save does not come before what was just typed', async () => {
    await withForm(formState(), async (view) => {
      await field(view, 'Host').pressSequentially('x');
      await view.page.keyboard.press('Control');
      expect(await edits(view)).toMatchObject([{ value: 'xsmtp.gmail.com' }]);
    });
  });

  test('an undo in the document reaches the field in which the cursor stands', async () => {
    await withForm(formState(), async (view) => {
      const host = field(view, 'Host');
      await host.fill('other');
      await host.press('Enter');
      await view.show(withAccount({ host: 'other' }, { version: 2 }));
      await view.show(formState({ version: 3 }));
      expect(await host.inputValue()).toBe('smtp.gmail.com');
      expect(await edits(view)).toHaveLength(1);
    });
  });

  test('a value that the document never took gives way to the value of the document', async () => {
    await withForm(formState(), async (view) => {
      await field(view, 'Host').fill('refused');
      await field(view, 'Host').blur();
      await expect.poll(() => field(view, 'Host').inputValue(), { timeout: 5000 }).toBe('smtp.gmail.com');
    });
  });

  test('a finding stands under its field and is part of its description', async () => {
    const message = 'A port is a number from 1 to 65535.';
    await withForm(
      withAccount({ port: '99999', findings: { port: [{ severity: 'error', message }] } }),
      async (view) => {
        expect(await view.page.locator('.field-port .finding').textContent()).toBe(`Error: ${message}`);
        const session = await view.page.context().newCDPSession(view.page);
        const { nodes } = await session.send('Accessibility.getFullAXTree');
        const boxes = nodes.filter((node) => node.role?.value === 'textbox');
        const port = boxes.find((node) => node.name?.value === 'Port');
        expect(port?.description?.value).toContain(message);
        expect(port?.properties?.find(({ name }) => name === 'invalid')?.value.value).toBe('true');
        expect(boxes.map((node) => node.name?.value).sort()).toEqual([
          'Address',
          'Administrators',
          'Contact address',
          'Host',
          'Name',
          'Port',
          'Reply to',
          'Send the test mail to',
          'Subject',
          'User name',
        ]);
        const names = nodes.filter((node) => node.ignored !== true).map((node) => String(node.name?.value ?? ''));
        for (const leftover of ['Text field', 'Loading', 'Icon Button', 'Radio', 'Option']) {
          expect(names).not.toContain(leftover);
        }
        const group = nodes.find((node) => node.role?.value === 'radiogroup' && node.name?.value === 'Encryption');
        expect(group?.name?.value).toBe('Encryption');
        expect(group?.description?.value).toContain('belong together');
      },
    );
  });

  test('a finding at no field of the form is shown all the same', async () => {
    const findings = { hots: [{ severity: 'warning' as const, message: 'Not a key.' }] };
    await withForm(withAccount({ findings }), async (view) => {
      expect(await view.page.locator('.strays').textContent()).toContain('hots Not a key.');
    });
  });

  test('a finding brings its fix as a link, and one in the fold unfolds it', async () => {
    const fix = { label: 'Use 465', value: 465 };
    const port = [{ severity: 'error' as const, message: 'Not a port.', fix }];
    const timeout = [{ severity: 'error' as const, message: 'Not a time.' }];
    await withForm(withAccount({ port: 'x', findings: { port, timeout } }), async (view) => {
      expect(await view.page.getByText('Error: Not a time.').isVisible()).toBe(true);
      await view.page.getByRole('button', { name: 'Use 465' }).click();
      expect(await edits(view)).toMatchObject([{ path: ['accounts', 'notifications', 'port'], value: 465 }]);
    });
  });

  test('every field shows its place in the text', async () => {
    await withForm(formState(), async (view) => {
      for (const button of await view.page.getByRole('button', { name: /^Show in text: / }).all()) await button.click();
      expect(
        (await view.messages()).flatMap((message) => (message.type === 'show-text' ? [message.path.join('.')] : [])),
      ).toEqual([
        'contact',
        'default',
        'admins',
        'accounts.notifications.provider',
        'accounts.notifications.host',
        'accounts.notifications.port',
        'accounts.notifications.encryption',
        'accounts.notifications.auth',
        'accounts.notifications.user',
        'accounts.notifications.password',
        'accounts.notifications.from',
        'accounts.notifications.replyTo',
        'test.to',
        'test.subject',
        'test.body',
        'test.mode',
      ]);
    });
  });
});

describe('password', () => {
  const canary = 'canary-Zq81!';

  test('goes out once and stays nowhere', async () => {
    await withForm(withAccount({ password: { kind: 'not-stored', label: 'Not set.' } }), async (view) => {
      const everything = () =>
        view.page.evaluate(() => {
          const texts: string[] = [];
          const walk = (node: ParentNode) => {
            for (const element of node.querySelectorAll('*')) {
              texts.push(...[...element.attributes].map(({ value }) => value), element.textContent ?? '');
              if (element instanceof HTMLInputElement) texts.push(element.value);
              if (element.shadowRoot) walk(element.shadowRoot);
            }
          };
          walk(document);
          return texts.join('\n');
        });
      await view.page.getByRole('button', { name: 'Set password' }).click();
      const input = field(view, 'Password');
      expect(await input.getAttribute('type')).toBe('password');
      await input.pressSequentially(canary);
      expect(await everything()).toContain(canary);
      expect(await view.page.content()).not.toContain(canary);
      await view.page.getByRole('checkbox', { name: 'Show the password while typing' }).click();
      await expect.poll(() => input.getAttribute('type')).toBe('text');
      await view.page.getByRole('button', { name: 'Save' }).click();
      expect(await posted(view, 'set-password')).toEqual([
        { type: 'set-password', account: 'notifications', password: canary },
      ]);
      expect(await everything()).not.toContain(canary);
      expect(JSON.stringify(await view.memory())).not.toContain(canary);
      expect(await view.memory()).toEqual({ account: 'notifications' });
    });
  });

  test('Escape and Cancel throw it away', async () => {
    await withForm(formState(), async (view) => {
      const change = view.page.getByRole('button', { name: 'Set password' });
      await change.click();
      await field(view, 'Password').pressSequentially(canary);
      await view.page.keyboard.press('Escape');
      await change.click();
      expect(await field(view, 'Password').inputValue()).toBe('');
      await view.page.getByRole('button', { name: 'Cancel' }).click();
      expect((await view.messages()).map(({ type }) => type)).toEqual(['ready']);
    });
  });
});

describe('states of the file', () => {
  test('invalid', async () => {
    const problem = { message: 'Map keys must be unique', line: 7, column: 3 };
    await withForm(formState({ file: 'invalid', accounts: [], problem }), async (view) => {
      const text = await view.page.locator('main').textContent();
      expect(text).toContain('Map keys must be unique');
      expect(text).toContain('Line 7, column 3');
      expect(await view.page.getByRole('textbox').count()).toBe(0);
      await view.page.getByRole('button', { name: 'Open the text' }).click();
      expect(await posted(view, 'show-text')).toEqual([{ type: 'show-text', path: [] }]);
    });
  });

  test('foreign', async () => {
    await withForm(formState({ file: 'foreign', accounts: [] }), async (view) => {
      await view.page.getByRole('button', { name: 'Leave it alone' }).click();
      expect(await posted(view, 'leave-alone')).toHaveLength(1);
    });
  });

  test('empty, and then an account', async () => {
    await withForm(formState({ file: 'empty', accounts: [] }), async (view) => {
      expect(await view.page.getByRole('heading', { name: 'No account yet' }).isVisible()).toBe(true);
      await view.show(formState({ version: 2 }));
      expect(await field(view, 'Host').inputValue()).toBe('smtp.gmail.com');
      expect(await view.page.getByRole('heading', { name: 'No account yet' }).isVisible()).toBe(false);
    });
  });

  test('a workspace that is not trusted tests nothing', async () => {
    await withForm(formState({ trusted: false }), async (view) => {
      expect(await view.page.getByRole('note').textContent()).toContain('not trusted');
      expect(await view.page.getByRole('button', { name: 'Send a test', exact: true }).isDisabled()).toBe(true);
    });
  });
});

describe('accounts', () => {
  test('are chosen in the list when wide and remembered over a reload', async () => {
    await withForm(formState(), async (view) => {
      await view.page.getByRole('button', { name: 'invoices' }).click();
      expect(await posted(view, 'select')).toEqual([{ type: 'select', account: 'invoices' }]);
      expect(await view.memory()).toEqual({ account: 'invoices' });
      await view.show(formState({ selected: 'invoices' }));
      expect(await field(view, 'Host').inputValue()).toBe('smtp-mail.outlook.com');
    });
    await withForm(
      formState(),
      async (view) => expect(await posted(view, 'select')).toEqual([{ type: 'select', account: 'invoices' }]),
      { memory: { account: 'invoices' } },
    );
  });

  test('the one that somebody asked for goes before the one that is remembered', async () => {
    await withForm(
      formState({ named: true }),
      async (view) => {
        expect(await view.memory()).toEqual({ account: 'notifications' });
        await view.show(formState({ version: 2 }));
        expect((await view.messages()).map(({ type }) => type)).not.toContain('select');
      },
      { memory: { account: 'invoices' } },
    );
  });

  test('the chosen one stays chosen while older states arrive and while the text is broken', async () => {
    await withForm(formState(), async (view) => {
      await view.page.getByRole('button', { name: 'invoices' }).click();
      await view.show(formState({ dirty: true }));
      expect(await view.memory(), 'an older state').toEqual({ account: 'invoices' });
      await view.show(formState({ selected: 'invoices', version: 2 }));
      await view.show(formState({ file: 'invalid', version: 3 }));
      expect(await view.memory(), 'a broken text').toEqual({ account: 'invoices' });
      await view.show(formState({ selected: 'invoices', version: 4 }));
      await view.show(formState({ accounts: [account()], version: 5 }));
      expect(await view.memory(), 'taken out of the text').toEqual({ account: 'notifications' });
      await view.show(formState({ selected: 'invoices', version: 6 }));
      expect(await view.memory(), 'and back').toEqual({ account: 'invoices' });
      expect(await posted(view, 'select')).toHaveLength(1);
    });
  });

  test('are chosen in a drop-down when narrow', async () => {
    await withForm(
      formState(),
      async (view) => {
        await view.page.getByRole('combobox', { name: 'Account' }).click();
        await view.page.getByRole('option', { name: 'invoices' }).click();
        expect(await posted(view, 'select')).toEqual([{ type: 'select', account: 'invoices' }]);
        await view.show(formState({ selected: 'newsletter' }));
        expect(await view.page.locator('.account-picker [part=selected-value]').textContent()).toContain('newsletter');
        expect(await posted(view, 'select')).toHaveLength(1);
      },
      { width: 320 },
    );
  });

  test('what was typed goes to the account in which it was typed', async () => {
    await withForm(formState(), async (view) => {
      await field(view, 'Host').pressSequentially('x');
      await view.show(formState({ selected: 'newsletter' }));
      expect(await edits(view)).toMatchObject([{ path: ['accounts', 'notifications', 'host'] }]);
    });
  });

  test('the language is switched', async () => {
    await withForm(formState(), async (view) => {
      await view.page.getByRole('combobox', { name: 'Language' }).click();
      await view.page.getByRole('option', { name: 'Lietuvių' }).click();
      expect(await posted(view, 'set-language')).toEqual([{ type: 'set-language', language: 'lt' }]);
      await view.show(lithuanianForm());
      expect(await view.page.locator('html').getAttribute('lang')).toBe('lt');
      expect(await view.page.evaluate(() => document.activeElement?.tagName)).toBe('DOCTOR-DROPDOWN');
      expect(await view.page.locator('.language [part=selected-value]').textContent()).toContain('Lietuvių');
    });
  });
});

describe('tests', () => {
  const primary = (view: View) =>
    view.page
      .locator('doctor-button[appearance=primary]:visible')
      .evaluateAll((all) => all.map((one) => one.textContent));

  test('the keyboard reaches Test, and a double press does not cancel', async () => {
    await withForm(formState(), async (view) => {
      await view.page.waitForTimeout(450);
      for (let presses = 0; presses < 40; presses += 1) {
        await view.page.keyboard.press('Tab');
        if ((await view.page.evaluate(() => document.activeElement?.textContent)) === 'Send a test') break;
      }
      await view.page.keyboard.press('Enter');
      expect(await posted(view, 'test')).toEqual([{ type: 'test', account: 'notifications', mode: 'send' }]);
      await view.show(withRun(runningRun()));
      expect(await view.page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
      await view.page.keyboard.press('Enter');
      await view.page.waitForTimeout(450);
      expect((await view.messages()).some(({ type }) => type === 'cancel')).toBe(false);
      await view.page.keyboard.press('Enter');
      expect(await posted(view, 'cancel')).toHaveLength(1);
    });
  });

  test('there is one primary button in every state', async () => {
    await withForm(formState(), async (view) => {
      expect(await primary(view)).toEqual(['Send a test']);
      await view.show(withRun(runningRun()));
      expect(await primary(view)).toEqual(['Cancel']);
      await view.show(
        withRun(
          failedRun({
            fixes: [
              { id: 'mode', label: 'Use port 587' },
              { id: 'other', label: 'Use 25' },
            ],
          }),
        ),
      );
      expect(await primary(view)).toEqual(['Apply and test again']);
      await view.show(withRun(failedRun({ fixes: [] })));
      expect(await primary(view)).toEqual(['Test again']);
      await view.show(withRun(passedRun()));
      expect(await primary(view)).toEqual(['Send a test']);
      await view.show(withRun(failedRun({ fixes: [], retryAt: Date.now() + 60_000 })));
      expect(await primary(view)).toEqual([]);
      await view.page.getByRole('button', { name: 'Fill in from address' }).click();
      expect(await primary(view)).toEqual(['Find the settings']);
    });
  });

  test('what was just typed is sent before the test', async () => {
    await withForm(formState(), async (view) => {
      await view.page.waitForTimeout(450);
      await field(view, 'Host').pressSequentially('x');
      await view.page.getByRole('button', { name: 'Send a test', exact: true }).click();
      await view.show(withAccount({ host: 'xsmtp.gmail.com' }, { version: 2 }));
      expect((await view.messages()).map(({ type }) => type)).toEqual(['ready', 'edit', 'test']);
    });
  });

  test('a fix is applied', async () => {
    await withForm(withRun(failedRun({ fixes: [{ id: 'use-587', label: 'Use port 587' }] })), async (view) => {
      await view.page.getByRole('button', { name: 'Apply and test again' }).click();
      expect(await posted(view, 'apply-fix')).toEqual([
        { type: 'apply-fix', account: 'notifications', fix: 'use-587' },
      ]);
    });
  });

  test('the fix of a password opens its field, and afterwards Test again comes first', async () => {
    await withForm(withRun(failedRun()), async (view) => {
      await view.page.getByRole('button', { name: 'Set the app password' }).click();
      await view.page.keyboard.type('abcd');
      await view.page.keyboard.press('Enter');
      expect(await posted(view, 'set-password')).toHaveLength(1);
      await view.show(withRun(failedRun(), { version: 2 }));
      expect(await primary(view)).toEqual(['Test again']);
      const focused = view.page.getByRole('button', { name: 'Test again' });
      await expect.poll(() => focused.evaluate((button) => button.matches(':focus'))).toBe(true);
    });
  });

  test('a stage tells its state in words and shows its lines', async () => {
    await withForm(withRun(failedRun()), async (view) => {
      const auth = view.page.getByRole('button', { name: 'AUTH failed 310 ms' });
      expect(await auth.getAttribute('aria-expanded')).toBe('false');
      await auth.click();
      expect(await view.page.getByRole('region', { name: 'Transcript of this stage: AUTH' }).textContent()).toContain(
        'AUTH PLAIN …',
      );
      await view.show(withRun(failedRun({ headline: 'Changed.' })));
      expect(await auth.getAttribute('aria-expanded')).toBe('true');
      expect(await view.page.evaluate(() => document.activeElement?.className)).toBe('pill');
      await auth.click();
      expect(await view.page.locator('#stage-lines').isVisible()).toBe(false);
    });
  });

  test('a failed test shows cause, proof and guide, and is announced', async () => {
    await withForm(withRun(failedRun()), async (view) => {
      expect(await view.page.getByRole('heading', { name: /^Gmail wants an app password/ }).isVisible()).toBe(true);
      expect(await view.page.locator('mark').textContent()).toBe('534-5.7.9 Application-specific password required');
      expect(await view.page.locator('.result').getByRole('status').first().textContent()).toContain(
        'The login was refused',
      );
      const link = view.page.getByRole('link', { name: 'App passwords' });
      expect(await link.getAttribute('href')).toBe('https://myaccount.google.com/apppasswords');
      expect(await view.page.locator('.steps').textContent()).toContain('Open App passwords in your Google Account.');
      await view.page.getByText('Other possible causes (1)').click();
      expect(await view.page.getByText('Possible (from smtp-rules.yaml)').isVisible()).toBe(true);
      expect(await view.page.getByText('The user name or the password is not right').isVisible()).toBe(true);
      await view.page.getByRole('button', { name: 'Copy steps' }).click();
      expect(await posted(view, 'guide-copy')).toEqual([{ type: 'guide-copy', guide: 'gmail-app-password' }]);
      await view.page.getByText('Copied').waitFor();
    });
  });

  test('the running stage moves, but not with reduced motion', async () => {
    const moving = (view: View) =>
      view.page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
    await withForm(withRun(runningRun()), async (view) => expect(await moving(view)).toBeGreaterThan(0), {
      reducedMotion: false,
    });
    await withForm(withRun(runningRun()), async (view) => {
      expect(await moving(view)).toBe(0);
      expect(await view.page.locator('doctor-progress-ring').isVisible()).toBe(false);
    });
  });
});

describe('safety', () => {
  const evil = '<img src=x onerror="window.hacked=1"><b>bold</b>';

  test('markup in any value is text', async () => {
    const replace = (value: unknown): unknown =>
      typeof value === 'string'
        ? `${value}${evil}`
        : Array.isArray(value)
          ? value.map(replace)
          : typeof value === 'object' && value !== null
            ? Object.fromEntries(
                Object.entries(value).map(([key, part]) => [key, keep.has(key) ? part : replace(part)]),
              )
            : value;
    const keep = new Set([
      'type',
      'file',
      'kind',
      'severity',
      'state',
      'stage',
      'language',
      'languages',
      'selected',
      'date',
    ]);
    const findings = Object.fromEntries(
      ['host', 'encryption', 'password', 'other'].map((name) => [name, [{ severity: 'error' as const, message: 'm' }]]),
    );
    const state = replace(
      withAccount({ run: failedRun({ details: ['d'], guide: guide({ outdated: true }) }), findings }),
    ) as FormState;
    await withForm({ ...state, selected: state.accounts[0]?.name ?? '' }, async (view) => {
      expect(await view.page.locator('img, b').count()).toBe(0);
      expect(await view.page.evaluate(() => 'hacked' in window)).toBe(false);
      const text = await view.page.locator('body').textContent();
      expect(text?.split(evil).length).toBeGreaterThan(20);
      expect(await field(view, `Host${evil}`).inputValue()).toBe(`smtp.gmail.com${evil}`);
    });
  });

  test('a link that is not one of the web is text', async () => {
    const inlines = ['javascript:alert(1)', 'command:x', 'file:///etc/passwd', 'data:text/html,x', 'https://'].map(
      (url) => ({ type: 'link' as const, text: url, url }),
    );
    const run = failedRun({ guide: guide({ blocks: [{ type: 'paragraph', inlines }], sources: [] }) });
    await withForm(withRun(run), async (view) => {
      expect(await view.page.getByRole('link').count()).toBe(0);
      expect(await view.page.getByText('javascript:alert(1)').isVisible()).toBe(true);
    });
  });

  const wrong: Readonly<Record<string, unknown>> = {
    null: null,
    text: 'form-state',
    'an unknown type': { type: 'other' },
    'an account without fields': { ...formState(), accounts: [{ name: 'x' }] },
    'a version that is text': { ...formState(), version: '1' },
    'no texts': { ...formState(), strings: null },
    'half a run': formState({ accounts: [{ ...account(), run: { state: 'failed' } as RunView }] }),
    'the state of a panel': panelState(runningRun()),
  };
  test.each(Object.keys(wrong))('a message of the wrong shape is ignored: %s', async (name) => {
    const message = wrong[name];
    await withForm(formState(), async (view) => {
      await view.show(message as object);
      expect(await field(view, 'Host').inputValue()).toBe('smtp.gmail.com');
    });
  });
});

describe('layout', () => {
  test.each([300, 480, 560, 720, 1200])('nothing is wider than %i px', async (width) => {
    for (const selected of ['pranešimai-klientams', 'sąskaitos']) {
      await withForm(
        lithuanianForm({ selected }),
        async (view) => {
          expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        },
        { width },
      );
    }
  });

  test('the targets are at least 24 px', async () => {
    await withForm(withRun(failedRun()), async (view) => {
      const small = await view.page
        .locator('doctor-button, doctor-radio, doctor-dropdown, doctor-text-field, button, summary')
        .evaluateAll((all) =>
          all
            .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
            .filter(({ box }) => box.height > 0 && (box.height < 24 || box.width < 24))
            .map(({ text }) => text),
        );
      expect(small).toEqual([]);
    });
  });
});
