import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import { waitLines } from '../../src/core/report/wait-minutes';

const t = openData(join(__dirname, '../../dist')).translator('en');

it.each([
  [undefined, []],
  // a rule of the workspace may say so
  [0, []],
  [1, ['Before the next try, wait: 1 minute']],
  [1440 * 3 + 60, ['Before the next try, wait: 3 days 1 hour']],
])('of %j minutes', (minutes, lines) => expect(waitLines(t, minutes)).toEqual(lines));
