import { LanguageStatusSeverity, languages, window } from 'vscode';
import { headline } from '../core/report/test-report';
import { showDiagnosisCommand } from './failure-findings';
import type { HostContext } from './host-context';
import type { Run, Runs } from './runs';
import { smtpFileSelector } from './smtp-file-name';

/** A status item of the language that shows the last result of the file in front. */
export function startResultStatus(host: HostContext, runs: Runs): void {
  const item = languages.createLanguageStatusItem('smtp.lastResult', smtpFileSelector);
  const last = new Map<string, Run>();
  const show = () => {
    const t = host.translator();
    const uri = window.activeTextEditor?.document.uri;
    const run = uri && last.get(uri.toString());
    item.name = t('editor:statusName');
    item.busy = run !== undefined && run.report === undefined;
    item.severity =
      run?.report?.result.outcome === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.text = textOf(run);
    item.detail = run ? run.account : '';
    item.command = run?.report?.facts
      ? {
          title: t('editor:showResult'),
          command: showDiagnosisCommand,
          arguments: [run.uri.toString(), run.account],
        }
      : undefined;
  };
  const textOf = (run: Run | undefined): string => {
    const t = host.translator();
    if (run === undefined) return t('editor:statusNone');
    return run.report ? headline(t, run.report) : t('editor:statusRunning', { account: run.account });
  };
  host.extension.subscriptions.push(
    item,
    runs.onDidChange((run) => {
      last.set(run.uri.toString(), run);
      show();
    }),
    window.onDidChangeActiveTextEditor(show),
    host.onDidChangeLanguage.event(show),
  );
  show();
}
