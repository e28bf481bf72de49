import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixTitle } from '../../src/core/account/fix';
import { parseSmtpDocument } from '../../src/core/account/smtp-document';
import { openData } from '../../src/core/data';
import { languages } from '../../src/core/i18n/languages';
import { checkSmtpDocument } from '../../src/core/lint/check-smtp-document';
import { type ProbeOptions, probe } from '../../src/core/probe/probe';
import { findingsJson, findingsSarif, findingsText } from '../../src/core/report/findings-report';
import { jsonReport } from '../../src/core/report/json-report';
import { junitReport } from '../../src/core/report/junit-report';
import { supportReport } from '../../src/core/report/support-report';
import { headline, reportOf } from '../../src/core/report/test-report';
import { textReport } from '../../src/core/report/text-report';
import { transcriptLines } from '../../src/core/report/transcript-lines';
import { secretsIn, writingsOf } from '../canary.mjs';
import { type Answer, accepting, account, serve } from './script-server';

const data = openData(join(__dirname, '../../dist'));
const secret = 'Kanarėlė-9f!Q"z&w<b>';
const proxySecret = 'pr0xy/Kanarėlė+';
const user = 'shop@example.com';

/** Everything that is made of one test: what is shown, written, copied or sent to a webview comes from these. */
async function everything(answer: Answer, offers: string[], more = {}, options: ProbeOptions = {}): Promise<string> {
  const server = await serve(answer, {});
  const target = account(server.port, { user, password: secret, ...more });
  const events: unknown[] = [];
  const shown: string[] = [offers.join()];
  try {
    const result = await probe(target, {
      ...options,
      onStage: (event) => {
        events.push(event);
        options.onStage?.(event);
      },
    });
    const report = reportOf(result, target, data.knowledge());
    shown.push(JSON.stringify(result), JSON.stringify(report), JSON.stringify(jsonReport(report)));
    for (const language of languages) {
      const t = data.translator(language);
      shown.push(junitReport('smtp.yaml', [report], data.knowledge(), t));
      shown.push(textReport(report, data, t, false));
      shown.push(headline(t, report), ...transcriptLines(result));
      shown.push(supportReport(report, data, t, { doctor: '0', host: 'test', platform: 'test' }));
    }
  } catch (error) {
    shown.push(String((error as Error).message), String((error as Error).stack));
  }
  shown.push(JSON.stringify(events));
  return shown.join('\n');
}

/** A server that says back whatever it was told, and in every other writing, when it refuses. */
const spiteful = (said: string): Answer =>
  accepting(
    (line) => (/^AUTH/.test(line) ? `535-5.7.8 ${line}\r\n535 5.7.8 ${said.replace(/[\r\n\0]/g, '')}` : ''),
    ['AUTH PLAIN LOGIN XOAUTH2'],
  );

describe('a secret', () => {
  it.each(Object.entries(writingsOf(secret, user)))(
    'that the server quotes as %s shows nowhere',
    async (_name, writing) => {
      const seen = await everything(spiteful(writing), []);
      expect(seen).toContain('535');
      expect(secretsIn(seen, [secret], user)).toEqual([]);
    },
  );

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'])(
    'that goes by %s shows nowhere',
    async (mechanism) => {
      const echo: Answer = (line) =>
        /^EHLO/.test(line)
          ? `250-test\r\n250 AUTH ${mechanism}`
          : /^(QUIT|RSET)/.test(line)
            ? '221 bye'
            : line.length === 0
              ? '535 no'
              : `334 ${line.split(' ').at(-1)}`;
      const auth = /XOAUTH2|BEARER/.test(mechanism) ? 'oauth2' : 'password';
      const seen = await everything(echo, [], { auth, mechanism }, { deadlines: { auth: 300 } });
      expect(seen).toContain(mechanism);
      expect(secretsIn(seen, [secret], user)).toEqual([]);
    },
  );

  it('of a proxy shows nowhere', async () => {
    const quoting: Answer = (line) => `HTTP/1.1 407 ${line}\r\n`;
    const server = await serve(quoting, { greeting: '' });
    const proxy = `http://user:${encodeURIComponent(proxySecret)}@127.0.0.1:${server.port}`;
    const seen = await everything(accepting(), [], { proxy });
    expect(seen).toContain('The proxy refused');
    expect(secretsIn(seen, [secret, proxySecret], 'user')).toEqual([]);
  });

  it('shows nowhere when the engine itself breaks', async () => {
    const seen = await everything(
      accepting(),
      [],
      {},
      {
        onStage: ({ stage }) => {
          if (stage === 'auth')
            throw new Error(`broken with ${secret} and ${Buffer.from(`\0${user}\0${secret}`).toString('base64')}`);
        },
      },
    );
    expect(seen).toContain('broken with ***');
    expect(secretsIn(seen, [secret], user)).toEqual([]);
  });

  const quoted = JSON.stringify(secret);
  it.each([
    ['is a password', `password: ${quoted}`],
    ['has blanks around it', `password: ${JSON.stringify(`${secret} `)}`],
    ['is a client secret', `oauth2: { clientId: a, clientSecret: ${quoted} }`],
    ['is beside a reference', `password: ${JSON.stringify(`\${env:NAME}${secret}`)}`],
    ['is in a reference of no kind', `password: ${JSON.stringify(`\${${secret}}`)}`],
    ['is a list', `password: [${quoted}]`],
    ['is a map', `password: { ${quoted}: ${quoted} }`],
    ['is cut by a comment', `password: ${secret} # ${secret}`],
    ['is behind an anchor', `password: &a ${quoted}\n    oauth2: { clientSecret: *a }`],
    ['comes twice', `password: ${quoted}\n    password: ${quoted}`],
    ['is behind a misspelled key', `pasword: ${quoted}`],
    ['is the password of a proxy', `proxy: "http://me:${encodeURIComponent(secret)}@127.0.0.1:1"`],
    ['is the password of a proxy that is no address', `proxy: ${JSON.stringify(`gopher://me:${secret}@127.0.0.1:1`)}`],
    ['is in YAML that cannot be read', `password: ${quoted}\n   broken: [`],
    ['is a block', `password: |\n      ${secret}\n    port: x`],
  ])('in the file shows in no output of validate when it %s', (_name, line) => {
    const providers = data.knowledge().providers;
    const text = `accounts:\n  a:\n    host: smtp.gmail.com\n    port: 25\n    user: shop\n    ${line}\n`;
    const document = parseSmtpDocument(text);
    for (const tracked of [false, true]) {
      const findings = checkSmtpDocument(document, { providers, today: '2026-11-21', tracked });
      const checked = [{ file: 'smtp.yaml', document, findings }];
      expect(findings).not.toEqual([]);
      for (const language of languages) {
        const t = data.translator(language);
        const titles = findings.flatMap(({ fixes }) => fixes?.() ?? []).map((fix) => fixTitle(t, fix));
        const outputs = [findingsText(checked, t), findingsJson(checked, t), findingsSarif(checked, t), titles];
        expect(secretsIn(JSON.stringify(outputs), [secret], user)).toEqual([]);
        expect(secretsIn(findingsText(checked, t), [secret], user)).toEqual([]);
      }
    }
  });

  it('would be found: the search is not blind', () => {
    for (const [name, writing] of Object.entries(writingsOf(secret, user)))
      expect(secretsIn(`before ${writing} after`, [secret], user), name).not.toEqual([]);
  });
});
