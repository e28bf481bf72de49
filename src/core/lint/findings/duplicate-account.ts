import type { Hit, Lint } from '../lint';
import type { LintAccount } from '../lint-file';

/** Two accounts that differ in nothing but their name. */
export const duplicateAccount: Lint = {
  id: 'duplicate-account',
  severity: 'warning',
  check: ({ document, accounts }) => {
    const seen = new Map<string, string>();
    return accounts.flatMap((account): Hit[] => {
      const { name, plan, path } = account;
      if (plan.host === '') return [];
      const key = settingsOf(account);
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

/** All that an account says, with what it leaves to its provider; keys of the user's own change nothing. */
function settingsOf({ plan, raw }: LintAccount): string {
  const { provider: _provider, ...written } = raw;
  const settings = Object.entries({
    ...written,
    host: plan.host.toLowerCase(),
    port: plan.port,
    encryption: plan.encryption,
    auth: plan.auth,
  });
  return JSON.stringify(settings.filter(([key]) => !key.startsWith('x-')).sort(([a], [b]) => (a < b ? -1 : 1)));
}
