import type { FromGuide, GuideView } from '../src/protocol/guide-messages';
import { button, dropdown, link } from './components';
import { type Content, h, icon, refill } from './dom';
import { type Translate, translator, writtenDate } from './text';

type Block = GuideView['blocks'][number];
type Inline = Extract<Block, { type: 'paragraph' }>['inlines'][number];
type Question = GuideView['questions'][number];

/** A guide with its questions, and what can be done with it. */
export interface GuideComponent {
  readonly element: HTMLElement;
  /** Shows a guide, or nothing. Answers that were picked stay while it is the same guide. */
  update(guide: GuideView | undefined): void;
  /** Puts the focus on the title. */
  focus(): void;
}

/** A heading and what stands under it; the first part of a guide has none. */
interface Section {
  heading?: Extract<Block, { type: 'heading' }>;
  blocks: Block[];
}

/** Keeps the answers of a guide for a page that comes after this one: the guide, then questions and picks by turns. */
export interface Answers {
  read(): string[];
  write(answers: string[]): void;
}

/** Makes the view of a guide whose title is a heading of that level; at level 1 it is a page, and its tools are on top. */
export function guideView(post: (message: FromGuide) => void, level: 1 | 4, kept?: Answers): GuideComponent {
  const tools = h('div', { class: 'guide-tools' });
  const content = h('div', { class: 'guide-content' });
  const element = h('article', { class: 'guide' }, level === 1 ? [tools, content] : [content, tools]);
  /** The picked answer of each question, by their ids. */
  const picks = new Map<string, string>();
  const [guideBefore, ...before] = kept?.read() ?? [];
  let shown = guideBefore;
  for (let at = 0; at + 1 < before.length; at += 2) picks.set(before[at] ?? '', before[at + 1] ?? '');
  const keep = () => kept?.write([shown ?? '', ...[...picks].flat()]);

  return {
    element,
    focus: () => content.querySelector<HTMLElement>('.guide-title')?.focus(),
    update(guide) {
      if (guide === undefined) return;
      if (guide.id !== shown) picks.clear();
      shown = guide.id;
      element.lang = guide.language;
      const t = translator(guide.texts);
      refill(tools, JSON.stringify([guide.id, guide.language, guide.provider]), () => toolsOf(guide, t, post));
      refill(content, JSON.stringify(guide), () => contentOf(guide, t, level, picks, post, keep));
    },
  };
}

function toolsOf(guide: GuideView, t: Translate, post: (message: FromGuide) => void): Content[] {
  const copied = copiedStatus();
  return [
    h(
      'div',
      { class: 'guide-language' },
      icon('globe'),
      dropdown({
        label: t('guideLanguage'),
        choices: guide.languages.map(({ id, name }) => ({ value: id, label: name })),
        value: guide.language,
        focusKey: 'guide language',
        onChange: (language) => post({ type: 'guide-language', language }),
      }).element,
    ),
    button({
      label: t('copySteps'),
      kind: 'secondary',
      icon: 'copy',
      focusKey: 'guide copy',
      onClick: () => {
        post({ type: 'guide-copy', ...shownGuide(guide) });
        copied.say(t('copied'));
      },
    }),
    button({
      label: t('saveMarkdown'),
      kind: 'secondary',
      icon: 'save',
      focusKey: 'guide save',
      onClick: () => post({ type: 'guide-save', ...shownGuide(guide) }),
    }),
    button({
      label: t('print'),
      kind: 'secondary',
      icon: 'link-external',
      focusKey: 'guide print',
      onClick: () => post({ type: 'guide-print', ...shownGuide(guide) }),
    }),
    copied.element,
  ];
}

function contentOf(
  guide: GuideView,
  t: Translate,
  level: 1 | 4,
  picks: Map<string, string>,
  post: (message: FromGuide) => void,
  keep: () => void,
): Content[] {
  const open = (id: string) => post({ type: 'guide-open', ...shownGuide(guide), guide: id });
  const title = `h${level}` as const;
  const subtitle = level === 1 ? 'h2' : 'h5';
  const sections = sectionsOf(guide.blocks).map(({ heading, blocks }) => {
    const head = heading && h(subtitle, { class: 'section-title', tabindex: '-1' }, heading.text);
    return {
      id: heading?.id,
      head,
      element: h(
        'section',
        {},
        head,
        blocks.map((part) => blockOf(part, t, post, open)),
      ),
    };
  });
  const answers: { question: string; id: string; element: HTMLElement; mark: HTMLElement }[] = [];
  const showAll = h('div', { class: 'show-all' });

  const apply = () => {
    const hidden = hiddenSections(guide.questions, picks);
    for (const { id, element } of sections) element.hidden = id !== undefined && hidden.has(id);
    for (const { question, id, element, mark } of answers) {
      element.setAttribute('aria-pressed', String(picks.get(question) === id));
      mark.hidden = picks.get(question) !== id;
    }
    showAll.hidden = picks.size === 0;
  };
  const pick = (question: Question, { id, section, guide: other }: Question['answers'][number]) => {
    if (other !== undefined) return open(other.id);
    picks.set(question.id, id);
    keep();
    apply();
    const head = sections.find((candidate) => candidate.id === section)?.head;
    head?.focus();
    head?.scrollIntoView({ block: 'start' });
  };
  const questions = guide.questions.map((question) =>
    h(
      'div',
      { class: 'question', role: 'group', 'aria-label': question.ask },
      h('p', { class: 'ask' }, question.ask),
      h(
        'div',
        { class: 'answers' },
        question.answers.map((answer) => {
          const mark = icon(answer.guide ? 'arrow-right' : 'check');
          // the toolkit's button has no pressed state for assistive technology
          const element = h(
            'button',
            {
              type: 'button',
              class: 'answer',
              'data-focus-key': `answer ${question.id} ${answer.id}`,
              ...(answer.guide ? { title: t('opensGuide', { title: answer.guide.title }) } : {}),
              onclick: () => pick(question, answer),
            },
            mark,
            answer.text,
          );
          if (answer.guide === undefined) answers.push({ question: question.id, id: answer.id, element, mark });
          return element;
        }),
      ),
    ),
  );
  showAll.append(
    h('p', { class: 'muted' }, t('shownOnly')),
    button({
      label: t('showAll'),
      kind: 'secondary',
      focusKey: 'show all',
      onClick: () => {
        picks.clear();
        keep();
        apply();
        answers[0]?.element.focus();
      },
    }),
  );
  apply();
  return [
    level === 4 && h('p', { class: 'sureness' }, t('steps')),
    h(title, { class: 'guide-title', tabindex: '-1' }, guide.title),
    guide.summary !== '' && h('p', { class: 'summary' }, guide.summary),
    h(
      'p',
      { class: 'muted' },
      [t('for', { audience: guide.audience }), t('checked', { date: writtenDate(guide.date, guide.language) })].join(
        ' · ',
      ),
    ),
    guide.outdated &&
      h(
        'p',
        { class: 'note' },
        icon('warning'),
        h('span', {}, t('outdated', { date: writtenDate(guide.date, guide.language) })),
      ),
    questions.length > 0 && h('div', { class: 'questions' }, questions, showAll),
    sections.map((section) => section.element),
    applicationOf(guide, t, subtitle, post, open),
    sourcesOf(guide, t),
  ];
}

/** Where the values are entered in the application that will send. */
function applicationOf(
  { application }: GuideView,
  t: Translate,
  subtitle: 'h2' | 'h5',
  post: (message: FromGuide) => void,
  open: (id: string) => void,
): Content {
  if (application === undefined) return undefined;
  const { choices, chosen, blocks } = application;
  return h(
    'section',
    { class: 'application' },
    h(subtitle, { class: 'section-title' }, t('enterValues')),
    dropdown({
      label: t('application'),
      choices: [
        { value: none, label: t('chooseApplication') },
        ...choices.map(({ id, name }) => ({ value: id, label: name })),
      ],
      value: chosen === '' ? none : chosen,
      focusKey: 'guide application',
      onChange: (id) => post({ type: 'guide-application', application: id === none ? '' : id }),
    }).element,
    blocks.map((part) => blockOf(part, t, post, open)),
  );
}

/** The toolkit's drop-down has no empty value. */
const none = '(none)';

/** The guide that is shown, as messages name it. */
function shownGuide({ id, provider }: GuideView): { guide: string; provider?: string } {
  return { guide: id, ...(provider === undefined ? {} : { provider }) };
}

/** Sections that only answers lead to which were not picked where another one was. */
function hiddenSections(questions: readonly Question[], picks: ReadonlyMap<string, string>): Set<string> {
  const hidden = new Set<string>();
  const wanted = new Set<string>();
  for (const { id, answers } of questions) {
    const picked = picks.get(id);
    if (picked === undefined) continue;
    for (const { id: answer, section, next } of answers) {
      for (const led of [section, next]) if (led !== undefined) (answer === picked ? wanted : hidden).add(led);
    }
  }
  for (const section of wanted) hidden.delete(section);
  return hidden;
}

function sectionsOf(blocks: readonly Block[]): Section[] {
  const sections: Section[] = [{ blocks: [] }];
  for (const block of blocks) {
    if (block.type === 'heading') sections.push({ heading: block, blocks: [] });
    else sections.at(-1)?.blocks.push(block);
  }
  return sections.filter(({ heading, blocks: own }) => heading !== undefined || own.length > 0);
}

function sourcesOf({ sources, language }: GuideView, t: Translate): Content {
  if (sources.length === 0) return undefined;
  const old = sources.filter(({ outdated }) => outdated).length;
  return h(
    'details',
    { class: 'sources' },
    h(
      'summary',
      { 'data-focus-key': 'guide sources' },
      `${t('sources')} (${sources.length})`,
      old > 0 && ` · ${t('someOld', { number: old })}`,
    ),
    h(
      'ul',
      { class: 'bullets' },
      sources.map(({ title, url, date, outdated }) =>
        h(
          'li',
          {},
          url === undefined ? title : link(title, url),
          `, ${writtenDate(date, language)}`,
          outdated && h('span', { class: 'old' }, ` (${t('sourceOld')})`),
        ),
      ),
    ),
  );
}

function blockOf(part: Block, t: Translate, post: (message: FromGuide) => void, open: (id: string) => void): Content {
  const inlines = (line: readonly Inline[]) => line.map((piece) => inlineOf(piece, open));
  switch (part.type) {
    case 'heading':
      return undefined;
    case 'paragraph':
      return h('p', {}, inlines(part.inlines));
    case 'steps':
      return h(
        'ol',
        { class: 'steps' },
        part.items.map((item) => h('li', {}, h('div', {}, inlines(item)))),
      );
    case 'list':
      return h(
        'ul',
        { class: 'bullets' },
        part.items.map((item) => h('li', {}, inlines(item))),
      );
    case 'code':
      return part.language === 'text' ? message(part.text, t, post) : example(part.text, t);
  }
}

/** A message that the reader sends to somebody else. */
function message(text: string, t: Translate, post: (message: FromGuide) => void): Content {
  const copied = copiedStatus();
  return h(
    'figure',
    { class: 'message' },
    h('figcaption', {}, t('message')),
    h('pre', {}, text),
    h(
      'div',
      { class: 'message-foot' },
      button({
        label: t('copyMessage'),
        kind: 'secondary',
        icon: 'copy',
        focusKey: `copy ${text.slice(0, 40)}`,
        onClick: () => {
          post({ type: 'guide-copy-message', text });
          copied.say(t('copied'));
        },
      }),
      copied.element,
    ),
  );
}

function example(text: string, t: Translate): Content {
  return h('figure', { class: 'example' }, h('figcaption', {}, t('example')), h('pre', {}, h('code', {}, text)));
}

/** Says that something was copied, to eyes and to screen readers. */
function copiedStatus(): { element: HTMLElement; say(text: string): void } {
  const element = h('span', { class: 'muted copied', role: 'status', 'aria-live': 'polite' });
  return {
    element,
    say: (text) => {
      // the same words a second time are told only when they are new
      element.textContent = '';
      setTimeout(() => {
        element.textContent = text;
      }, 50);
    },
  };
}

function inlineOf(part: Inline, open: (id: string) => void): Content {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'strong':
      return h('strong', {}, part.text);
    case 'code':
      return h('code', {}, part.text);
    case 'label':
      return [h('strong', { class: 'label' }, part.text), part.english !== undefined && ` (${part.english})`];
    case 'ui':
      return h('strong', { class: 'label' }, part.text);
    case 'link':
      return link(part.text, part.url);
    case 'guide':
      // a button would not wrap with the text around it, and VS Code opens every address itself
      return h(
        'a',
        {
          role: 'link',
          tabindex: '0',
          class: 'text-link',
          title: part.title,
          'data-focus-key': `guide ${part.id}`,
          onclick: () => open(part.id),
          onkeydown: (event) => {
            if (event instanceof KeyboardEvent && event.key === 'Enter') open(part.id);
          },
        },
        part.text,
      );
  }
}
