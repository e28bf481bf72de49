import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '../../src/core/i18n/languages';
import { isSmtpFile } from '../../src/extension/smtp-file-name';

const root = join(__dirname, '../..');
const text = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text);
const activation = readFileSync(join(root, 'src/extension/activate.ts'), 'utf8');
const nlsFile = (language: string) => (language === 'en' ? 'package.nls.json' : `package.nls.${language}.json`);

describe('the manifest', () => {
  it('has the commands that the code registers', () => {
    const ids = activation
      .match(/commandIds = \[([^\]]+)\]/)?.[1]
      ?.match(/'[^']+'/g)
      ?.map((id) => id.slice(1, -1));
    expect(ids).toEqual(manifest.contributes.commands.map(({ command }: { command: string }) => command));
  });

  it('has the view type of the form that the code registers', () => {
    expect(activation).toContain(`formViewType = '${manifest.contributes.customEditors[0].viewType}'`);
  });

  it('starts for the panels that come back after a reload', () => {
    const types = [...(activation.match(/panelViewTypes = \{([^}]+)\}/)?.[1]?.matchAll(/'([^']+)'/g) ?? [])];
    expect(types).toHaveLength(2);
    for (const [, type] of types) expect(manifest.activationEvents).toContain(`onWebviewPanel:${type}`);
  });

  it.each([
    ['smtp.yaml', true],
    ['smtp.yml', true],
    ['shop.smtp.yaml', true],
    ['shop.smtp.yml', true],
    ['smtp.json', false],
    ['mysmtp.yaml', false],
    ['smtp.yaml.bak', false],
    ['values.yaml', false],
  ])('treats %s alike in menus, form and code', (name, ours) => {
    expect(isSmtpFile(`/folder/${name}`)).toBe(ours);
    const pattern = manifest.contributes.menus['editor/title'][0].when.match(/=~ \/(.+?)\/ /)[1];
    expect(new RegExp(pattern).test(name)).toBe(ours);
    const globs = manifest.contributes.customEditors[0].selector.map(
      ({ filenamePattern }: { filenamePattern: string }) => filenamePattern,
    );
    const matches = globs.some((glob: string) =>
      new RegExp(`^${glob.replaceAll('.', '\\.').replace('*', '.+')}$`).test(name),
    );
    expect(matches).toBe(ours);
  });

  it.each(languages)('uses strings that exist in %s, and none is unused', (language) => {
    const strings = JSON.parse(readFileSync(join(root, nlsFile(language)), 'utf8'));
    const used = [...text.matchAll(/"%([^%]+)%"/g)].map(([, key]) => key as string);
    expect(Object.keys(strings).sort()).toEqual([...new Set(used)].sort());
  });

  it.each(languages)('has the strings of locales/%s', (language) => {
    expect(readFileSync(join(root, nlsFile(language)), 'utf8')).toBe(
      readFileSync(join(root, `locales/${language}/manifest.json`), 'utf8'),
    );
  });

  it.each(languages)('lets "SMTP: Test" be found in %s', (language) => {
    const strings = JSON.parse(readFileSync(join(root, nlsFile(language)), 'utf8'));
    expect(`${strings.category}: ${strings['command.test']}`).toMatch(/^SMTP: Test/);
  });

  it('offers the languages that there are', () => {
    expect(manifest.contributes.configuration.properties['smtp.language'].enum).toEqual(['auto', ...languages]);
  });

  it('lets no workspace widen trust: what weakens a login is a setting of the user’s own', () => {
    const { properties } = manifest.contributes.configuration;
    expect(properties['smtp.allowClearTextLogin']).toMatchObject({ scope: 'application', default: false });
    // the others change what is shown, never what is sent
    expect(Object.keys(properties).sort()).toEqual([
      'smtp.allowClearTextLogin',
      'smtp.codeLens',
      'smtp.language',
      'smtp.lint.severity',
    ]);
  });

  it('names files that exist', () => {
    for (const file of [manifest.main, manifest.icon, manifest.bin['smtp-doctor']])
      expect(existsSync(join(root, file)), file).toBe(true);
  });
});
