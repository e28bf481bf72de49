import { expect, it } from 'vitest';
import { providerOfMx } from '../../src/core/provider/find-by-mx';
import type { Provider } from '../../src/core/provider/provider';

const provider = (id: string, mx?: string[]) => ({ id, ...(mx ? { mx } : {}) }) as Provider;
const providers = [
  provider('none'),
  provider('one', ['mx.one.example']),
  provider('two', ['*.two.example', '.Three.example']),
];

it.each<[string[], string | undefined]>([
  [['mx.one.example'], 'one'],
  [['A.MX.ONE.EXAMPLE.'], 'one'],
  [['notmx.one.example'], undefined],
  [['x.two.example'], 'two'],
  [['eu.three.example'], 'two'],
  [['own.example.lt', 'mx.one.example'], 'one'],
  [[], undefined],
])('%j is of %s', (exchanges, id) => {
  expect(providerOfMx(providers, exchanges)?.id).toBe(id);
});
