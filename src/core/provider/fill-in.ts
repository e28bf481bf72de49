import type { Change } from '../account/edit-accounts';
import type { AccountSettings } from '../account/generated/smtp-file';
import { stateOn } from './find-provider';
import type { Provider } from './provider';
import { takesOAuth2 } from './standing-on';

/** Keys that a provider fills in. */
const serverKeys = ['host', 'port', 'encryption'] as const;

/**
 * Changes that let a provider fill in an account on `today` (ISO 8601 day): `provider` is named, what the file says about the server
 * becomes what the provider says, what it leaves out stays out. Without a provider all is left open.
 */
export function fillIn(
  name: string,
  settings: AccountSettings,
  provider: Provider | undefined,
  known: Provider | undefined,
  today: string,
): Change[] {
  const at = (key: string, value: Change['value']): Change => ({ path: ['accounts', name, key], value });
  if (provider === undefined) {
    const named = settings.provider !== undefined;
    const itsOwn = named || known === undefined ? [] : serverKeys.filter((key) => settings[key] !== undefined);
    return [...(named ? [at('provider', null)] : []), ...itsOwn.map((key) => at(key, null))];
  }
  const server = provider.servers[0];
  const changes = settings.provider === provider.id ? [] : [at('provider', provider.id)];
  for (const key of serverKeys) {
    if (server && settings[key] !== undefined && settings[key] !== server[key]) changes.push(at(key, server[key]));
  }
  const auth = signInOf(provider, today);
  const written = settings.auth ?? 'password';
  if (written !== auth) changes.push(at('auth', auth));
  return changes;
}

/** How to sign in at a provider: OAuth 2 where no password can work any more. */
function signInOf(provider: Provider, today: string): 'password' | 'oauth2' {
  return stateOn(provider, today) === 'closed' && takesOAuth2(provider, today) ? 'oauth2' : 'password';
}
