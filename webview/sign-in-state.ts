import type { SignInView } from '../src/protocol/messages';
import { button } from './components';
import { h, icon, refill } from './dom';
import type { FieldContext, FieldPart } from './field';
import { type Translate, writtenTime } from './text';

/** Who is signed in with OAuth 2 and until when, with the buttons that sign in and out; hidden where another method is used. */
export function signInState({ t, outbox, account }: FieldContext): FieldPart {
  const said = h('div', { class: 'sign-in-state' });
  const element = h(
    'div',
    { class: 'field field-signInState', role: 'group', 'aria-label': t('oauth2State') },
    h('span', { class: 'label' }, t('oauth2State')),
    said,
    h('p', { class: 'hint' }, t('oauth2SecretHelp')),
  );
  return {
    element,
    update({ account: view, language }) {
      const state = view?.signIn;
      element.hidden = state === undefined;
      if (state === undefined) return;
      const text = sentence(t, state, language);
      refill(said, JSON.stringify(text), () => {
        const enter = button({
          label: t('oauth2SignIn'),
          kind: 'secondary',
          focusKey: 'sign-in',
          onClick: () => outbox.send({ type: 'sign-in', account }),
        });
        enter.dataset.focusFallback = '';
        return [
          h('p', { role: 'status' }, icon(state.signedIn ? 'pass' : 'account'), h('span', {}, text)),
          h(
            'div',
            { class: 'actions' },
            enter,
            state.signedIn &&
              button({
                label: t('oauth2SignOut'),
                kind: 'secondary',
                focusKey: 'sign-out',
                onClick: () => outbox.send({ type: 'sign-out', account }),
              }),
          ),
        ];
      });
    },
    flush: () => undefined,
    dispose: () => undefined,
  };
}

function sentence(t: Translate, state: SignInView, language: string): string {
  if (!state.signedIn) return t('oauth2Nobody');
  const since = writtenTime(state.since, language);
  const who = state.as === undefined ? t('oauth2Since', { since }) : t('oauth2SinceAs', { as: state.as, since });
  const until = state.until === undefined ? '' : writtenTime(state.until, language);
  if (state.renews) return `${who} ${until === '' ? t('oauth2Renews') : t('oauth2UntilRenews', { until })}`;
  return until === '' ? who : `${who} ${t('oauth2Until', { until })}`;
}
