import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editAll } from '../../src/core/account/edit-accounts';
import { applyEdits } from '../../src/core/account/edit-smtp-document';
import { findingText } from '../../src/core/account/finding';
import { type Fix, fixTitle } from '../../src/core/account/fix';
import { parseSmtpDocument, type SmtpDocument } from '../../src/core/account/smtp-document';
import { openData } from '../../src/core/data';
import { languages } from '../../src/core/i18n/languages';
import { checkSmtpDocument } from '../../src/core/lint/check-smtp-document';
import type { LintContext } from '../../src/core/lint/lint-context';
import { lints } from '../../src/core/lint/lints';
import { readMarks } from '../golden/golden';
import { providers, today } from '../golden/providers';

const folder = join(__dirname, '../golden/lint');
const update = process.env.UPDATE_GOLDEN !== undefined;
const names = readdirSync(folder)
  .filter((name) => /^[\w-]+\.yaml$/.test(name))
  .map((name) => name.replace('.yaml', ''));
const context: LintContext = {
  providers,
  today,
  environment: { get: (name) => (name === 'SET' ? 'value' : undefined) },
  isStored: ({ name }) => name === 'stored',
};
const data = openData(join(__dirname, '../../dist'));

/** The text after a fix. */
function fixed(document: SmtpDocument, { settings = [], edits = [] }: Fix): string {
  return applyEdits(document.text, [...editAll(document, settings), ...edits]);
}

describe('the golden files', () => {
  it('are there for every lint', () => {
    expect(lints.map(({ id }) => id).filter((id) => !names.includes(id))).toEqual([]);
  });

  it.each(languages)('have a sentence for each in %s', (language) => {
    const t = data.translator(language);
    expect(lints.map(({ id }) => id).filter((id) => !t.has(`lint:${id}`))).toEqual([]);
  });
});

describe.each(names)('%s', (name) => {
  const { text, marks } = readMarks(readFileSync(join(folder, `${name}.yaml`), 'utf8'));
  const document = parseSmtpDocument(text);
  const findings = checkSmtpDocument(document, context);

  it('marks exactly what is marked in the file', () => {
    const found = findings.map(({ id, range }) => `${id}: ${range.start} ${text.slice(range.start, range.end)}`);
    const expected = marks.flatMap(({ ids, start, end }) =>
      ids.map((id) => `${id}: ${start} ${text.slice(start, end)}`),
    );
    expect(found.sort()).toEqual(expected.sort());
    expect(found.some((line) => line.startsWith(`${name}:`))).toBe(true);
  });

  it('says it in every language, with everything filled in and no secret in it', () => {
    for (const language of languages) {
      const t = data.translator(language);
      for (const finding of findings) {
        const sentences = [findingText(t, finding), ...(finding.fixes?.() ?? []).map((fix) => fixTitle(t, fix))];
        for (const sentence of sentences) {
          expect(sentence, language).not.toMatch(/\{\{|undefined|^(lint|findings|fixes)[:.]|fix\./);
          expect(sentence).not.toMatch(/s3cret|hunter2|efgh|pąssword|0o17/);
        }
      }
    }
  });

  const fixes = findings.flatMap((finding, index) =>
    finding.id === name || !marks.some(({ ids }) => ids.includes(name))
      ? (finding.fixes?.() ?? []).map((fix) => ({ fix, index }))
      : [],
  );

  it.each(fixes.map(({ fix, index }, turn) => ({ title: fixTitle(data.translator('en'), fix), fix, index, turn })))(
    'fix $turn: $title',
    ({ fix, turn }) => {
      if (fix.action !== undefined) return expect(fix.account).toBeDefined();
      const result = fixed(document, fix);
      const file = join(folder, `${name}.fixed-${turn}.yaml`);
      if (update) writeFileSync(file, result);
      expect(result).toBe(readFileSync(file, 'utf8'));
      const left = checkSmtpDocument(parseSmtpDocument(result), context).filter(({ id }) => id === name);
      expect(left.length, 'the finding is gone, or one of several').toBeLessThan(
        findings.filter(({ id }) => id === name).length,
      );
    },
  );

  it('has no fixed twin too many', () => {
    expect(existsSync(join(folder, `${name}.fixed-${fixes.length}.yaml`))).toBe(false);
  });
});
