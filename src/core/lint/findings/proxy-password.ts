import { parseProxy } from '../../account/proxy-address';
import { type Lint, perAccount } from '../lint';

/** The password of a proxy stands in the file itself. */
export const proxyPassword: Lint = {
  id: 'proxy-password',
  severity: 'warning',
  check: perAccount(({ raw: { proxy }, path }, { context: { tracked } }) => {
    if (typeof proxy !== 'string' || !parseProxy(proxy)?.password) return undefined;
    return {
      path: path('proxy'),
      ...(tracked ? { severity: 'error', details: { variant: 'tracked' } } : {}),
    };
  }),
};
