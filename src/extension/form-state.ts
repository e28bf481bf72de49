import { type TextDocument, workspace } from 'vscode';
import { type Finding, findingText, problemText } from '../core/account/finding';
import type { AccountSettings } from '../core/account/generated/smtp-file';
import { parseProxy, shownProxy } from '../core/account/proxy-address';
import { defaultAccount, type PlannedAccount, planAccount, secretKeyOf } from '../core/account/read-account';
import { parseReference } from '../core/account/reference';
import { type SmtpDocument, valueAt } from '../core/account/smtp-document';
import type { Translator } from '../core/i18n/create-translator';
import { stateOn } from '../core/provider/find-provider';
import type { Provider } from '../core/provider/provider';
import { providerStateText } from '../core/report/provider-state-text';
import { type HistoryEntry, lastPassed, settingChanges, settingsOf } from '../core/report/test-history';
import { today } from '../core/today';
import { accountFields, fieldOfPath, fileFields, pathOfField } from '../protocol/fields';
import type {
  AccountSummary,
  AccountView,
  ComparedView,
  FieldFinding,
  FormState,
  HistoryView,
  PasswordView,
  ProviderChoice,
} from '../protocol/messages';
import { type Detection, detectionView } from './detect-settings';
import { documentFindings } from './document-findings';
import { environment } from './environment';
import type { TestHistory } from './history';
import type { HostContext } from './host-context';
import { languageOffer } from './language-offer';
import { parsedDocument } from './parsed-document';
import { runView } from './run-view';
import type { Runs } from './runs';
import { signInStateOf } from './sign-in';
import { matrixView, type TestAll } from './test-all';
import { viewBase } from './webview-page';

/** What one form shows beside the document. */
export interface FormSession {
  /** The account that somebody chose; where it is not there (yet), the default account is shown. */
  selected: string;
  /** Somebody asked for this account, so it goes before the one that the form remembers. */
  named?: boolean;
  detection?: Detection;
  all?: TestAll;
}

/** Where the state of a form comes from. */
export interface FormSources {
  host: HostContext;
  runs: Runs;
  history: TestHistory;
}

/** Everything the form shows, made from the document as it stands. */
export async function formState(
  sources: FormSources,
  document: TextDocument,
  { selected, named, detection, all }: FormSession,
): Promise<FormState> {
  const { host, runs, history } = sources;
  const t = host.translator();
  // the document may change while the account is looked up: its version is that of the text that was read
  const { version } = document;
  const parsed = parsedDocument(document);
  const findings = documentFindings(host, document);
  const names = parsed.accountNames;
  const standard = defaultAccount(parsed);
  const current = names.includes(selected) ? selected : (standard ?? names[0]);
  const problem = parsed.problems[0];
  const account =
    current === undefined ? undefined : await accountView(sources, document, parsed, current, standard, findings);
  const choice = (provider: Provider) => providerChoice(t, provider);
  const offer = languageOffer(host);
  return {
    type: 'form-state',
    ...viewBase(host),
    version,
    fileName: workspace.asRelativePath(document.uri),
    dirty: document.isDirty,
    file: parsed.kind,
    ...(problem ? { problem: { message: problemText(t, problem.code), ...parsed.position(problem.range.start) } } : {}),
    accounts: names.map((name): AccountSummary => {
      const run = runs.get(document.uri, name);
      const last = history.get(document.uri, name)[0];
      const state = run ? (run.report?.result.outcome ?? 'running') : last?.outcome;
      return { name, isDefault: name === standard, ...(state ? { state, result: t(`state.${state}`) } : {}) };
    }),
    ...(account ? { account } : {}),
    ...(named && current === selected ? { named } : {}),
    values: valuesOf(parsed, fileFields, ''),
    placeholders: {
      'test.to': account?.values.from || account?.placeholders.from || '',
      'test.mode': 'login',
      'test.body': 'text',
      default: standard ?? '',
    },
    findings: findingsUnder(t, parsed, findings, (path) => path[0] !== 'accounts' || path.length === 1),
    providers: host.data
      .knowledge()
      .providers.map(choice)
      .sort((a, b) => a.name.localeCompare(b.name, t.language)),
    ...(detection ? { detection: detectionView(t, detection, choice) } : {}),
    ...(all ? { matrix: matrixView(t, all, runs, document.uri) } : {}),
    ...(offer ? { offer } : {}),
    trusted: workspace.isTrusted,
  };
}

async function accountView(
  { host, runs, history }: FormSources,
  document: TextDocument,
  parsed: SmtpDocument,
  name: string,
  standard: string | undefined,
  findings: readonly Finding[],
): Promise<AccountView> {
  const t = host.translator();
  const plan = planAccount(parsed, name, host.data.knowledge().providers);
  const { settings, provider } = plan;
  const run = runs.get(document.uri, name);
  const past = history.get(document.uri, name);
  const values = valuesOf(parsed, accountFields, name);
  const user = typeof settings.user === 'string' ? settings.user : '';
  const password = await passwordView(host, plan);
  const signedIn = plan.auth === 'oauth2' ? await signInStateOf(host, document, name) : undefined;
  const compared = run?.report?.result.outcome === 'failed' ? comparedView(past, settingsOf(plan)) : undefined;
  const view = run && runView(host, run);
  return {
    name,
    isDefault: standard === name,
    providerId: provider?.id ?? '',
    provider: provider?.name ?? '',
    providerState: provider ? providerStateText(t, provider, today()) : '',
    providerClosed: provider !== undefined && stateOn(provider, today()) === 'closed',
    preset:
      provider?.servers.some(({ port, encryption }) => port === plan.port && encryption === plan.encryption) ?? false,
    values,
    placeholders: {
      host: plan.host,
      port: String(plan.port),
      encryption: plan.encryption,
      auth: plan.auth,
      from: user.includes('@') ? user : '',
      timeout: '3m',
    },
    findings: findingsUnder(t, parsed, findings, (path) => path[1] === name && path.length >= 2, plan),
    password,
    // settings that are not complete yet: the button says what is missing
    ...(plan.auth === 'oauth2' ? { signIn: signedIn ?? { signedIn: false } } : {}),
    missing: missingFields(plan, password, values),
    ...(view ? { run: view } : {}),
    history: past.map((entry) => historyView(t, entry)),
    ...(compared ? { compared } : {}),
  };
}

/** The fields as written. A secret is never among them, nor what is no scalar and no list of them. */
function valuesOf(document: SmtpDocument, fields: readonly string[], account: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const field of fields) {
    if (field === 'password') continue;
    const value = valueAt(document, pathOfField(field as (typeof fileFields)[number], account));
    const text = Array.isArray(value) ? value.map(shown).join(', ') : shown(value);
    if (text !== '') values[field] = field === 'proxy' && parseProxy(text)?.password ? shownProxy(text) : text;
  }
  return values;
}

function missingFields(plan: PlannedAccount, password: PasswordView, values: AccountView['values']): string[] {
  const { auth, host, settings } = plan;
  const missing = host === '' ? ['host'] : [];
  // an account without user and password is one that has not been filled in yet, unless it says so
  const signsIn = auth === 'password' || (auth === 'none' && settings.auth === undefined);
  if (signsIn && !values.user) missing.push('user');
  if (signsIn && (password.kind === 'none' || password.kind === 'not-stored')) missing.push('password');
  if (!values.from && !values.user?.includes('@') && missing.length === 0) missing.push('from');
  return missing;
}

function historyView(t: Translator, { at, mode, outcome, failedStage }: HistoryEntry): HistoryView {
  const what =
    outcome === 'failed'
      ? t('form:historyFailed', { stage: t(`stage.${failedStage ?? 'settings'}`) })
      : t(`state.${outcome}`);
  return { at, state: outcome, text: `${t(`mode.${mode}`)}: ${what}` };
}

function comparedView(past: readonly HistoryEntry[], now: AccountView['values']): ComparedView | undefined {
  const passed = lastPassed(past);
  return passed && { at: passed.at, changes: settingChanges(passed.settings, now) };
}

function providerChoice(t: Translator, provider: Provider): ProviderChoice {
  const closed = stateOn(provider, today()) === 'closed';
  return { id: provider.id, name: provider.name, state: providerStateText(t, provider, today()), closed };
}

async function passwordView(host: HostContext, plan: PlannedAccount): Promise<PasswordView> {
  const t = host.translator();
  const reference = parseReference(shown(plan.settings.password));
  switch (reference.kind) {
    case 'secret': {
      const key = secretKeyOf(plan, environment);
      const stored = key !== undefined && (await host.secrets.get(key)) !== undefined;
      const label = t(stored ? 'password.stored' : 'password.notStored', { host: key?.host ?? plan.host });
      return { kind: stored ? 'stored' : 'not-stored', label };
    }
    case 'env':
      return { kind: 'environment', label: t('password.environment', { name: reference.name }) };
    case 'ask':
      return { kind: 'ask', label: t('password.ask') };
    case 'literal':
      return reference.value === ''
        ? { kind: 'none', label: t('password.none') }
        : { kind: 'literal', label: t('password.literal') };
    case 'unknown':
      return { kind: 'none', label: t('password.none') };
  }
}

/** The findings at the paths that are asked for, by field; by the rest of the path where there is no field. */
function findingsUnder(
  t: Translator,
  document: SmtpDocument,
  findings: readonly Finding[],
  wanted: (path: readonly string[]) => boolean,
  plan?: PlannedAccount,
): Record<string, FieldFinding[]> {
  const byField: Record<string, FieldFinding[]> = {};
  for (const finding of findings) {
    const { path, severity } = finding;
    if (!wanted(path)) continue;
    // an item of a list is shown at the list
    const field = fieldOfPath(path) ?? fieldOfPath(path.slice(0, -1));
    const key = field ?? (plan ? path.slice(2) : path).join('.');
    const fix = plan && fixOf(t, field, String(valueAt(document, path) ?? ''), plan);
    byField[key] ??= [];
    byField[key].push({
      severity,
      message: findingText(t, finding),
      ...(fix ? { fix } : {}),
    });
  }
  return byField;
}

/** What people write for an encryption, and what it is called here. */
const otherNames: Readonly<Record<string, AccountSettings['encryption']>> = {
  ssl: 'tls',
  'ssl/tls': 'tls',
  smtps: 'tls',
  true: 'tls',
  'start-tls': 'starttls',
  'starttls/tls': 'starttls',
  false: 'none',
  plain: 'none',
};

function fixOf(t: Translator, field: string | undefined, value: string, plan: PlannedAccount): FieldFinding['fix'] {
  if (field === 'port') {
    const port = plan.encryption === 'tls' ? 465 : 587;
    return { label: t('form:useValue', { value: port }), value: port };
  }
  const meant = field === 'encryption' ? otherNames[value.toLowerCase()] : undefined;
  return meant && { label: t('form:useValue', { value: t(`form:encryptionName_${meant}`) }), value: meant };
}

/** A value as text; whatever is no scalar is left to the text editor. */
function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
