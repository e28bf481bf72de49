// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in smtp.yaml are written like this
import { describe, expect, it } from 'vitest';
import { type WrittenAddresses, withAddressFixes } from '../../src/core/diagnosis/address-fixes';
import type { Diagnosis, Facts } from '../../src/core/diagnosis/diagnosis';
import type { Provider } from '../../src/core/provider/provider';

const provider = (userName: Provider['userName'], domains: string[] = []) => ({ userName, domains }) as Provider;
const oneDomain = provider('full-address', ['libero.it']);
const hosting = provider('full-address');
const facts: Facts = { account: 'shop', host: 'smtp.example.com', stage: 'mail' };

/** Key and value of the first fix. */
function fixOf(id: string, written: WrittenAddresses, of?: Provider, seen: Partial<Facts> = {}) {
  const cause: Diagnosis = {
    id,
    confidence: 0.9,
    rule: 'r',
    evidence: [],
    fixes: [{ id: 'set-password', edits: [] }],
  };
  const [first, second] = withAddressFixes([cause, { ...cause, id: 'other' }], { ...facts, ...seen }, written, of);
  expect(second?.fixes).toHaveLength(1);
  const [fix, ...others] = first?.fixes ?? [];
  if (fix?.id === 'set-password') return undefined;
  expect(others.map((other) => other.id)).toEqual(['set-password']);
  expect(fix?.edits).toHaveLength(1);
  expect(fix?.edits[0]?.path.slice(0, 2)).toEqual(['accounts', 'shop']);
  return [fix?.id, fix?.value, fix?.edits[0]?.path[2], fix?.edits[0]?.value];
}

describe('the full address as user name', () => {
  it.each<[WrittenAddresses, Provider | undefined, string | undefined]>([
    [{ user: 'kim', from: 'Kim <Kim@example.com>' }, hosting, 'Kim@example.com'],
    [{ user: 'kim', from: 'info@example.com' }, oneDomain, 'kim@libero.it'],
    [{ user: 'kim' }, oneDomain, 'kim@libero.it'],
    // nothing tells the domain
    [{ user: 'kim', from: 'info@example.com' }, hosting, undefined],
    [{ user: 'kim' }, provider('full-address', ['yahoo.com', 'yahoo.it']), undefined],
    // nothing is wrong with it
    [{ user: 'kim@example.com' }, oneDomain, undefined],
    [{ user: 'kim', from: 'kim@example.com' }, provider('local-part'), undefined],
    [{ user: 'kim', from: 'kim@example.com' }, undefined, undefined],
    // the value of a reference never gets into the file
    [{ user: '${env:SMTP_USER}' }, oneDomain, undefined],
    [{}, oneDomain, undefined],
  ])('%j', (written, of, value) => {
    expect(fixOf('bad-credentials', written, of)).toEqual(value && ['use-full-address', value, 'user', value]);
  });
});

describe('the login address as sender', () => {
  const written = { user: 'kim@example.com', from: 'Shop $& Co <info@example.org>' };

  it('keeps the name before the address', () => {
    const expected = ['use-login-address', 'kim@example.com', 'from', 'Shop $& Co <kim@example.com>'];
    expect(fixOf('sender-not-allowed', written)).toEqual(expected);
    expect(fixOf('sender-not-allowed', { ...written, from: 'info@example.org' })?.[3]).toBe('kim@example.com');
  });

  it.each<[WrittenAddresses, Provider | undefined, Partial<Facts>]>([
    [{ ...written, from: 'Kim <KIM@example.com>' }, undefined, {}],
    [{ ...written, user: 'kim' }, undefined, {}],
    [{ ...written, user: '${secret:user}' }, undefined, {}],
    [{ ...written, from: '${env:FROM}' }, undefined, {}],
    [{ user: written.user }, undefined, {}],
    [{ ...written, envelopeFrom: 'bounce@example.org' }, undefined, {}],
    [written, provider('given'), {}],
    [written, undefined, { stage: 'auth' }],
  ])('is not offered for %j', (settings, of, seen) => {
    expect(fixOf('sender-not-allowed', settings, of, seen)).toBeUndefined();
  });
});

describe('the name in EHLO', () => {
  it.each<[WrittenAddresses, Provider | undefined, string | undefined]>([
    [{ from: 'Shop <info@Example.org>', user: 'kim@example.net' }, undefined, 'example.org'],
    [{ user: 'kim@example.net', ehloName: 'localhost' }, undefined, 'example.net'],
    [{ from: 'info@example.org', ehloName: 'example.org' }, undefined, undefined],
    // a domain of the provider's, or the server's own name, would be a lie
    [{ from: 'kim@libero.it' }, oneDomain, undefined],
    [{ from: 'info@smtp.example.com' }, undefined, undefined],
    [{ from: 'root@localhost' }, undefined, undefined],
    [{ from: 'info@${env:DOMAIN}' }, undefined, undefined],
  ])('%j', (written, of, value) => {
    expect(fixOf('helo-rejected', written, of)).toEqual(value && ['set-ehlo-name', value, 'ehloName', value]);
  });
});

describe('no address', () => {
  it('is offered for another cause or without an account', () => {
    expect(fixOf('tls-wrong-mode', { user: 'kim' }, oneDomain)).toBeUndefined();
    expect(fixOf('toString', { user: 'kim' }, oneDomain)).toBeUndefined();
    expect(withAddressFixes([], facts, {}, undefined)).toEqual([]);
  });
});
