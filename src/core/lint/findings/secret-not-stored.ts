import { secretKeyOf } from '../../account/read-account';
import { parseReference } from '../../account/reference';
import { type Lint, perAccount } from '../lint';

/** The secret that the file refers to is not stored for this server and user. */
export const secretNotStored: Lint = {
  id: 'secret-not-stored',
  severity: 'info',
  check: perAccount(({ name, plan, raw, path }, { context: { isStored, environment = { get: () => undefined } } }) => {
    if (isStored === undefined || typeof raw.password !== 'string' || plan.auth === 'none') return undefined;
    const reference = parseReference(raw.password);
    const key = reference.kind === 'secret' ? secretKeyOf(plan, environment) : undefined;
    if (key === undefined || isStored(key)) return undefined;
    const fix = { id: 'set-password', action: 'set-password' as const, account: name };
    return { path: path('password'), details: { name: key.name, host: key.host }, fixes: () => [fix] };
  }),
};
