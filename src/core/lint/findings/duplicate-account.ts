import type { Hit, Lint } from '../lint';

/** Two accounts that differ in nothing but their name. */
export const duplicateAccount: Lint = {
  id: 'duplicate-account',
  severity: 'warning',
  check: ({ document, accounts }) => {
    const seen = new Map<string, string>();
    return accounts.flatMap(({ name, plan, raw, path }): Hit[] => {
      if (plan.host === '') return [];
      const key = JSON.stringify([
        plan.host.toLowerCase(),
        plan.port,
        plan.encryption,
        raw.user,
        raw.from,
        raw.password,
      ]);
      const other = seen.get(key);
      if (other === undefined) {
        seen.set(key, name);
        return [];
      }
      const range = document.nodeAt(path())?.key;
      return [{ path: path(), details: { other }, ...(range ? { range } : {}) }];
    });
  },
};
