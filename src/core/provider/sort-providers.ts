import type { Provider } from './provider';

/** For lists: the large ones first, then by name, sending services at the end. */
export function sortProviders(providers: readonly Provider[]): Provider[] {
  const group = ({ kind, rank }: Provider) => (kind === 'sending-service' ? 2 : rank === undefined ? 1 : 0);
  return [...providers].sort(
    (one, other) =>
      group(one) - group(other) ||
      (one.rank ?? 0) - (other.rank ?? 0) ||
      one.name.localeCompare(other.name, 'en') ||
      one.id.localeCompare(other.id, 'en'),
  );
}
