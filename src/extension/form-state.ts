import { type TextDocument, workspace } from 'vscode';
import { type Finding, findingText, problemText } from '../core/account/finding';
import { defaultAccount, type PlannedAccount, planAccount, secretKeyOf } from '../core/account/read-account';
import { parseReference } from '../core/account/reference';
import { isRecord, type SmtpDocument } from '../core/account/smtp-document';
import type { Translator } from '../core/i18n/create-translator';
import { stateOn } from '../core/provider/find-provider';
import { providerStateText } from '../core/report/provider-state-text';
import type { AccountView, FieldFinding, FormState, PasswordView } from '../protocol/messages';
import { documentFindings } from './document-findings';
import { environment } from './environment';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';
import { runView } from './run-view';
import type { Runs } from './runs';
import { viewBase } from './webview-page';

/** Everything the form shows, made from the document as it stands. */
export async function formState(
  host: HostContext,
  runs: Runs,
  document: TextDocument,
  selected: string,
): Promise<FormState> {
  const t = host.translator();
  const parsed = parsedDocument(document);
  const findings = documentFindings(host, document);
  const names = parsed.accountNames;
  const accounts = await Promise.all(names.map((name) => accountView(host, runs, document, parsed, name, findings)));
  const first = defaultAccount(parsed) ?? names[0] ?? '';
  const problem = parsed.problems[0];
  const test = isRecord(parsed.value) && isRecord(parsed.value.test) ? parsed.value.test : {};
  const current = names.includes(selected) ? selected : first;
  return {
    type: 'form-state',
    ...viewBase(host),
    version: document.version,
    fileName: workspace.asRelativePath(document.uri),
    file: parsed.kind === 'ours' && names.length === 0 ? 'empty' : parsed.kind,
    ...(problem ? { problem: { message: problemText(t, problem.code), ...parsed.position(problem.range.start) } } : {}),
    accounts,
    selected: current,
    testTo: shown(test.to),
    testToPlaceholder: accounts.find(({ name }) => name === current)?.from ?? '',
    testToFindings: fieldFindings(t, findings, ['test', 'to']),
    trusted: workspace.isTrusted,
  };
}

async function accountView(
  host: HostContext,
  runs: Runs,
  document: TextDocument,
  parsed: SmtpDocument,
  name: string,
  findings: readonly Finding[],
): Promise<AccountView> {
  const t = host.translator();
  const plan = planAccount(parsed, name, host.data.knowledge().providers);
  const { settings, provider } = plan;
  const run = runs.get(document.uri, name);
  const fields = ['host', 'port', 'encryption', 'user', 'from', 'password'] as const;
  const today = new Date().toISOString().slice(0, 10);
  return {
    name,
    isDefault: defaultAccount(parsed) === name,
    provider: provider?.name ?? '',
    providerState: provider ? providerStateText(t, provider, today) : '',
    providerClosed: provider !== undefined && stateOn(provider, today) === 'closed',
    host: shown(settings.host),
    port: shown(settings.port),
    encryption: shown(settings.encryption),
    user: shown(settings.user),
    from: shown(settings.from),
    password: await passwordView(host, plan),
    placeholders: { host: plan.host, port: String(plan.port), encryption: plan.encryption },
    findings: Object.fromEntries(fields.map((field) => [field, fieldFindings(t, findings, ['accounts', name, field])])),
    ...(run ? { run: runView(host, run) } : {}),
  };
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

function fieldFindings(t: Translator, findings: readonly Finding[], path: readonly string[]): FieldFinding[] {
  const key = JSON.stringify(path);
  return findings
    .filter((finding) => JSON.stringify(finding.path) === key)
    .map((finding) => ({
      severity: finding.severity === 'error' ? 'error' : 'warning',
      message: findingText(t, finding),
    }));
}

/** A value as text; whatever is no scalar is left to the text editor. */
function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
