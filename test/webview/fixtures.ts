import { existsSync, readFileSync } from 'node:fs';
import type { GuideState, GuideView } from '../../src/protocol/guide-messages';
import type { AccountView, FormState, PanelState, Strings } from '../../src/protocol/messages';
import type { RunView, StageView } from '../../src/protocol/run-view';

const languages: FormState['languages'] = [
  { id: 'en', name: 'English' },
  { id: 'it', name: 'Italiano' },
  { id: 'lt', name: 'Lietuvių' },
  { id: 'es', name: 'Español' },
  { id: 'pt', name: 'Português' },
  { id: 'pl', name: 'Polski' },
];

/** The texts of the views in a language; English ones where a language has none yet. */
export function strings(language: FormState['language']): Strings {
  const read = (id: string, namespace: string): Record<string, string> => {
    const file = new URL(`../../locales/${id}/${namespace}.json`, import.meta.url);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  };
  return { ...read('en', 'webview'), ...read('en', 'form'), ...read(language, 'webview'), ...read(language, 'form') };
}

/** The values of an account that tests change most, beside the account itself. */
type Changes = Partial<AccountView> & { [name in 'host' | 'port' | 'encryption' | 'user' | 'from']?: string };

/** An account that is set up for Gmail. */
export function account({ host, port, encryption, user, from, values, ...changes }: Changes = {}): AccountView {
  const short = { host, port, encryption, user, from };
  const given = Object.fromEntries(Object.entries(short).filter(([, value]) => value !== undefined)) as Strings;
  return {
    name: 'notifications',
    isDefault: true,
    providerId: 'gmail',
    provider: 'Gmail',
    providerState: 'Needs an app password (as of February 2026).',
    providerClosed: false,
    preset: true,
    values: {
      host: 'smtp.gmail.com',
      port: '465',
      encryption: 'tls',
      user: 'shop@example.com',
      from: 'Shop <shop@example.com>',
      ...given,
      ...values,
    },
    password: { kind: 'stored', label: 'Set for smtp.gmail.com.' },
    placeholders: { host: 'smtp.gmail.com', port: '465', encryption: 'tls', auth: 'password' },
    findings: {},
    missing: [],
    history: [],
    ...changes,
  };
}

/** Providers to choose from. */
export const providers: FormState['providers'] = [
  { id: 'gmail', name: 'Gmail', state: 'needs an app password · as of February 2026', closed: false },
  { id: 'outlook', name: 'Outlook.com', state: 'no passwords since 16 September 2024', closed: true },
];

/** The state of a form; the accounts are given as a whole, and `selected` names the one that is shown. */
export type FormChanges = Partial<Omit<FormState, 'accounts' | 'account'>> & {
  accounts?: AccountView[];
  selected?: string;
};

/** A form over three accounts. */
export function formState({ accounts: given, selected = 'notifications', ...changes }: FormChanges = {}): FormState {
  const accounts = given ?? [
    account(),
    account({ name: 'invoices', isDefault: false, host: 'smtp-mail.outlook.com', port: '587', encryption: 'starttls' }),
    account({ name: 'newsletter', isDefault: false }),
  ];
  const shown = accounts.find(({ name }) => name === selected) ?? accounts[0];
  return {
    type: 'form-state',
    version: 1,
    fileName: 'smtp.yaml',
    dirty: false,
    file: 'ours',
    language: 'en',
    languages,
    strings: strings(changes.language ?? 'en'),
    accounts: accounts.map(({ name, isDefault, run }) => ({
      name,
      isDefault,
      ...(run ? { state: run.state, result: run.headline } : {}),
    })),
    ...(shown ? { account: shown } : {}),
    values: { 'test.to': 'boss@example.com', 'test.mode': 'send', contact: 'info@example.com' },
    placeholders: {
      'test.to': 'shop@example.com',
      'test.mode': 'login',
      'test.body': 'text',
      default: 'notifications',
    },
    findings: {},
    providers,
    trusted: true,
    ...changes,
  };
}

/** The texts of a guide's view in a language. */
function guideTexts(language: FormState['language']): GuideView['texts'] {
  const file = new URL(`../../locales/${language}/guides.json`, import.meta.url);
  return { ...strings(language), ...JSON.parse(readFileSync(file, 'utf8')) };
}

/** A guide with two questions, all kinds of blocks, and an old source. */
export function guide(changes: Partial<GuideView> = {}): GuideView {
  const language = changes.language ?? 'en';
  const text = (value: string) => [{ type: 'text' as const, text: value }];
  return {
    id: 'm365',
    language,
    title: 'Microsoft 365: let the mailbox send',
    summary: 'The administrator switches sending on.',
    audience: 'administrators',
    date: '2026-11-21',
    questions: [
      {
        id: 'role',
        ask: 'Who are you?',
        answers: [
          { id: 'admin', text: 'The administrator', section: 'do' },
          { id: 'user', text: 'A user', section: 'ask' },
          {
            id: 'home',
            text: 'I have a personal account',
            guide: { id: 'outlook', title: 'Outlook.com takes no passwords' },
          },
        ],
      },
      {
        id: 'button',
        ask: 'Is the button there?',
        answers: [
          { id: 'yes', text: 'Yes', section: 'see' },
          { id: 'no', text: 'No', section: 'missing', next: 'do' },
        ],
      },
    ],
    blocks: [
      { type: 'paragraph', inlines: text('Sending is off.') },
      { type: 'heading', id: 'do', text: 'What to do' },
      {
        type: 'steps',
        items: [
          [
            { type: 'text', text: 'Open ' },
            { type: 'label', text: 'Aktywni użytkownicy', english: 'Active users' },
            { type: 'text', text: ' in ' },
            { type: 'link', text: 'the admin center', url: 'https://admin.microsoft.com/' },
            { type: 'text', text: '.' },
          ],
          [
            { type: 'text', text: 'Press ' },
            { type: 'ui', key: 'testAgain', text: 'Test again' },
            { type: 'text', text: '.' },
          ],
        ],
      },
      { type: 'heading', id: 'ask', text: 'What to ask' },
      { type: 'code', language: 'text', text: 'Please switch on SMTP AUTH\nfor my mailbox.' },
      { type: 'heading', id: 'see', text: 'What you should see' },
      { type: 'paragraph', inlines: text('It works.') },
      { type: 'heading', id: 'missing', text: 'If it is missing' },
      { type: 'code', language: 'yaml', text: 'port: 587' },
      {
        type: 'list',
        items: [
          [
            { type: 'text', text: 'See ' },
            { type: 'guide', text: 'security defaults', id: 'm365-defaults', title: 'Security defaults' },
            { type: 'text', text: '.' },
          ],
        ],
      },
    ],
    sources: [
      { title: 'Timeline', url: 'https://example.com/timeline', date: '2025-01', outdated: true },
      { title: 'A handbook', date: '2026-11-01' },
    ],
    texts: guideTexts(language),
    languages,
    ...changes,
  };
}

/** The guide panel over one guide. */
export function guideState(view: GuideView = guide(), canGoBack = false): GuideState {
  return { type: 'guide-state', guide: view, canGoBack };
}

/** The panel over one run. */
export function panelState(run: RunView, language: FormState['language'] = 'en'): PanelState {
  return { type: 'panel-state', run, fileName: 'smtp.yaml', language, languages, strings: strings(language) };
}

type StageEntry = readonly [StageView['stage'], string, StageView['state'], number?, string[]?];

/** Pills of a strip. */
export function stageViews(entries: readonly StageEntry[], words: Readonly<Record<string, string>> = {}): StageView[] {
  return entries.map(([stage, label, state, ms, lines = []]) => ({
    stage,
    label,
    state,
    stateLabel: words[state] ?? state,
    ...(ms === undefined ? {} : { ms }),
    lines,
  }));
}

/** A run that Gmail refuses, in English. */
export function failedRun(changes: Partial<RunView> = {}): RunView {
  return {
    account: 'notifications',
    state: 'failed',
    headline: 'The login was refused by smtp.gmail.com.',
    details: [],
    stages: stageViews([
      ['dns', 'DNS', 'passed', 4, ['smtp.gmail.com is 142.250.102.108']],
      ['tcp', 'TCP', 'passed', 21],
      ['tls', 'TLS', 'passed', 48, ['TLSv1.3, TLS_AES_256_GCM_SHA384']],
      ['ehlo', 'EHLO', 'passed', 12, ['C: EHLO [127.0.0.1]', 'S: 250-smtp.gmail.com at your service']],
      ['auth', 'AUTH', 'failed', 310, ['C: AUTH PLAIN …', 'S: 534-5.7.9 Application-specific password required.']],
      ['mail', 'MAIL', 'skipped'],
      ['rcpt', 'RCPT', 'skipped'],
      ['data', 'DATA', 'skipped'],
    ]),
    causes: [
      {
        id: 'app-password-required',
        cause: "Gmail wants an app password, not the account's password",
        sureness: 'This is it',
        proof:
          '534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor',
        decisive: '534-5.7.9 Application-specific password required',
      },
      { id: 'bad-credentials', cause: 'The user name or the password is not right', sureness: 'Possible', local: true },
    ],
    guide: {
      id: 'gmail-app-password',
      language: 'en',
      texts: guideTexts('en'),
      languages,
      questions: [],
      sources: [],
      title: 'Make an app password for Gmail',
      summary: 'Google takes a password of 16 letters that it makes for one application.',
      audience: 'owners of the mailbox',
      date: '2026-02-12',
      blocks: [
        {
          type: 'steps',
          items: [
            [
              { type: 'text', text: 'Open ' },
              { type: 'link', text: 'App passwords', url: 'https://myaccount.google.com/apppasswords' },
              { type: 'text', text: ' in your Google Account.' },
            ],
            [
              { type: 'text', text: 'Type a name and click ' },
              { type: 'label', text: 'Create' },
              { type: 'text', text: '.' },
            ],
            [{ type: 'text', text: 'Copy the 16 letters, without the spaces.' }],
          ],
        },
      ],
    },
    fixes: [{ id: 'set-password', label: 'Set the app password', kind: 'set-password' }],
    mode: 'send',
    facts: [{ label: 'Encryption', value: 'TLSv1.3, TLS_AES_256_GCM_SHA384' }],
    transcript: ['    31 ← 220 smtp.gmail.com ESMTP', '    33 → EHLO [127.0.0.1]'],
    ...changes,
  };
}

/** The same, as a shop owner in Lithuania sees it. */
export function lithuanianRun(): RunView {
  const words = { passed: 'pavyko', failed: 'nepavyko', skipped: 'praleista' };
  return failedRun({
    headline: 'Serveris „smtp.gmail.com“ prisijungimo nepriėmė.',
    stages: failedRun().stages.map((stage) => ({
      ...stage,
      stateLabel: words[stage.state as keyof typeof words] ?? stage.state,
    })),
    causes: [
      {
        id: 'app-password-required',
        cause: '„Gmail“ reikalauja programos slaptažodžio, o ne „Google“ paskyros slaptažodžio',
        sureness: 'Tai ir yra priežastis',
        proof:
          '534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor 4fb4d7f45d1cf-5c3b6d5a5e1sm1123456a12.31 - gsmtp',
        decisive: '534-5.7.9 Application-specific password required',
      },
      {
        id: 'bad-credentials',
        cause: 'Neteisingas naudotojo vardas arba slaptažodis',
        sureness: 'Įmanoma',
        proof: '535-5.7.8 Username and Password not accepted.',
        decisive: '535-5.7.8',
      },
    ],
    guide: {
      id: 'gmail-app-password',
      language: 'lt',
      texts: guideTexts('lt'),
      languages,
      questions: [],
      sources: [],
      title: 'Kaip susikurti programos slaptažodį „Gmail“ paskyrai',
      summary:
        'Programos slaptažodis – tai 16 raidžių kodas, kurį „Google“ sukuria vienai programai. Jūsų paskyros slaptažodis lieka tas pats, ir juo prisijungiate naršyklėje.',
      audience: 'pašto dėžutės savininkui',
      date: '2026-02-12',
      blocks: [
        {
          type: 'steps',
          items: [
            [
              { type: 'text', text: 'Atverkite „Google“ paskyros skiltį ' },
              { type: 'label', text: 'Sauga' },
              { type: 'text', text: ' ir įjunkite ' },
              {
                type: 'link',
                text: 'patvirtinimą dviem veiksmais',
                url: 'https://myaccount.google.com/signinoptions/two-step-verification',
              },
              {
                type: 'text',
                text: ', jeigu jis dar neįjungtas. Be jo „Google“ programų slaptažodžių neleidžia kurti.',
              },
            ],
            [
              { type: 'text', text: 'Atverkite puslapį ' },
              { type: 'link', text: 'Programų slaptažodžiai', url: 'https://myaccount.google.com/apppasswords' },
              { type: 'text', text: '. Nuoroda paskyros meniu dažnai nerodoma, todėl naudokite tiesioginį adresą.' },
            ],
            [
              { type: 'text', text: 'Įrašykite pavadinimą, pavyzdžiui, ' },
              { type: 'code', text: 'parduotuvė' },
              { type: 'text', text: ', ir spustelėkite ' },
              { type: 'label', text: '„Sukurti“', english: 'Create' },
              { type: 'text', text: '.' },
            ],
            [
              { type: 'text', text: 'Nukopijuokite 16 raidžių ' },
              { type: 'strong', text: 'be tarpų' },
              {
                type: 'text',
                text: ' ir įrašykite jas čia kaip slaptažodį. Langą uždarius, kodo daugiau nepamatysite.',
              },
            ],
          ],
        },
        {
          type: 'paragraph',
          inlines: [
            {
              type: 'text',
              text: 'Jeigu puslapis sako, kad nustatymas jūsų paskyrai negalimas, paskyrą tvarko organizacija: kreipkitės į jos administratorių.',
            },
          ],
        },
      ],
    },
    fixes: [{ id: 'set-password', label: 'Įrašyti programos slaptažodį', kind: 'set-password' }],
  });
}

/** A form in Lithuanian with a refused login. */
export function lithuanianForm(changes: FormChanges = {}): FormState {
  const gmail = account({
    name: 'pranešimai-klientams',
    providerState: 'Reikia programos slaptažodžio (2026 m. vasario mėn. duomenys).',
    password: { kind: 'stored', label: 'Įrašytas serveriui „smtp.gmail.com“.' },
    run: { ...lithuanianRun(), account: 'pranešimai-klientams' },
  });
  return formState({
    language: 'lt',
    accounts: [
      gmail,
      account({
        name: 'sąskaitos',
        isDefault: false,
        provider: 'Outlook.com',
        providerState:
          'Nuo 2024 m. rugsėjo 16 d. slaptažodžių nebepriima. Veikia: prisijungimas per „Microsoft“ (OAuth 2) arba kita siuntimo paslauga.',
        providerClosed: true,
        host: 'smtp-mail.outlook.com',
        port: '46500',
        encryption: 'starttls',
        password: { kind: 'not-stored', label: 'Dar neįrašytas.' },
        findings: {
          port: [{ severity: 'error', message: 'Prievadas „46500“ čia netinka: su STARTTLS naudojamas 587.' }],
          from: [{ severity: 'warning', message: 'Siuntėjo adresas nesutampa su naudotojo vardu.' }],
        },
      }),
      account({ name: 'naujienlaiškis', isDefault: false, run: passedRun() }),
    ],
    selected: 'pranešimai-klientams',
    ...changes,
  });
}

/** A run that goes on. */
export function runningRun(): RunView {
  return {
    account: 'notifications',
    state: 'running',
    headline: 'The test is running…',
    details: [],
    stages: stageViews([
      ['dns', 'DNS', 'passed', 4],
      ['tcp', 'TCP', 'passed', 21],
      ['tls', 'TLS', 'running'],
      ['ehlo', 'EHLO', 'waiting'],
      ['auth', 'AUTH', 'waiting'],
    ]),
    causes: [],
    fixes: [],
    mode: 'send',
    facts: [],
    transcript: [],
  };
}

/** A run that went well. */
export function passedRun(): RunView {
  return {
    account: 'notifications',
    state: 'passed',
    headline: 'Gmail accepted the mail for boss@example.com.',
    details: ['Accepted is not yet delivered: look in the inbox and in spam.', '14:02 · Message-ID <7a1c@example.com>'],
    stages: stageViews([
      ['dns', 'DNS', 'passed', 4],
      ['tcp', 'TCP', 'passed', 21],
      ['tls', 'TLS', 'passed', 48],
      ['auth', 'AUTH', 'passed', 310],
      ['data', 'DATA', 'passed', 420],
    ]),
    causes: [],
    fixes: [],
    mode: 'send',
    facts: [],
    transcript: [],
  };
}
