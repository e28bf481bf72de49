import type { Language } from '../core/i18n/languages';
import { type FromGuide, isGuideView, parseFromGuide } from './guide-messages';
import type { RunView } from './run-view';
import { listOf, record, texts } from './shape';

/** Texts of the views by key, in the user's language: the namespace `webview` of the locales. */
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

/** One finding at a field. */
export interface FieldFinding {
  severity: 'error' | 'warning';
  message: string;
}

/** The fields of one account that the form edits. */
export interface AccountView {
  name: string;
  isDefault: boolean;
  /** Name of the provider as shown, empty when unknown. */
  provider: string;
  /** The provider's state and its date in a few words, empty when unknown. */
  providerState: string;
  /** True when no password can work any more. */
  providerClosed: boolean;
  host: string;
  /** As written in the file, so that a wrong value is shown too. */
  port: string;
  encryption: string;
  user: string;
  from: string;
  password: PasswordView;
  /** Values that the provider fills in where the file leaves them out. */
  placeholders: { host: string; port: string; encryption: string };
  /** By field name. */
  findings: Readonly<Record<string, FieldFinding[]>>;
  run?: RunView;
}

/** Everything the form shows. */
export interface FormState extends ViewBase {
  type: 'form-state';
  /** Version of the text document that this state was made from. */
  version: number;
  fileName: string;
  /** `invalid`: the YAML cannot be read; `foreign`: no `accounts`, so somebody else's file; `empty`: nothing in it. */
  file: 'ours' | 'invalid' | 'foreign' | 'empty';
  /** What is wrong and where; only when invalid. */
  problem?: { message: string; line: number; column: number };
  accounts: AccountView[];
  selected: string;
  /** Recipient of test mails as written, and what is used when it is left out. */
  testTo: string;
  testToPlaceholder: string;
  testToFindings: FieldFinding[];
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

/** From a view to the extension. */
export type FromView =
  | { type: 'ready' }
  /** The new value of one field; null removes the key. `version` is that of the state shown. */
  | { type: 'edit'; version: number; path: string[]; value: string | number | null }
  | { type: 'set-password'; account: string; password: string }
  | { type: 'select'; account: string }
  | { type: 'test'; account: string }
  | { type: 'cancel' }
  | { type: 'apply-fix'; account: string; fix: string }
  | { type: 'set-language'; language: Language }
  | { type: 'show-text'; path: string[] }
  | FromGuide
  | { type: 'leave-alone' };

/** Checks a message of a view at run time; undefined when its shape is wrong. */
export function parseFromView(message: unknown): FromView | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const m = message as Record<string, unknown>;
  const text = (key: string) => typeof m[key] === 'string';
  const path = () => Array.isArray(m.path) && m.path.every((part) => typeof part === 'string');
  const valid: Record<Exclude<FromView, FromGuide>['type'], () => boolean> = {
    ready: () => true,
    edit: () =>
      typeof m.version === 'number' &&
      path() &&
      (m.value === null || typeof m.value === 'string' || typeof m.value === 'number'),
    'set-password': () => text('account') && text('password'),
    select: () => text('account'),
    test: () => text('account'),
    cancel: () => true,
    'apply-fix': () => text('account') && text('fix'),
    'set-language': () => text('language'),
    'show-text': path,
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
    texts(m, 'selected', 'testTo', 'testToPlaceholder') &&
    listOf(m.testToFindings, (item) => texts(item, 'severity', 'message')) &&
    listOf(m.accounts, isAccount);
  return form ? (m as unknown as FormState) : undefined;
}

function isAccount(value: unknown): boolean {
  const account = record(value);
  return (
    account !== undefined &&
    texts(account, 'name', 'provider', 'providerState', 'host', 'port', 'encryption', 'user', 'from') &&
    texts(account.password, 'kind', 'label') &&
    texts(account.placeholders, 'host', 'port', 'encryption') &&
    Object.values(record(account.findings) ?? { none: undefined }).every((findings) =>
      listOf(findings, (item) => texts(item, 'severity', 'message')),
    ) &&
    (account.run === undefined || isRun(account.run))
  );
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
    (run.guide === undefined || isGuideView(run.guide))
  );
}
