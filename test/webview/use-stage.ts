import { afterAll, beforeAll, expect } from 'vitest';
import { type OpenOptions, openStage, type Stage, type View } from './page';

/** The stage of a test file. */
export interface TestStage extends Pick<Stage, 'open'> {
  /** Opens a form, shows it a state and runs a test over it, which must leave no problem behind. */
  withForm(state: object, run: (view: View) => Promise<void>, options?: OpenOptions): Promise<void>;
}

/** Opens a stage before the tests of the file and closes it after them. */
export function useStage(): TestStage {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 60_000);
  afterAll(() => stage.close());
  return {
    open: (options) => stage.open(options),
    async withForm(state, run, options) {
      const view = await stage.open(options);
      await view.show(state);
      await run(view);
      expect(view.problems).toEqual([]);
    },
  };
}
