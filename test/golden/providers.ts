import type { Provider } from '../../src/core/provider/provider';
import { provider } from './provider';

/** A provider of the tests: real ones change with time. */
function hosting(id: string, host: string, domain: string, more: Partial<Provider> = {}): Provider {
  return provider({
    id,
    name: id[0]?.toUpperCase() + id.slice(1),
    kind: 'hosting',
    domains: [domain],
    hosts: [host],
    servers: [
      { host, port: 465, encryption: 'tls' },
      { host, port: 587, encryption: 'starttls' },
    ],
    userName: 'either',
    signIn: [{ method: 'password' }],
    asOf: '2026-05',
    ...more,
  });
}

/** The day of the tests. */
export const today = '2026-11-21';

/** The providers of the tests. */
export const providers: readonly Provider[] = [
  hosting('gmail', 'smtp.gmail.com', 'gmail.com', {
    state: 'needs-steps',
    userName: 'full-address',
    mx: ['gmail-smtp-in.l.google.com', '.gmail-smtp-in.l.google.com'],
  }),
  hosting('local', 'smtp.wp.example', 'wp.example', { userName: 'local-part' }),
  hosting('both', 'smtp.uol.example', 'uol.example', { userName: 'by-domain' }),
  hosting('strict', 'smtp.strict.example', 'strict.example', { foreignFrom: 'refused' }),
  hosting('shut', 'smtp.shut.example', 'shut.example', { state: 'closed', closedSince: '2024-09-16' }),
  hosting('moved', 'smtp.moved.example', 'moved.example', {
    state: 'closed',
    closedSince: '2024-09-16',
    signIn: [{ method: 'oauth2' }],
    oauth2: { scopes: [] },
    sharedHosts: ['smtp.strict.example'],
  }),
  hosting('leaving', 'smtp.leaving.example', 'leaving.example', {
    signIn: [{ method: 'password', validTo: '2026-12' }],
  }),
  hosting('tightening', 'smtp.tightening.example', 'tightening.example', {
    states: [{ from: '2026-12', atEnd: true, state: 'needs-steps', steps: 'administrator-again' }],
  }),
  hosting('tightened', 'smtp.tightened.example', 'tightened.example', {
    states: [{ from: '2026-09', atEnd: true, state: 'needs-steps', steps: 'administrator-again' }],
  }),
  hosting('doubtful', 'smtp.doubtful.example', 'doubtful.example', { state: 'withdrawing' }),
];
