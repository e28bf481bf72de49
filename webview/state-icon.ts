import type { RunView, StageView } from '../src/protocol/run-view';
import { icon } from './dom';

/** The codicon for the state of a test or of one of its stages. */
export function stateIcon(state: StageView['state'] | RunView['state']): HTMLElement {
  return icon(stateIcons[state], { class: `state-icon state-${state}` });
}

const stateIcons: Readonly<Record<StageView['state'] | RunView['state'], string>> = {
  passed: 'pass',
  failed: 'error',
  skipped: 'dash',
  cancelled: 'circle-slash',
  silent: 'watch',
  running: 'loading',
  waiting: 'circle-large-outline',
};
