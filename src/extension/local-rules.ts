import { Diagnostic, DiagnosticSeverity, FileType, Range, Uri, workspace } from 'vscode';
import type { Knowledge } from '../core/knowledge/knowledge';
import { findingSource } from './document-findings';
import type { HostContext } from './host-context';
import { smtpFileGlob } from './smtp-file-name';

/** Name of the file with rules of the workspace's own, beside smtp.yaml. */
export const localRulesName = 'smtp-rules.yaml';

/** The knowledge with the rules beside a file, when the workspace is trusted; what is wrong with them shows in Problems. */
export async function knowledgeBeside(host: HostContext, file: Uri): Promise<Knowledge> {
  return knowledgeWith(host, Uri.joinPath(file, '..', localRulesName));
}

/** The same for a text that belongs to no file: beside the first smtp.yaml of the workspace, else in its folder. */
export async function knowledgeOfWorkspace(host: HostContext): Promise<Knowledge> {
  if (!workspace.isTrusted) return host.data.knowledge();
  const [first] = await workspace.findFiles(`**/${smtpFileGlob}`, '**/node_modules/**', 1);
  if (first) return knowledgeBeside(host, first);
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return folder ? knowledgeWith(host, Uri.joinPath(folder, localRulesName)) : host.data.knowledge();
}

async function knowledgeWith(host: HostContext, uri: Uri): Promise<Knowledge> {
  const { readLocalRules, ruleProblemText, withLocalRules } = await import('./engine.bundle');
  const knowledge = host.data.knowledge();
  const source = {
    size: async () => {
      try {
        const { type, size } = await workspace.fs.stat(uri);
        return type & FileType.File ? size : undefined;
      } catch {
        return undefined;
      }
    },
    text: async () => new TextDecoder().decode(await workspace.fs.readFile(uri)),
  };
  const { rules, problems } = await readLocalRules(workspace.isTrusted, source, knowledge);
  const t = host.translator();
  host.ruleProblems.set(
    uri,
    problems.map((problem) => {
      const { line, column, id } = problem;
      const range = new Range(line - 1, column - 1, line - 1, Number.MAX_SAFE_INTEGER);
      const diagnostic = new Diagnostic(range, ruleProblemText(t, problem), DiagnosticSeverity.Error);
      diagnostic.source = findingSource;
      diagnostic.code = id;
      return diagnostic;
    }),
  );
  return withLocalRules(knowledge, rules);
}
