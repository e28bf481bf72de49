import type { FormState } from '../src/protocol/messages';
import { button, dropdown, textField } from './components';
import { type Content, h, icon, refill } from './dom';
import { labelKey } from './field';
import type { Outbox } from './outbox';
import type { Translate } from './text';

/** The search for the settings of an address. */
export interface Detect {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  /** Opens it for an account, or for a new one when the name is empty. */
  open(account: string, address: string): void;
  close(): void;
  update(state: FormState, t: Translate): void;
}

/** Where mail settings are asked for when nobody knows them. */
const askGuide = 'ask-your-provider';

/** Makes the search. It shows what it found, and where each value came from, before anything is written. */
export function detect(outbox: Outbox, changed: () => void): Detect {
  const form = h('div', { class: 'detect-form' });
  const answer = h('div', { class: 'detect-answer', role: 'status' });
  const element = h('section', { class: 'detect', hidden: true }, form, answer);
  let target: string | undefined;
  let start = '';
  let skippedDns = '';
  let value = () => start;

  const close = () => {
    if (target === undefined) return;
    target = undefined;
    outbox.send({ type: 'close-detection' });
    changed();
  };
  const take = (address: string, provider: string) => {
    const account = target ?? '';
    target = undefined;
    element.hidden = true;
    outbox.change({ type: 'take-detected', account, address, provider });
  };

  const show = (state: FormState, t: Translate): Content[] => {
    const { detection } = state;
    if (detection === undefined) return [];
    const { step, address, domain, provider, values } = detection;
    const primary = (label: string, symbol: string, onClick: () => void) =>
      button({ label: t(label), kind: 'primary', icon: symbol, focusKey: label, onClick });
    const secondary = (label: string, onClick: () => void) =>
      button({ label: t(label), kind: 'secondary', focusKey: label, onClick });
    if (step === 'invalid') return [h('p', { class: 'note' }, icon('warning'), h('span', {}, t('addressInvalid')))];
    if (step === 'ask-dns' && skippedDns !== address) {
      return [
        h('p', {}, t('askDns', { domain })),
        h(
          'div',
          { class: 'actions' },
          primary('askDnsYes', 'search', () => outbox.send({ type: 'detect', address, dns: true })),
          secondary('askDnsNo', () => {
            skippedDns = address;
            changed();
          }),
        ),
      ];
    }
    if (step === 'found' && provider) {
      return [
        h('h4', { class: 'detect-title' }, `${provider.name}: ${provider.state}`),
        provider.closed && h('p', { class: 'note' }, icon('error'), h('span', {}, t('closedWayOut'))),
        h(
          'table',
          { class: 'found' },
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              ['foundField', 'foundValue', 'foundSource'].map((key) => h('th', { scope: 'col' }, t(key))),
            ),
          ),
          h(
            'tbody',
            {},
            values.map((item) =>
              h(
                'tr',
                {},
                h('th', { scope: 'row' }, t(labelKey(item.field))),
                h(
                  'td',
                  {},
                  h('strong', {}, item.field === 'encryption' ? t(`encryptionName_${item.value}`) : item.value),
                ),
                h('td', { class: 'muted' }, item.source),
              ),
            ),
          ),
        ),
        h(
          'div',
          { class: 'actions' },
          primary('takeFound', 'check', () => take(address, provider.id)),
          secondary('byHand', () => take(address, '')),
        ),
      ];
    }
    return nothing(
      state,
      t,
      address,
      step === 'no-answer' ? t('dnsSilent', { domain }) : t('nothingFound', { domain }),
    );
  };

  const nothing = (state: FormState, t: Translate, address: string, text: string): Content[] => {
    const choices = [
      { value: '-', label: t('chooseProvider') },
      ...state.providers.map(({ id, name, state: how }) => ({ value: id, label: `${name}: ${how}` })),
    ];
    const list = dropdown({
      label: t('provider'),
      choices,
      value: '-',
      onChange: (id) => {
        if (id !== '-') take(address, id);
      },
    });
    return [
      h('p', {}, text),
      list.element,
      h('p', { class: 'help' }, t('askProviderFor')),
      h(
        'div',
        { class: 'actions' },
        button({
          label: t('byHand'),
          kind: 'primary',
          focusKey: 'byHand',
          onClick: () => take(address, ''),
        }),
        button({
          label: t('askProvider'),
          kind: 'secondary',
          icon: 'book',
          focusKey: 'askProvider',
          onClick: () => outbox.send({ type: 'guide-open', guide: askGuide }),
        }),
      ),
    ];
  };

  const showForm = (state: FormState, t: Translate): Content[] => {
    const find = () => outbox.send({ type: 'detect', address: value().trim(), dns: false });
    const field = textField({
      id: 'field-detect',
      label: t('detectAddress'),
      value: start,
      placeholder: t('addressExample'),
      description: t('detectAddressHelp'),
      onEnter: find,
      ...(target === '' && state.accounts.length === 0 ? {} : { onEscape: close }),
    });
    value = () => field.value;
    const isNew = target === '';
    return [
      h('h3', { class: 'detect-title' }, t(isNew ? 'newAccount' : 'detect')),
      h('label', { for: 'field-detect' }, t('detectAddress')),
      h('p', { class: 'help' }, t('detectAddressHelp')),
      field.element,
      h(
        'div',
        { class: 'actions' },
        button({
          label: t('detectFind'),
          kind: state.detection === undefined || state.detection.step === 'invalid' ? 'primary' : 'secondary',
          icon: 'search',
          focusKey: 'find',
          onClick: find,
        }),
        isNew &&
          button({
            label: t('withoutAddress'),
            kind: 'secondary',
            focusKey: 'without',
            onClick: () => {
              target = undefined;
              element.hidden = true;
              outbox.change({ type: 'library', action: 'add', account: '', name: '' });
            },
          }),
        state.accounts.length > 0 &&
          button({ label: t('passwordCancel'), kind: 'secondary', focusKey: 'close', onClick: close }),
      ),
    ];
  };

  return {
    element,
    get isOpen() {
      return target !== undefined;
    },
    open(account, address) {
      target = account;
      start = address;
      skippedDns = '';
      changed();
      // an empty file opens it before the page is shown
      requestAnimationFrame(() => element.querySelector<HTMLElement>('#field-detect')?.focus());
    },
    close,
    update(state, t) {
      element.hidden = target === undefined;
      element.setAttribute('aria-label', t('detect'));
      if (target === undefined) {
        refill(form, '', () => []);
        refill(answer, '', () => []);
        return;
      }
      const asked = state.detection === undefined || state.detection.step === 'invalid';
      start = form.childElementCount > 0 ? value() : start;
      refill(form, JSON.stringify([target, state.language, asked, state.accounts.length === 0]), () =>
        showForm(state, t),
      );
      refill(answer, JSON.stringify([state.detection, state.language, skippedDns]), () => show(state, t));
    },
  };
}
