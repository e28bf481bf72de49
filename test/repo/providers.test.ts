import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import { languages } from '../../src/core/i18n/languages';
import { standingOn } from '../../src/core/provider/standing-on';
import { providerStateText } from '../../src/core/report/provider-state-text';

const root = join(__dirname, '../..');
const data = openData(join(root, 'dist'));
const { providers, signs } = data.knowledge();
const schema = JSON.parse(readFileSync(join(root, 'src/core/provider/provider-schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

/** Providers without one server for everyone: their file says why. */
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
      ...(provider.states ?? []).map(({ from }) => `${from}-01`.slice(0, 10)),
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
    expect(before).not.toContain('2027');
    expect(after).toContain('2027');
    expect(after).not.toBe(before);
  });
});
