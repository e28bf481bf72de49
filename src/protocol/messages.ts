import type { Language } from '../core/i18n/languages';
import type { SignInState } from '../core/oauth2/sign-ins';
import { type FromGuide, isGuideView, parseFromGuide } from './guide-messages';
import type { RunView, StageView } from './run-view';
import { listOf, record, texts } from './shape';

/** Texts of the views by key, in the user's language: the namespaces `webview` and `form` of the locales. */
export type Strings = Readonly<Record<string, string>>;

/** What every view is told. */
export interface ViewBase {
  strings: Strings;
  language: Language;
  /** Languages to choose from, each with its own name. */
  languages: { id: Language; name: string }[];
}

/** State of the password of an account, never the password. */
export interface PasswordView {
  kind: 'stored' | 'not-stored' | 'environment' | 'ask' | 'literal' | 'none';
  /** One sentence: set or not set, and for which host. */
  label: string;
}

/** Who is signed in with OAuth 2, never a token. */
export type SignInView = SignInState;

/** One finding at a field. */
export interface FieldFinding {
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** A value that would be right, and what its link says. */
  fix?: { label: string; value: string | number };
}

/** One row of the library of accounts. */
export interface AccountSummary {
  name: string;
  isDefault: boolean;
  /** The account's last test; left out when there was none. */
  state?: RunView['state'];
  /** What came out, in words. */
  result?: string;
}

/** One test of the past. */
export interface HistoryView {
  /** ISO 8601. */
  at: string;
  state: 'passed' | 'failed' | 'cancelled';
  /** Mode and outcome in words. */
  text: string;
}

/** What is different from when the account last worked. */
export interface ComparedView {
  /** ISO 8601. */
  at: string;
  changes: { name: string; before: string; now: string }[];
}

/** The account that the form shows. */
export interface AccountView {
  name: string;
  isDefault: boolean;
  /** Id of the provider, named in the file or known by the host; empty when unknown. */
  providerId: string;
  /** Name of the provider as shown, empty when unknown. */
  provider: string;
  /** The provider's state and its date in a few words, empty when unknown. */
  providerState: string;
  /** True when no password can work any more. */
  providerClosed: boolean;
  /** True when what the file leaves out of port and encryption is what the provider says. */
  preset: boolean;
  /** By field name, as written in the file, so that a wrong value is shown too; a field that is left out has none. */
  values: Readonly<Record<string, string>>;
  /** What holds where the file leaves a field out, by field name. */
  placeholders: Readonly<Record<string, string>>;
  /** By field name; also of keys that have no field. */
  findings: Readonly<Record<string, FieldFinding[]>>;
  password: PasswordView;
  /** Only of an account that uses OAuth 2. */
  signIn?: SignInView;
  /** Fields that are still to be typed before a test can pass. */
  missing: string[];
  run?: RunView;
  /** Newest first. */
  history: HistoryView[];
  /** Only after a failure, when it worked before. */
  compared?: ComparedView;
}

/** A provider to choose. */
export interface ProviderChoice {
  id: string;
  name: string;
  /** How it stands with passwords, and since when, in a few words. */
  state: string;
  closed: boolean;
}

/** What was found for an address, before anything of it is written. */
export interface DetectionView {
  address: string;
  step: 'invalid' | 'ask-dns' | 'no-answer' | 'nothing' | 'found';
  /** The domain that is asked about, or was. */
  domain: string;
  provider?: ProviderChoice;
  /** What would be written, each with where it comes from. */
  values: { field: string; value: string; source: string }[];
}

/** The accounts of the file tested one beside the other. */
export interface MatrixView {
  running: boolean;
  stages: { id: string; label: string }[];
  rows: {
    account: string;
    state: RunView['state'] | 'waiting';
    text: string;
    /** In the order of the stages; left out where the test does not go there. */
    cells: ({ state: StageView['state']; stateLabel: string; ms?: number } | null)[];
  }[];
}

/** Everything the form shows. */
export interface FormState extends ViewBase {
  type: 'form-state';
  /** Version of the text document that this state was made from. */
  version: number;
  fileName: string;
  /** The document has changes that are not saved. */
  dirty: boolean;
  /** `invalid`: the YAML cannot be read; `foreign`: no `accounts`, so somebody else's file; `empty`: nothing in it. */
  file: 'ours' | 'invalid' | 'foreign' | 'empty';
  /** What is wrong and where; only when invalid. */
  problem?: { message: string; line: number; column: number };
  accounts: AccountSummary[];
  /** The account that is shown; left out when there is none. */
  account?: AccountView;
  /** Somebody asked for that account, so it goes before the one that the form remembers. */
  named?: boolean;
  /** Fields of the whole file, as written. */
  values: Readonly<Record<string, string>>;
  placeholders: Readonly<Record<string, string>>;
  findings: Readonly<Record<string, FieldFinding[]>>;
  providers: ProviderChoice[];
  detection?: DetectionView;
  matrix?: MatrixView;
  /** An offer, in a language that the operating system speaks, to switch to it. */
  offer?: { language: Language; text: string; accept: string; decline: string };
  /** False in a workspace that is not trusted: nothing is sent. */
  trusted: boolean;
}

/** Everything the diagnosis panel shows. */
export interface PanelState extends ViewBase {
  type: 'panel-state';
  run: RunView;
  fileName: string;
}

/** From the extension to a view. */
export type ToView = FormState | PanelState;

/** A new value of one field; null removes the key. */
export interface FieldEdit {
  path: string[];
  value: string | number | boolean | null;
}

/** From a view to the extension. */
export type FromView =
  | { type: 'ready' }
  /** Made as one change of the text. `version` is that of the state shown. */
  | { type: 'edit'; version: number; edits: FieldEdit[] }
  /** What is being typed: an edit only if the form goes away before that one comes; no edits when there is nothing left to make. */
  | { type: 'draft'; version: number; edits: FieldEdit[] }
  /** A change of the library of accounts; `name` is the new one of `rename`. */
  | {
      type: 'library';
      version: number;
      action: 'add' | 'duplicate' | 'rename' | 'delete';
      account: string;
      name: string;
    }
  /** Lets a provider fill in the account; an empty id leaves all open. */
  | { type: 'set-provider'; version: number; account: string; provider: string }
  /** Looks for the provider of an address. DNS is asked only when `dns` says so. */
  | { type: 'detect'; address: string; dns: boolean }
  /** Writes what was found to the account, or to a new one when the file has none; `provider` was chosen from the list. */
  | { type: 'take-detected'; version: number; account: string; address: string; provider: string }
  | { type: 'close-detection' }
  | { type: 'set-password'; account: string; password: string }
  | { type: 'sign-in' | 'sign-out'; account: string }
  | { type: 'select'; account: string }
  /** `mode` left out: the file's own. `save`: the file is saved when the test passes. */
  | { type: 'test'; account: string; mode?: 'login' | 'send'; save?: boolean }
  | { type: 'test-all' }
  | { type: 'close-matrix' }
  | { type: 'cancel' }
  | { type: 'apply-fix'; account: string; fix: string }
  | { type: 'set-language'; language: Language }
  | { type: 'answer-offer'; accept: boolean }
  | { type: 'show-text'; path: string[] }
  | FromGuide
  | { type: 'undo' }
  | { type: 'copy-report' }
  | { type: 'copy-transcript' }
  | { type: 'leave-alone' };

/** Checks a message of a view at run time; undefined when its shape is wrong. */
export function parseFromView(message: unknown): FromView | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const m = message as Record<string, unknown>;
  const text = (...keys: string[]) => keys.every((key) => typeof m[key] === 'string');
  const version = () => typeof m.version === 'number';
  const valid: Record<Exclude<FromView, FromGuide>['type'], () => boolean> = {
    ready: () => true,
    edit: () => version() && listOf(m.edits, isEdit) && (m.edits as unknown[]).length > 0,
    draft: () => version() && listOf(m.edits, isEdit),
    library: () =>
      version() && ['add', 'duplicate', 'rename', 'delete'].includes(m.action as string) && text('account', 'name'),
    'set-provider': () => version() && text('account', 'provider'),
    detect: () => text('address') && typeof m.dns === 'boolean',
    'take-detected': () => version() && text('account', 'address', 'provider'),
    'close-detection': () => true,
    'set-password': () => text('account', 'password'),
    'sign-in': () => text('account'),
    'sign-out': () => text('account'),
    select: () => text('account'),
    test: () =>
      text('account') &&
      (m.mode === undefined || m.mode === 'login' || m.mode === 'send') &&
      (m.save === undefined || typeof m.save === 'boolean'),
    'test-all': () => true,
    'close-matrix': () => true,
    cancel: () => true,
    'apply-fix': () => text('account', 'fix'),
    'set-language': () => text('language'),
    'answer-offer': () => typeof m.accept === 'boolean',
    'show-text': () => isPath(m.path),
    undo: () => true,
    'copy-report': () => true,
    'copy-transcript': () => true,
    'leave-alone': () => true,
  };
  const type = m.type;
  if (typeof type !== 'string' || !Object.hasOwn(valid, type)) return parseFromGuide(message);
  return valid[type as keyof typeof valid]() ? (m as unknown as FromView) : undefined;
}

/**
 * Checks a message of the extension at run time, as deep as a view needs in order not to break half-way; undefined
 * when its shape is wrong. Anybody who can frame a page can post to it.
 */
export function parseToView(message: unknown): ToView | undefined {
  const m = record(message);
  if (m === undefined || record(m.strings) === undefined || typeof m.language !== 'string') return undefined;
  if (!listOf(m.languages, (item) => texts(item, 'id', 'name')) || typeof m.fileName !== 'string') return undefined;
  if (m.type === 'panel-state') return isRun(m.run) ? (m as unknown as PanelState) : undefined;
  const form =
    m.type === 'form-state' &&
    typeof m.version === 'number' &&
    ['ours', 'invalid', 'foreign', 'empty'].includes(m.file as string) &&
    areTexts(m.values) &&
    areTexts(m.placeholders) &&
    areFindings(m.findings) &&
    listOf(m.accounts, (item) => texts(item, 'name')) &&
    listOf(m.providers, isProvider) &&
    (m.account === undefined || isAccount(m.account)) &&
    (m.named === undefined || typeof m.named === 'boolean') &&
    (m.detection === undefined || isDetection(m.detection)) &&
    (m.matrix === undefined || isMatrix(m.matrix)) &&
    (m.offer === undefined || texts(m.offer, 'language', 'text', 'accept', 'decline'));
  return form ? (m as unknown as FormState) : undefined;
}

function isAccount(value: unknown): boolean {
  const account = record(value);
  return (
    account !== undefined &&
    texts(account, 'name', 'providerId', 'provider', 'providerState') &&
    typeof account.preset === 'boolean' &&
    texts(account.password, 'kind', 'label') &&
    areTexts(account.values) &&
    areTexts(account.placeholders) &&
    areFindings(account.findings) &&
    listOf(account.missing, (item) => typeof item === 'string') &&
    listOf(account.history, (item) => texts(item, 'at', 'state', 'text')) &&
    (account.signIn === undefined || isSignIn(account.signIn)) &&
    (account.compared === undefined || isCompared(account.compared)) &&
    (account.run === undefined || isRun(account.run))
  );
}

function isSignIn(value: unknown): boolean {
  const state = record(value);
  return state?.signedIn === false || (state?.signedIn === true && texts(state, 'since'));
}

function isCompared(value: unknown): boolean {
  return texts(value, 'at') && listOf(record(value)?.changes, (item) => texts(item, 'name', 'before', 'now'));
}

function isProvider(value: unknown): boolean {
  return texts(value, 'id', 'name', 'state');
}

function isDetection(value: unknown): boolean {
  const detection = record(value);
  return (
    texts(value, 'address', 'step', 'domain') &&
    listOf(detection?.values, (item) => texts(item, 'field', 'value', 'source')) &&
    (detection?.provider === undefined || isProvider(detection.provider))
  );
}

function isMatrix(value: unknown): boolean {
  const matrix = record(value);
  return (
    listOf(matrix?.stages, (item) => texts(item, 'id', 'label')) &&
    listOf(
      matrix?.rows,
      (row) =>
        texts(row, 'account', 'state', 'text') &&
        listOf(record(row)?.cells, (cell) => cell === null || texts(cell, 'state', 'stateLabel')),
    )
  );
}

function isEdit(value: unknown): boolean {
  const edit = record(value);
  return isPath(edit?.path) && (edit?.value === null || ['string', 'number', 'boolean'].includes(typeof edit?.value));
}

function isPath(value: unknown): boolean {
  return listOf(value, (part) => typeof part === 'string');
}

function areTexts(value: unknown): boolean {
  const object = record(value);
  return object !== undefined && Object.values(object).every((text) => typeof text === 'string');
}

function areFindings(value: unknown): boolean {
  const object = record(value);
  return object !== undefined && Object.values(object).every((findings) => listOf(findings, isFinding));
}

function isFinding(value: unknown): boolean {
  return texts(value, 'message') && ['error', 'warning', 'info'].includes(record(value)?.severity as string);
}

function isRun(value: unknown): boolean {
  const run = record(value);
  return (
    run !== undefined &&
    texts(run, 'account', 'state', 'headline') &&
    listOf(run.details, (item) => typeof item === 'string') &&
    listOf(run.stages, (item) => texts(item, 'stage', 'label', 'state', 'stateLabel')) &&
    listOf(run.causes, (item) => texts(item, 'id', 'cause', 'sureness')) &&
    listOf(run.fixes, (item) => texts(item, 'id', 'label')) &&
    listOf(run.facts, (item) => texts(item, 'label', 'value')) &&
    listOf(run.transcript, (item) => typeof item === 'string') &&
    (run.guide === undefined || isGuideView(run.guide))
  );
}
