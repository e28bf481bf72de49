import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import type { Application } from '../../src/core/guide/application';
import { renderApplication } from '../../src/core/guide/render-application';
import { languages } from '../../src/core/i18n/languages';

const root = join(__dirname, '../..');
const data = openData(join(root, 'dist'));
const applications = data.applications();
const english = data.translator('en');
const encryptions = ['tls', 'starttls', 'none'] as const;
const allowed = [
  'id',
  'name',
  'kind',
  'signIn',
  'where',
  'fields',
  'snippets',
  'after',
  'notes',
  'sources',
] satisfies (keyof Application)[];

describe('files of applications', () => {
  it('are all read', () => {
    const files = readdirSync(join(root, 'knowledge/applications')).map((name) => name.replace('.yaml', ''));
    expect(applications.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it('use every note that there is', () => {
    const notes = Object.keys(english.all('applications').note ?? {});
    expect([...new Set(applications.flatMap((application) => application.notes))].sort()).toEqual(notes.sort());
  });
});

describe.each(applications)('application $id', (application) => {
  it('has the keys of the format, sources with dates, and something to fill in', () => {
    for (const key of Object.keys(application)) expect(allowed).toContain(key);
    expect(application.signIn).toContain('password');
    expect(Object.keys(application.sources).length).toBeGreaterThan(0);
    for (const source of Object.values(application.sources)) expect(source.date).toMatch(/^\d{4}(-\d{2}){0,2}$/);
    expect(application.fields.length + (application.snippets ?? []).length).toBeGreaterThan(0);
    for (const { encryption } of application.snippets ?? []) expect(Object.keys(encryption)).toEqual([...encryptions]);
  });

  it('has a sentence for every step and note', () => {
    const keys = [
      ...application.after.map((step) => `after.${step.do}${step.label ? '_label' : step.command ? '_command' : ''}`),
      ...application.notes.map((note) => `note.${note}`),
    ];
    for (const key of keys) expect(english.has(`applications:${key}`), key).toBe(true);
  });

  it.each(languages)('is complete in %s, with every encryption, and nothing is left unfilled', (language) => {
    const t = data.translator(language);
    const shape = (translator: typeof t) =>
      encryptions.map((encryption) =>
        renderApplication(
          application,
          { host: 'smtp.example.com', port: 2525, encryption, user: 'shop@example.com', from: 'shop@example.com' },
          { today: '2026-11-21', t: translator },
        ).map((block) => [block.type, 'items' in block ? block.items.length : 0]),
      );
    expect(shape(t)).toEqual(shape(english));
    const asked = { host: 'smtp.example.com', user: 'shop@example.com' };
    for (const values of [asked, ...encryptions.map((encryption) => ({ ...asked, port: 2525, encryption }))]) {
      const text = JSON.stringify(renderApplication(application, values, { today: '2026-11-21', t }));
      expect(text).not.toMatch(
        /applications:|providers:|\{\{|[\ue000-\ue0ff]|\{(host|port|user|from|fromName|encryption)/,
      );
      expect(text).not.toContain('undefined');
    }
  });

  it('chooses no encryption for a server whose port is not known', () => {
    const host = 'smtp.example.com';
    const text = JSON.stringify(renderApplication(application, { host }, { today: '2026-11-21', t: english }));
    const { snippets = [] } = application;
    for (const { encryption } of snippets)
      for (const line of [encryption.tls, encryption.starttls])
        expect(text).toContain(JSON.stringify(line).slice(1, -1).split('\\n')[0]);
    const asks = application.fields.some(
      (field) => 'value' in field && (field.value === 'encryption' || ('prefix' in field && field.prefix)),
    );
    if (asks || snippets.length > 0) expect(text).toMatch(/465.*587/s);
  });
});
