import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import { diagnoseText } from '../../src/core/diagnosis/diagnose-text';
import { findErrors } from '../../src/core/diagnosis/find-errors';
import { withoutAdvice } from '../../src/core/diagnosis/without-advice';

const { rules } = openData(join(__dirname, '../../dist')).knowledge();

describe('a reply without its advice', () => {
  it.each([
    ['550 blocked. If you are no spammer, set up SPF for mail.example.com. Bye', '550 blocked.  . Bye'],
    ['550 spam. Please check your DKIM', '550 spam.  '],
    ['554 refused; make sure that a PTR exists; 192.0.2.1', '554 refused;  ; 192.0.2.1'],
    ['550 denied. Is your account suspended? See the page', '550 denied.   See the page'],
    ['550 unknown user SPF=pass', '550 unknown user  '],
  ])('%s', (text, plain) => {
    expect(withoutAdvice(text)).toBe(plain);
  });

  it.each([
    '550 5.7.1 SPF check failed for example.com',
    '550 Please turn on SMTP authentication',
    '535 5.7.8 Bad credentials. Learn more at https://support.example.com/mail/?p=BadCredentials',
  ])('is the same where there is none: %s', (text) => {
    expect(withoutAdvice(text)).toBe(text);
  });
});

describe('advice in a reply', () => {
  const first = (text: string) => diagnoseText(text, {}, rules, {}).diagnoses[0];

  it('gives way to what the reply says outright', () => {
    const reply = '550 5.7.1 Rejected, your host has no reverse DNS.';
    expect(first(reply)?.id).toBe('ip-blocked');
    expect(first(`${reply} Make sure your domain has SPF and DKIM records.`)?.id).toBe('ip-blocked');
  });

  it('is never sure', () => {
    const sure = '550 5.7.1 example.com has no SPF record';
    const advised = '550 5.7.1 Refused. Make sure that example.com has an SPF record';
    expect(first(sure)).toMatchObject({ id: 'sender-authentication-failed', confidence: 0.93 });
    expect(first(advised)?.confidence).toBeLessThan(0.9);
  });

  it('names no error beside one that happened', () => {
    const text = 'connect ETIMEDOUT 192.0.2.5:587. Some hosts say "connection refused" when mail is sent';
    expect(findErrors(text)).toMatchObject([{ code: 'ETIMEDOUT' }, { code: 'ECONNREFUSED', advised: true }]);
    expect(first(text)?.id).toBe('connection-timeout');
  });
});
