import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { findingText } from '../../src/core/account/finding';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import { openData } from '../../src/core/data';
import { languages } from '../../src/core/i18n/languages';
import { checkSmtpDocument } from '../../src/core/lint/check-smtp-document';
import { beginOf, standingOn } from '../../src/core/provider/standing-on';
import { providerStateText } from '../../src/core/report/provider-state-text';

const root = join(__dirname, '../..');
const data = openData(join(root, 'dist'));
const { providers, signs } = data.knowledge();
const schema = JSON.parse(readFileSync(join(root, 'src/core/provider/provider-schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

/** Providers without one server for everyone, or of which the sources disagree on the port: their file says why. */
const withoutServers = ['movistar', 'serveriai-lt', 'ses'];

describe.each(providers)('provider $id', (provider) => {
  it('is valid by the schema, in a file of its own name', () => {
    expect(validate(provider) ? [] : validate.errors).toEqual([]);
    expect(readFileSync(join(root, `knowledge/providers/${provider.id}.yaml`), 'utf8')).toContain(`id: ${provider.id}`);
  });

  it('has servers, and domains and servers that no other provider has', () => {
    expect(provider.servers.length === 0).toBe(withoutServers.includes(provider.id));
    for (const domain of provider.domains)
      expect(providers.filter(({ domains }) => domains.includes(domain)).map(({ id }) => id)).toEqual([provider.id]);
    for (const host of provider.hosts)
      expect(providers.filter(({ hosts }) => hosts.includes(host)).map(({ id }) => id)).toEqual([provider.id]);
  });

  it('is told by its hosts in texts under the same id', () => {
    expect(Object.keys(signs)).toContain(provider.id);
  });

  it('names sources that exist', () => {
    for (const { source } of provider.limits ?? []) expect(Object.keys(provider.sources)).toContain(source);
  });

  it('says which steps, exactly where it needs steps, and when it was closed', () => {
    for (const { state, steps } of [provider, ...(provider.states ?? [])])
      expect(steps !== undefined).toBe(state === 'needs-steps');
    expect(provider.state === 'closed').toBe(provider.closedSince !== undefined);
    const days = (provider.states ?? []).map(({ from }) => from);
    expect(days).toEqual([...days].sort());
  });

  it.each(languages)('has a text for its state on every day in %s', (language) => {
    const t = data.translator(language);
    for (const day of [
      '2024-01-01',
      '2026-11-21',
      ...(provider.states ?? []).map((change) => `${beginOf(change)}-01`.slice(0, 10)),
    ]) {
      const { state, steps } = standingOn(provider, day);
      expect(t.has(`provider.${steps ? `${state}_${steps}` : state}`), `${state} ${steps}`).toBe(true);
      expect(providerStateText(t, provider, day)).not.toContain('{{');
    }
  });

  it('has a password shape that a password of 16 letters fits', () => {
    if (provider.passwordShape !== undefined) expect('abcdefghijklmnop').toMatch(new RegExp(provider.passwordShape));
  });
});

describe('a personal Microsoft mailbox', () => {
  const said = (settings: string) => {
    const document = parseSmtpDocument(`accounts:\n  a: { ${settings}, password: secret }\n`);
    return checkSmtpDocument(document, { providers, today: '2026-11-22' })
      .filter(({ id }) => id.startsWith('sign-in-'))
      .map(({ id, details }) => `${id} ${details.provider}`);
  };

  it.each([
    'host: smtp-mail.outlook.com, user: shop@example.com',
    'host: smtp-mail.outlook.com, user: example@outlook.com',
    'host: smtp.office365.com, user: example@outlook.com',
    'host: SMTP.office365.com, port: 587, user: Example@Hotmail.co.uk',
    'provider: microsoft365, user: example@live.it',
    'provider: outlook, user: example@outlook.com',
  ])('takes no passwords: %s', (settings) => {
    expect(said(settings)).toEqual(['sign-in-closed Outlook.com']);
  });

  it.each(['host: smtp.office365.com, user: shop@example.com', 'provider: microsoft365, user: shop@example.com'])(
    'is no work mailbox: %s',
    (settings) => {
      expect(said(settings)).toEqual(['sign-in-off-by-default Microsoft 365']);
    },
  );

  it('is nothing to another server', () => {
    expect(said('host: smtp-relay.brevo.com, user: example@outlook.com')).toEqual([]);
  });
});

describe('files of providers', () => {
  it('are all read', () => {
    const files = readdirSync(join(root, 'knowledge/providers')).map((name) => name.replace('.yaml', ''));
    expect(providers.map(({ id }) => id).sort()).toEqual(files.sort());
  });
});

describe('Microsoft 365', () => {
  const provider = providers.find(({ id }) => id === 'microsoft365');

  it.each(languages)('reads differently before and after the end of December 2026 in %s', (language) => {
    if (!provider) throw new Error('missing');
    const t = data.translator(language);
    const before = providerStateText(t, provider, '2026-12-31');
    const after = providerStateText(t, provider, '2027-01-01');
    expect(before).toContain('SMTP AUTH');
    expect(after).toMatch(/2026.*;/);
    // the day is not known
    expect(after).not.toMatch(/2027|\b(1|31)\b/);
  });

  it.each([
    ['en', 'From the end of December 2026 on, ', 'Since the end of December 2026, '],
    [
      'it',
      'accetterà le password solo dove un amministratore le riattiva (a partire da: fine dicembre 2026)',
      'ha riattivate (a partire da: fine dicembre 2026)',
    ],
    [
      'lt',
      'administratorius juos vėl įjungs (nuo 2026 m. gruodžio pabaigos)',
      'vėl įjungė (nuo 2026 m. gruodžio pabaigos)',
    ],
    [
      'es',
      'las vuelva a activar (a partir de: finales de diciembre de 2026)',
      'ha vuelto a activar (desde: finales de diciembre de 2026)',
    ],
    [
      'pt',
      'as ativar de novo (a partir de: fim de dezembro de 2026)',
      'as ativou de novo (desde: fim de dezembro de 2026)',
    ],
    ['pl', 'włączy je ponownie (od: końca grudnia 2026 r.)', 'włączył je ponownie (od: końca grudnia 2026 r.)'],
  ] as const)('warns of a password before and after the end of December 2026 in %s', (language, before, after) => {
    const t = data.translator(language);
    const document = parseSmtpDocument(
      'accounts:\n  a: { provider: microsoft365, user: shop@example.com, password: secret }\n',
    );
    const said = (today: string) =>
      checkSmtpDocument(document, { providers, today, environment: { get: () => undefined } })
        .filter(({ id }) => id.startsWith('sign-in-'))
        .map((finding) => findingText(t, finding));
    expect(said('2026-09-01')).toEqual([]);
    for (const day of ['2026-11-22', '2026-12-31']) expect(said(day)).toEqual([expect.stringContaining(before)]);
    for (const day of ['2027-01-01', '2027-01-02', '2028-06-01'])
      expect(said(day)).toEqual([expect.stringContaining(after)]);
  });
});
