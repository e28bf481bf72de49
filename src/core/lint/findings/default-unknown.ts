import { valueAt } from '../../account/smtp-document';
import type { Lint } from '../lint';
import { nearest } from '../one-edit-away';
import { writeFix } from '../write-fix';

/** `default` names an account that is not there. */
export const defaultUnknown: Lint = {
  id: 'default-unknown',
  severity: 'error',
  check: ({ document }) => {
    const name = valueAt(document, ['default']);
    const names = document.accountNames;
    if (typeof name !== 'string' || names.includes(name)) return [];
    return [
      {
        path: ['default'],
        details: { name },
        fixes: () => {
          const meant = names.length === 1 ? names[0] : nearest(name, names);
          const others = names.filter((other) => other !== meant).slice(0, 3);
          const set = (value: string) => writeFix(['default'], value);
          return [...(meant === undefined ? [] : [{ ...set(meant), preferred: true as const }]), ...others.map(set)];
        },
      },
    ];
  },
};
