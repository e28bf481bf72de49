import type { FromGuide, GuideState } from '../src/protocol/guide-messages';
import { button } from './components';
import { h, refill } from './dom';
import { type Answers, guideView } from './guide-view';
import { translator } from './text';
import type { View } from './view';

/** One guide as a page of its own. */
export function guidePanelView(post: (message: FromGuide) => void, answers: Answers): View<GuideState> {
  const back = h('div', { class: 'back' });
  const guide = guideView(post, 1, answers);
  const element = h('main', { class: 'page guide-page' }, back, guide.element);
  let shown: string | undefined;
  return {
    element,
    update(state) {
      const t = translator(state.guide.texts);
      refill(back, JSON.stringify([state.canGoBack, state.guide.language]), () => [
        state.canGoBack &&
          button({
            label: t('back'),
            kind: 'secondary',
            icon: 'arrow-left',
            focusKey: 'back',
            onClick: () => post({ type: 'guide-back' }),
          }),
      ]);
      guide.update(state.guide);
      // another guide is another page: reading begins at its title
      if (shown !== undefined && shown !== state.guide.id) {
        window.scrollTo(0, 0);
        guide.focus();
      }
      shown = state.guide.id;
    },
  };
}
