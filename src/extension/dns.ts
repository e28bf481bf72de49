import { Resolver } from 'node:dns/promises';
import type { Dns } from '../core/ports';

/** DNS of this machine. */
export const dns: Dns = {
  mx: async (domain) => {
    try {
      const records = await new Resolver({ timeout: 3000, tries: 2 }).resolveMx(domain);
      return records.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
      throw error;
    }
  },
};
