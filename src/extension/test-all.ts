import type { TextDocument, Uri } from 'vscode';
import type { Translator } from '../core/i18n/create-translator';
import { type Stage, stages } from '../core/probe/probe-result';
import type { MatrixView } from '../protocol/messages';
import type { HostContext } from './host-context';
import { parsedDocument } from './parsed-document';
import { runAllTests } from './run-test';
import { expectedStages } from './run-view';
import type { Run, Runs } from './runs';

/** A test of all accounts of a file, running or ended. */
export interface TestAll {
  running: boolean;
  /** The accounts as they were when it began. */
  accounts: string[];
  /** Runs from before it began, which are no part of it. */
  before: ReadonlySet<Run>;
  /** What kept an account from being tested. */
  notes: Map<string, string>;
}

/** Begins to test all accounts; resolves when all ended. `changed` is called when there is more to show than a run tells. */
export async function testAll(
  host: HostContext,
  runs: Runs,
  document: TextDocument,
  begun: (all: TestAll) => void,
): Promise<void> {
  const accounts = parsedDocument(document).accountNames;
  const before = new Set(accounts.flatMap((name) => runs.get(document.uri, name) ?? []));
  const all: TestAll = { running: true, accounts, before, notes: new Map() };
  begun(all);
  try {
    await runAllTests(host, runs, document, (account, message) => {
      all.notes.set(account, message);
    });
  } finally {
    all.running = false;
  }
}

/** The accounts by the stages that their tests went through. */
export function matrixView(t: Translator, all: TestAll, runs: Runs, uri: Uri): MatrixView {
  const found = all.accounts.map((account) => {
    const run = runs.get(uri, account);
    return { account, run: run && !all.before.has(run) ? run : undefined };
  });
  const shown = stages.filter((stage) => stage !== 'quit' && found.some(({ run }) => run && stagesOf(run).has(stage)));
  return {
    running: all.running,
    stages: shown.map((id) => ({ id, label: t(`stage.${id}`) })),
    rows: found.map(({ account, run }): MatrixView['rows'][number] => {
      const note = all.notes.get(account);
      if (run === undefined) {
        const state = note === undefined ? 'waiting' : 'failed';
        return { account, state, text: note ?? t('state.waiting'), cells: shown.map(() => null) };
      }
      const state = run.report?.result.outcome ?? 'running';
      const expected = new Set(expectedStages(run));
      return {
        account,
        state,
        text: t(`state.${state}`),
        cells: shown.map((stage) => cellOf(t, run, stage, expected)),
      };
    }),
  };
}

function stagesOf(run: Run): Set<Stage> {
  return new Set([...expectedStages(run), ...run.events.map(({ stage }) => stage)]);
}

/** The last that is known of a stage; EHLO comes twice with STARTTLS. */
function cellOf(
  t: Translator,
  run: Run,
  stage: Stage,
  expected: ReadonlySet<Stage>,
): MatrixView['rows'][number]['cells'][number] {
  const event = run.events.findLast((other) => other.stage === stage);
  if (event === undefined && !expected.has(stage)) return null;
  if (event?.state === 'ended') {
    const { outcome, ms } = event.result;
    return { state: outcome, stateLabel: t(`state.${outcome}`), ms };
  }
  const state = event === undefined || run.report ? 'waiting' : 'running';
  return { state, stateLabel: t(`state.${state}`) };
}
