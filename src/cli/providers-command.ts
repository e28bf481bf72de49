import { DoctorError } from '../core/errors';
import { providerById, providerOfAddress, providerOfHost } from '../core/provider/find-provider';
import type { Provider } from '../core/provider/provider';
import { sortProviders } from '../core/provider/sort-providers';
import { providerJson, providersTable, providerText } from '../core/report/provider-report';
import { today } from '../core/today';
import type { Run } from './commands';
import { exitCodes } from './exit-codes';

/** `providers [NAME]`: what is known of all providers or of one, as it stands today. Resolves to the exit code. */
export const providersCommand: Run = async (positionals, options, data, t) => {
  const { format = 'text' } = options;
  const { providers } = data.knowledge();
  const day = today();
  const [name] = positionals;
  const one = name === undefined ? undefined : findProvider(providers, name);
  if (name !== undefined && !one) throw new DoctorError('usage', { message: t('providers:unknown', { name }) });
  if (format === 'json') {
    const shown = (one ? [one] : sortProviders(providers)).map((provider) => providerJson(provider, day, t));
    process.stdout.write(`${JSON.stringify({ version: 1, day, providers: shown })}\n`);
  } else {
    process.stdout.write(`${one ? providerText(one, day, t) : providersTable(providers, day, t)}\n`);
  }
  return exitCodes.passed;
};

/** By id or name, or by a domain, address or host that belongs to it. */
function findProvider(providers: readonly Provider[], name: string): Provider | undefined {
  const wanted = name.toLowerCase();
  return (
    providerById(providers, wanted) ??
    providers.find((provider) => provider.name.toLowerCase() === wanted) ??
    providerOfAddress(providers, wanted) ??
    providerOfHost(providers, wanted)
  );
}
