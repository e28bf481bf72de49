import type { Provider } from '../../src/core/provider/provider';

/** A mailbox provider of which nothing is known but this. */
export function provider(more: Partial<Provider> = {}): Provider {
  return {
    id: 'mailer',
    name: 'Mailer',
    kind: 'mailbox',
    domains: [],
    hosts: [],
    servers: [],
    userName: 'full-address',
    signIn: [],
    state: 'works',
    asOf: '2026-11',
    links: {},
    labels: {},
    sources: {},
    ...more,
  };
}
