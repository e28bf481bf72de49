import { parseProxy } from '../../account/proxy-address';
import { type Lint, perAccount } from '../lint';
import { writeFix } from '../write-fix';

/** What stands under `proxy` cannot be read as one. */
export const proxyInvalid: Lint = {
  id: 'proxy-invalid',
  severity: 'error',
  check: perAccount(({ raw: { proxy }, path }) => {
    // what looks like a reference is a finding of its own
    if (typeof proxy !== 'string' || proxy.includes('${') || parseProxy(proxy)) return undefined;
    return {
      path: path('proxy'),
      fixes: () => {
        // nothing that can hold a password gets into a title
        const [, address] = proxy.match(/^\s*(?:https:\/\/)?([\w.-]+:\d+)\/?\s*$/) ?? [];
        return ['http', 'socks5']
          .map((kind) => `${kind}://${address}`)
          .filter((text) => address !== undefined && parseProxy(text))
          .map((text) => writeFix(path('proxy'), text));
      },
    };
  }),
};
