import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import { providerOfMx, receiverOf } from '../../src/core/provider/find-by-mx';
import type { Provider } from '../../src/core/provider/provider';

const provider = (id: string, mx?: string[]) => ({ id, ...(mx ? { mx } : {}) }) as Provider;
const providers = [
  provider('none'),
  provider('one', ['mx.one.example']),
  provider('two', ['*.two.example', '.Three.example']),
];

it.each<[string[], string | undefined]>([
  [['mx.one.example'], 'one'],
  [['A.MX.ONE.EXAMPLE.'], 'one'],
  [['notmx.one.example'], undefined],
  [['x.two.example'], 'two'],
  [['eu.three.example'], 'two'],
  [['own.example.lt', 'mx.one.example'], 'one'],
  [[], undefined],
])('%j is of %s', (exchanges, id) => {
  expect(providerOfMx(providers, exchanges)?.id).toBe(id);
});

const known = openData(join(__dirname, '../../dist')).knowledge().providers;

it.each<[string, string | undefined]>([
  ['gmail-smtp-in.l.google.com', 'gmail'],
  ['alt3.gmail-smtp-in.l.google.com', 'gmail'],
  ['alt1.aspmx.l.google.com', 'google-workspace'],
  ['example-com.mail.protection.outlook.com', 'microsoft365'],
  ['outlook-com.olc.protection.outlook.com', 'outlook'],
  ['mta5.am0.yahoodns.net', 'yahoo'],
  ['smtp.mail.global.gm0.yahoodns.net', undefined],
  ['in1-smtp.messagingengine.com', 'fastmail'],
  ['mail.messagingengine.com', undefined],
  // submission servers of the provider or of its customers have such names as well
  ['ssl0.ovh.net', undefined],
  ['pro1.mail.ovh.net', undefined],
  ['fortune.serveriai.lt', undefined],
  ['mail.example.com', undefined],
])('%s receives for %s', (host, id) => {
  expect(receiverOf(known, host)?.id).toBe(id);
});

it('no submission server of a provider counts as one that receives', () => {
  const submission = known.flatMap(({ hosts, servers }) => [...hosts, ...servers.map(({ host }) => host)]);
  expect(submission.filter((host) => receiverOf(known, host) !== undefined)).toEqual([]);
});
