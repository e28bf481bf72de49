import { addressOf, domainOf } from '../account/address';
import type { AccountSettings } from '../account/generated/smtp-file';
import type { Provider } from '../provider/provider';
import type { Diagnosis, Facts, Fix } from './diagnosis';

/** What the file says of an account; references stand as they are written, so that no value of theirs gets into a file. */
export type WrittenAddresses = Pick<AccountSettings, 'user' | 'from' | 'envelopeFrom' | 'ehloName'>;

type Maker = (
  written: WrittenAddresses,
  facts: Facts,
  provider: Provider | undefined,
) => Omit<Fix, 'edits'> | undefined;

/** By cause: the key that changes, and what a fix would write there. */
const makers: Readonly<Record<string, { key: string; make: Maker; write?: (from: string, value: string) => string }>> =
  {
    'bad-credentials': { key: 'user', make: fullAddress },
    'sender-not-allowed': {
      key: 'from',
      make: loginAddress,
      write: (from, value) => from.replace(addressOf(from), () => value),
    },
    'helo-rejected': { key: 'ehloName', make: ehloName },
  };

/** The first cause with the change of an address or a name that cures it, where the file itself shows which. */
export function withAddressFixes(
  diagnoses: readonly Diagnosis[],
  facts: Facts,
  written: WrittenAddresses,
  provider: Provider | undefined,
): Diagnosis[] {
  const [first, ...others] = diagnoses;
  const maker = first && Object.hasOwn(makers, first.id) ? makers[first.id] : undefined;
  if (first === undefined || maker === undefined || facts.account === undefined) return [...diagnoses];
  const fix = maker.make(written, facts, provider);
  if (fix?.value === undefined) return [...diagnoses];
  const value = maker.write ? maker.write(written.from ?? '', fix.value) : fix.value;
  const edits = [{ path: ['accounts', facts.account, maker.key], value }];
  return [{ ...first, fixes: [{ ...fix, edits }, ...first.fixes] }, ...others];
}

/** The whole address where the provider signs in by it and the user has no domain. */
function fullAddress({ user = '', from = '' }: WrittenAddresses, _facts: Facts, provider: Provider | undefined) {
  if (provider?.userName !== 'full-address' || user === '' || /[@\s]/.test(user) || isReference(user)) return undefined;
  const sender = addressOf(from);
  const known = sender.toLowerCase().startsWith(`${user.toLowerCase()}@`) && !isReference(sender);
  const [domain] = provider.domains;
  if (known) return { id: 'use-full-address', value: sender };
  // which of several domains is not known
  if (domain === undefined || provider.domains.length > 1) return undefined;
  return { id: 'use-full-address', value: `${user}@${domain}` };
}

/** The address that signs in, in place of another one in `from`; a sending service's user is no sender. */
function loginAddress({ user = '', from = '', envelopeFrom }: WrittenAddresses, facts: Facts, provider?: Provider) {
  if (envelopeFrom !== undefined || provider?.userName === 'given') return undefined;
  if (!['mail', 'rcpt', 'data'].includes(facts.stage ?? '') || !isAddress(user) || !isAddress(addressOf(from)))
    return undefined;
  return addressOf(from).toLowerCase() === user.toLowerCase() ? undefined : { id: 'use-login-address', value: user };
}

/** The sender's own domain as the name in EHLO (RFC 5321 section 4.1.4); one of the provider's would be a lie. */
function ehloName({ user = '', from = '', ehloName: current }: WrittenAddresses, { host }: Facts, provider?: Provider) {
  const domain = [addressOf(from), user].filter(isAddress).map(domainOf)[0];
  if (domain === undefined || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) || domain === current) return undefined;
  if (provider?.domains.includes(domain) || host === domain) return undefined;
  return { id: 'set-ehlo-name', value: domain };
}

function isAddress(text: string): boolean {
  return /^[^\s@<>]+@[^\s@<>]+$/.test(text) && !isReference(text);
}

function isReference(text: string): boolean {
  return text.includes('${');
}
