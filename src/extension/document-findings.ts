import { extensions, type TextDocument, workspace } from 'vscode';
import type { Finding, Severity } from '../core/account/finding';
import { isTracked } from '../core/account/is-tracked';
import { planAccount, secretKeyOf } from '../core/account/read-account';
import { parseReference } from '../core/account/reference';
import { checkSmtpDocument } from '../core/lint/check-smtp-document';
import type { LintContext } from '../core/lint/lint-context';
import type { SecretKey } from '../core/ports';
import { today } from '../core/today';
import { environment } from './environment';
import type { HostContext } from './host-context';
import { isVirtual } from './is-virtual';
import { parsedDocument } from './parsed-document';

/** Where the findings of ours come from, as Problems show it. */
export const findingSource = 'SMTP Doctor';

/** Another extension that validates, completes and explains YAML from our schema. */
const yamlExtension = 'redhat.vscode-yaml';

/** True when another extension tells what the schema says: nothing may be told twice. */
export function schemaIsElsewhere(): boolean {
  return extensions.getExtension(yamlExtension) !== undefined;
}

/** Documents whose files are known to be in version control. */
const tracked = new WeakSet<TextDocument>();

/** Everything that can be said about the document as it stands; `withoutSchema` leaves out what the schema says. */
export function documentFindings(host: HostContext, document: TextDocument, withoutSchema = false): Finding[] {
  return checkSmtpDocument(parsedDocument(document), { ...lintContext(host, document), withoutSchema });
}

/** What the findings of the document depend on. */
export function lintContext(host: HostContext, document: TextDocument): LintContext {
  const resolves = workspace.isTrusted && !isVirtual(document.uri);
  return {
    providers: host.data.knowledge().providers,
    today: today(),
    severities: workspace
      .getConfiguration('smtp', document.uri)
      .get<Record<string, Severity | 'off'>>('lint.severity', {}),
    tracked: tracked.has(document),
    // nothing is resolved in a workspace that is not trusted
    ...(resolves ? { environment, isStored: (key) => host.secrets.mayHave(key) } : {}),
  };
}

/** Finds out what findings depend on and cannot wait for: whether the file is in version control, and which secrets there are. */
export async function learnAbout(host: HostContext, document: TextDocument): Promise<void> {
  if (!workspace.isTrusted || isVirtual(document.uri)) return;
  if (document.uri.scheme === 'file') {
    if (await isTracked(document.uri.fsPath)) tracked.add(document);
    else tracked.delete(document);
  }
  await Promise.all(secretKeys(host, document).map((key) => host.secrets.get(key)));
}

/** What the passwords of the document are stored under. */
export function secretKeys(host: HostContext, document: TextDocument): SecretKey[] {
  const parsed = parsedDocument(document);
  const { providers } = host.data.knowledge();
  return parsed.accountNames.flatMap((name) => {
    const plan = planAccount(parsed, name, providers);
    if (parseReference(String(plan.settings.password ?? '')).kind !== 'secret') return [];
    return secretKeyOf(plan, environment) ?? [];
  });
}
