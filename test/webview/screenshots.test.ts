import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './page';
import { drawAll, pictures } from './screenshots';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
}, 60_000);

afterAll(async () => {
  await stage.close();
});

test.runIf(process.env.SCREENSHOTS !== undefined)(
  'draws every picture into test/screenshots',
  async () => {
    await drawAll(stage);
    expect(pictures.length).toBeGreaterThan(0);
  },
  120_000,
);
