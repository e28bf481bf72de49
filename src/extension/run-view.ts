import type { Translator } from '../core/i18n/create-translator';
import type { Stage, StageResult, TranscriptLine } from '../core/probe/probe-result';
import {
  causeSentence,
  detailLines,
  fixLabel,
  headline,
  surenessOf,
  type TestReport,
  unknownSentence,
} from '../core/report/test-report';
import type { GuideView } from '../protocol/guide-messages';
import type { CauseView, RunView, StageView } from '../protocol/run-view';
import type { HostContext } from './host-context';
import type { Run } from './runs';

/** A run as the form and the panel show it, in the user's language. */
export function runView(host: HostContext, run: Run): RunView {
  const t = host.translator();
  const { report } = run;
  const stages = stageViews(t, run);
  if (report === undefined) {
    const text = t('run.running', { account: run.account, host: run.host });
    return { account: run.account, state: 'running', headline: text, details: [], stages, causes: [], fixes: [] };
  }
  const guide = firstGuide(host, report);
  return {
    account: run.account,
    state: report.result.outcome,
    headline: headline(t, report),
    details: detailLines(t, report, run.unverified),
    stages,
    causes: causeViews(host, t, report),
    ...(guide ? { guide } : {}),
    fixes: (report.diagnoses[0]?.fixes ?? []).map((fix) => ({
      id: fix.id,
      label: fixLabel(t, fix),
      ...(fix.id === 'set-password' ? { kind: fix.id } : {}),
    })),
  };
}

/** The guide of the first cause, when there is one. */
export function firstGuide(
  { guides }: HostContext,
  { diagnoses }: Pick<TestReport, 'diagnoses'>,
): GuideView | undefined {
  const { guide, provider } = diagnoses[0] ?? {};
  return guide === undefined ? undefined : guides.view(guide, provider);
}

/** The causes of a test or of a text, best first, the first with its proof. */
export function causeViews(
  host: HostContext,
  t: Translator,
  report: Pick<TestReport, 'facts' | 'diagnoses'>,
): CauseView[] {
  const { facts, diagnoses } = report;
  if (facts === undefined) return [];
  const knowledge = host.data.knowledge();
  const proof = facts.text;
  const decisive = diagnoses[0]?.evidence.find(({ text }) => text === proof)?.decisive;
  const withProof = {
    ...(proof === undefined
      ? {}
      : { proof, proofBy: facts.code === undefined ? ('system' as const) : ('server' as const) }),
    ...(decisive ? { decisive } : {}),
  };
  if (diagnoses.length === 0) return [{ id: 'unknown', cause: unknownSentence(t, facts), sureness: '', ...withProof }];
  return diagnoses.map((diagnosis, index) => ({
    id: diagnosis.id,
    cause: causeSentence(t, diagnosis, facts, knowledge),
    sureness: surenessOf(t, diagnosis, index),
    ...(diagnosis.local ? { local: true as const } : {}),
    ...(index === 0 ? withProof : {}),
  }));
}

/** The stages that a test of this kind goes through when nothing fails. */
function expectedStages({ encryption, auth, mode }: Run): Stage[] {
  const envelope: Stage[] = ['mail', 'rcpt'];
  if (mode === 'simulate') return [...envelope, 'data'];
  const hello: Stage[] = encryption === 'tls' ? ['tls', 'greeting', 'ehlo'] : ['greeting', 'ehlo'];
  const upgrade: Stage[] = encryption === 'starttls' ? ['starttls', 'tls', 'ehlo'] : [];
  const login: Stage[] = auth === 'none' || mode === 'connect' ? [] : ['auth'];
  const mail: Stage[] = mode === 'send' ? [...envelope, 'data'] : mode === 'envelope' ? envelope : [];
  return ['dns', 'tcp', ...hello, ...upgrade, ...login, ...mail];
}

function stageViews(t: Translator, run: Run): StageView[] {
  const transcript = run.report?.result.transcript ?? [];
  const ended = run.events.filter((event) => event.state === 'ended').map(({ result }) => result as StageResult);
  const shown = ended.filter(({ stage }) => stage !== 'quit');
  const last = run.events.at(-1);
  const running =
    run.report === undefined && last && last.state !== 'ended' && last.stage !== 'quit' ? last.stage : undefined;
  const view = (stage: Stage, state: StageView['state'], lines: string[], ms?: number): StageView => ({
    stage,
    label: t(`stage.${stage}`),
    state,
    stateLabel: t(`state.${state}`),
    ...(ms === undefined ? {} : { ms }),
    lines,
  });
  const views = shown.map(({ stage, outcome, ms, detail }, index) => {
    const turn = shown.slice(0, index).filter((other) => other.stage === stage).length;
    const times = shown.filter((other) => other.stage === stage).length;
    const lines = linesOf(transcript, stage, times > 1 ? turn : undefined);
    return view(stage, outcome, lines.length > 0 || !detail ? lines : [detail], ms);
  });
  if (running) {
    const now = view(running, 'running', []);
    const slow = t('webview:slow');
    const marked = { ...now, label: `${now.label} (${slow})`, stateLabel: `${now.stateLabel}, ${slow}` };
    views.push(last?.state === 'slow' ? marked : now);
  }
  const rest = expectedStages(run).slice(views.length);
  return [...views, ...rest.map((stage) => view(stage, 'waiting', []))];
}

/** The transcript of a stage; where a stage comes twice (EHLO before and after STARTTLS), only its `turn`. */
function linesOf(transcript: readonly TranscriptLine[], stage: Stage, turn: number | undefined): string[] {
  let group = -1;
  let previous: Stage | undefined;
  const lines: string[] = [];
  for (const line of transcript) {
    if (line.stage === stage && previous !== stage) group += 1;
    previous = line.stage;
    if (line.stage === stage && (turn === undefined || turn === group)) {
      lines.push(`${{ client: '→', server: '←', note: '·' }[line.from]} ${line.text}`);
    }
  }
  return lines;
}
