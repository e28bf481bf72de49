import { type Lint, perAccount } from '../lint';

/** Plain values that YAML 1.1 takes for booleans, dates, times to base 60 or octal numbers (https://yaml.org/type/). */
const retypedByYaml11 =
  /^(y|yes|n|no|on|off|\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?|[-+]?\d[\d_]*_[\d_]*)$/i;

/** A password without quotes that other readers of YAML take for something else. */
export const valueAmbiguous: Lint = {
  id: 'value-ambiguous',
  severity: 'warning',
  check: perAccount((account) =>
    account.secrets
      .filter(({ value, node }) => node?.type === 'PLAIN' && retypedByYaml11.test(value))
      .map(({ path, value }) => ({
        path,
        fixes: () => [{ id: 'quote', settings: [{ path, value }], preferred: true }],
      })),
  ),
};
