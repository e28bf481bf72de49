import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import { loadGuide } from '../../src/core/guide/load-guide';
import { languages } from '../../src/core/i18n/languages';
import { guideText } from '../../src/core/report/guide-text';

const data = openData(join(__dirname, '../../dist'));
const cli = join(__dirname, '../../dist/cli.js');
const run = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

describe('guides', () => {
  it.each(languages)('lists every guide under its topic in %s', (language) => {
    const { status, stdout } = run('guides', '--lang', language);
    expect(status).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(\S+) {2}/gm)].map(([, id]) => id);
    expect(listed).toEqual(data.knowledge().topics.flatMap(({ guides }) => guides));
    expect(stdout.split('\n')[0]).toBe(data.translator(language)('guides:topic_gmail'));
    expect(stdout).not.toMatch(/topic_|undefined/);
  });
});

describe('guide', () => {
  it('prints the guide with its questions, labels, references and sources', () => {
    const { status, stdout, stderr } = run('guide', 'gmail-app-password', '--lang', 'en');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^# Gmail: /);
    expect(stdout).toMatch(/^\*\*Is it a personal Gmail account.*\*\*$/m);
    expect(stdout).toMatch(/^- .+ → read on under “What to do”$/m);
    expect(stdout).toContain('Press **Create**.');
    expect(stdout).toMatch(/smtp-doctor guide gmail-bad-credentials\)/);
    expect(stdout).toContain('## Sources');
  });

  it('says where the values are entered in an application, and where it cannot use the provider', () => {
    const shown = (id: string, application: string) => run('guide', id, '--for', application, '--lang', 'en').stdout;
    expect(shown('gmail-app-password', 'wp-mail-smtp')).toMatch(
      /## Enter the values in: WordPress, WP Mail SMTP[\s\S]*- \*\*SMTP Host\*\*: `smtp\.gmail\.com`[\s\S]*## Sources/,
    );
    expect(shown('outlook-no-passwords', 'prestashop')).toContain('Outlook.com accepts no passwords since');
    expect(shown('oauth-google', 'prestashop')).toMatch(
      /PrestaShop signs in with user name and password only[^\n]*\n\nAnother way is open to it: [^\n]*guide gmail-app-password/,
    );
    expect(shown('oauth-google', 'prestashop')).not.toContain('the new password');
    expect(shown('workspace-smtp-relay', 'django')).toMatch(
      /"smtp-relay\.gmail\.com"[\s\S]*587[\s\S]*EMAIL_USE_TLS = True/,
    );
    expect(run('guide', 'gmail-app-password', '--lang', 'en').stdout).toMatch(
      /--for APPLICATION, with one of .*joomla/,
    );
    expect(run('guide', 'what-is-smtp', '--lang', 'en').stdout).not.toContain('--for');
    const { status, stderr } = run('guide', 'gmail-app-password', '--for', 'nope', '--lang', 'en');
    expect(status).toBe(2);
    expect(stderr).toContain('--for: “nope” is not one of abicart');
  });

  it('says what takes the place of the buttons and fields of the form', () => {
    const { stdout } = run('guide', 'gmail-app-password', '--lang', 'en');
    expect(stdout).toMatch(/## In the terminal\n[\s\S]*- \*\*Set password\*\* → .*`password: \$\{ask\}`/);
    expect(stdout.match(/\*\*Test again\*\* → `smtp-doctor test`/g)?.length).toBe(1);
    expect(run('guide', 'tls-wrong-mode', '--lang', 'lt').stdout).toContain('faile smtp.yaml: `encryption: starttls`');
    expect(run('guide', 'what-is-smtp', '--lang', 'en').stdout).not.toContain('In the terminal');
  });

  it.each(languages)('has words in the terminal for everything that guides name of the form, in %s', (language) => {
    const t = data.translator(language);
    for (const id of Object.keys(data.guides(language))) {
      const guide = loadGuide(data, id, language, '2026-11-21');
      if (guide === undefined) throw new Error(id);
      expect(guideText(guide, t, 'terminal')).not.toContain('inTerminal.');
      expect(guideText(guide, t, 'document')).not.toContain(t('guides:ofForm'));
    }
  });

  it('says where to look when there is no such guide', () => {
    for (const args of [['guide', 'nope'], ['guide', 'constructor'], ['guide']]) {
      const { status, stdout, stderr } = run(...args, '--lang', 'en');
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('“smtp-doctor guides” lists them');
    }
  });
});

describe('a diagnosis', () => {
  const text = '535 5.7.8 Username and Password not accepted. For more information, go to - gsmtp';
  const diagnose = (...args: string[]) =>
    spawnSync(process.execPath, [cli, 'diagnose', ...args, '--lang', 'en'], { encoding: 'utf8', input: text });

  it('has the guide for its cause at its provider, the same in text and JSON', () => {
    const { diagnoses } = JSON.parse(diagnose('--format', 'json').stdout) as {
      diagnoses: { id: string; guide: string }[];
    };
    expect(diagnoses[0]).toMatchObject({ id: 'bad-credentials', guide: 'gmail-bad-credentials' });
    const title = data.guides('en')['gmail-bad-credentials']?.title;
    expect(diagnose().stdout).toContain(`# ${title}`);
    expect(diagnose().stdout).not.toContain('## Sources');
  });
});
