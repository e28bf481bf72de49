import { type Lint, perAccount } from '../lint';

/** The user is a whole address where the provider wants the part before the @. */
export const userWithDomain: Lint = {
  id: 'user-with-domain',
  severity: 'warning',
  check: perAccount(({ plan: { provider }, user, path }) => {
    if (provider?.userName !== 'local-part' || !user.includes('@')) return undefined;
    const text = user.slice(0, user.lastIndexOf('@'));
    const fix = {
      id: 'write',
      details: { text },
      settings: [{ path: path('user'), value: text }],
      preferred: true as const,
    };
    return { path: path('user'), details: { provider: provider.name }, fixes: () => (text === '' ? [] : [fix]) };
  }),
};
