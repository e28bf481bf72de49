import { describe, expect, it } from 'vitest';
import { interceptionOf } from '../../src/core/diagnosis/interception';
import type { ProbeResult } from '../../src/core/probe/probe-result';
import type { Provider } from '../../src/core/provider/provider';

const gmail = {
  id: 'gmail',
  servers: [{ host: 'smtp.gmail.com', port: 465, encryption: 'tls' }],
  greeting: '\\b(gsmtp|gcdp)\\b',
} as Provider;

const failed = (host: string, greeting: string, issuer = 'WR2') =>
  ({
    outcome: 'failed',
    failedStage: 'auth',
    host,
    tls: { chain: [{ subject: host, issuer }] },
    transcript: [{ ms: 1, from: 'server', stage: 'greeting', text: greeting }],
  }) as unknown as ProbeResult;

const google = '220 smtp.gmail.com ESMTP 5b1f17b1804b1-46e23adf0a5sm52 - gsmtp';
const exim = '220-server12.example-hosting.com ESMTP Exim 4.96 #2';

describe('something that answers in the place of a server', () => {
  it('is told by the greeting, for servers whose greeting is known', () => {
    expect(interceptionOf(failed('SMTP.gmail.com', exim), [gmail])).toMatchObject({
      id: 'smtp-intercepted',
      provider: 'gmail',
      evidence: [{ kind: 'reply', text: exim }],
    });
    expect(interceptionOf(failed('smtp.gmail.com', exim), [gmail])).not.toHaveProperty('guide');
    expect(interceptionOf(failed('smtp.gmail.com', google), [gmail])).toBeUndefined();
  });

  it('is not assumed where a hosting company greets under another name', () => {
    expect(interceptionOf(failed('mail.example.com', exim), [gmail])).toBeUndefined();
  });

  it('is told by the issuer of the certificate', () => {
    const issuer = 'Avast Web/Mail Shield Root';
    expect(interceptionOf(failed('mail.example.com', exim, issuer), [])).toMatchObject({
      id: 'smtp-intercepted',
      guide: 'antivirus-or-proxy',
      evidence: [{ kind: 'tls-error', text: issuer }],
    });
  });

  it('is not said of a refused greeting or of a test that passed', () => {
    expect(interceptionOf(failed('smtp.gmail.com', '421 4.7.0 Try again later'), [gmail])).toBeUndefined();
    expect(interceptionOf({ ...failed('smtp.gmail.com', exim), outcome: 'passed' }, [gmail])).toBeUndefined();
  });
});
