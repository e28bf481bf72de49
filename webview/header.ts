import type { FromView, ViewBase } from '../src/protocol/messages';
import { type ChoiceControl, dropdown } from './components';
import { h, icon, setText } from './dom';
import type { Translate } from './text';

/** The line on top of a view: what it is about, and the language, which is always in sight. */
export interface Header {
  readonly element: HTMLElement;
  update(state: ViewBase, title: string, t: Translate): void;
}

/** Makes the line on top of a view. */
export function viewHeader(post: (message: FromView) => void): Header {
  const title = h('h1', { class: 'file-name' });
  const switcher = h('div', { class: 'language' }, icon('globe'));
  const element = h('header', { class: 'bar' }, icon('mail'), title, switcher);
  let control: ChoiceControl | undefined;
  return {
    element,
    update(state, text, t) {
      setText(title, text);
      const label = t('language');
      const choices = state.languages.map(({ id, name }) => ({ value: id, label: name }));
      if (control === undefined) {
        control = dropdown({
          label,
          choices,
          value: state.language,
          onChange: (id) => {
            const language = state.languages.find((candidate) => candidate.id === id)?.id;
            if (language !== undefined) post({ type: 'set-language', language });
          },
        });
        switcher.append(control.element);
      }
      control.update({ label, choices });
      control.value = state.language;
    },
  };
}
