import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Destination } from '../../src/core/account/read-account';
import { openData } from '../../src/core/data';
import type { HostContext } from '../../src/extension/host-context';

const showWarningMessage = vi.hoisted(() => vi.fn());
vi.mock('vscode', () => ({ window: { showWarningMessage } }));
const { agreeTo, agreements, rememberAgreement, withdraw } = await import('../../src/extension/agreement');

const t = openData(join(__dirname, '../../dist')).translator('en');
const state = new Map<string, unknown>();
const host = {
  translator: () => t,
  extension: {
    workspaceState: {
      get: (key: string) => state.get(key),
      update: async (key: string, value: unknown) => void state.set(key, JSON.parse(JSON.stringify(value))),
    },
  },
} as unknown as HostContext;

const destination: Destination = {
  account: 'shop',
  host: 'smtp.example.com',
  port: 465,
  user: 'me@example.com',
  verify: true,
  ca: '',
  caHash: '',
  servername: '',
  clear: false,
  proxy: '',
  writtenHost: 'smtp.example.com',
};

/** What the user is shown when asked; undefined when nobody asks. */
async function asked(change: Partial<Destination>, agrees = false): Promise<string | undefined> {
  showWarningMessage.mockReset();
  showWarningMessage.mockResolvedValue(agrees ? t('extension:agreeButton') : undefined);
  const answer = await agreeTo(host, { ...destination, ...change });
  const [call] = showWarningMessage.mock.calls;
  expect(answer).toBe(call === undefined || agrees);
  return call && `${call[0]}\n${call[1].detail}`;
}

beforeEach(() => state.clear());

describe('the agreement of this workspace', () => {
  it('is asked for once, and not at all for this machine by its address', async () => {
    expect(await asked({}, true)).toContain('smtp.example.com, port 465, as user me@example.com');
    expect(await asked({})).toBeUndefined();
    expect(await asked({ account: 'other', host: 'SMTP.Example.com' })).toBeUndefined();
    expect(await asked({ host: '127.0.0.1' })).toBeUndefined();
    expect(await asked({ host: '127.0.0.1', proxy: 'socks5://evil.example:1080' })).toContain('evil.example');
  });

  it.each<[Partial<Destination>, string]>([
    [{ host: 'evil.example' }, 'Host: before smtp.example.com, now evil.example'],
    [{ port: 2525 }, 'Port: before 465, now 2525'],
    [{ user: 'me' }, 'User: before me@example.com, now me'],
    [{ verify: false }, 'Certificate checked (verify): before yes, now no'],
    [{ ca: 'ca.pem', caHash: 'abc' }, 'File of authorities (ca): before –, now ca.pem'],
    [{ servername: 'evil.example' }, 'Name in the certificate (servername): before –, now evil.example'],
    [{ clear: true }, 'Unencrypted: before no, now yes'],
    [{ proxy: 'http://evil.example:3128' }, 'Proxy: before –, now http://evil.example:3128'],
  ])('is asked for again after %j, with what has changed', async (change, line) => {
    await asked({}, true);
    expect(await asked(change)).toContain(line);
    // a refusal changes nothing
    expect(await asked({})).toBeUndefined();
    expect(await asked(change)).toContain(line);
  });

  it('is asked for again when the file of authorities keeps its name and holds something else', async () => {
    await asked({ ca: 'ca.pem', caHash: 'a'.repeat(64) }, true);
    expect(await asked({ ca: 'ca.pem', caHash: 'b'.repeat(64) })).toContain(
      'SHA-256): before aaaaaaaaaaaa, now bbbbbbbbbbbb',
    );
  });

  it('can be withdrawn', async () => {
    await asked({}, true);
    await asked({ port: 587 }, true);
    await withdraw(host, [destination]);
    expect(agreements(host)).toEqual([{ ...destination, port: 587 }]);
    expect(await asked({})).toContain('smtp.example.com');
    expect(await asked({ port: 587 })).toBeUndefined();
  });

  it('that is damaged is none', async () => {
    await asked({}, true);
    const [kept] = state.get('smtp.agreements') as object[];
    for (const damaged of ['x', [7, null], [{ ...kept, port: '465' }], [{ ...kept, verify: undefined }]]) {
      state.set('smtp.agreements', damaged);
      expect(agreements(host)).toEqual([]);
      expect(await asked({})).toContain('smtp.example.com');
    }
  });

  it.each<Partial<Destination>>([{ verify: false }, { ca: 'x' }, { servername: 'x' }, { clear: true }, { proxy: 'x' }])(
    'does not come with a password that was typed where %j weakens it',
    async (weak) => {
      await rememberAgreement(host, { ...destination, ...weak });
      expect(agreements(host)).toEqual([]);
      await rememberAgreement(host, destination);
      expect(agreements(host)).toEqual([destination]);
    },
  );
});

describe('the question', () => {
  it.each([
    ['evil.example\u001b[2K\rsmtp.gmail.com', 'evil.example\uFFFD[2K\uFFFDsmtp.gmail.com'],
    ['smtp.gmail.com\u202Emoc.live', 'smtp.gmail.com\uFFFDmoc.live'],
    ['smtp.gm\u0430il.com', 'smtp.xn--gmil-63d.com'],
    ['smtp.gmail.com\n\n\nevil.example', 'smtp.gmail.com\uFFFD\uFFFD\uFFFDevil.example'],
  ])('shows %j as it is', async (name, shown) => {
    expect(await asked({ host: name })).toContain(`to ${shown}, port 465`);
  });

  it('is not pushed out of sight by a name', async () => {
    expect((await asked({ account: 'x'.repeat(100_000), user: 'y\n'.repeat(9000) }))?.length).toBeLessThan(2000);
  });
});
