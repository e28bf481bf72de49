import type { Translator } from '../core/i18n/create-translator';
import { longDate } from '../core/i18n/long-date';
import type { ProbeResult, Stage, StageResult, TranscriptLine } from '../core/probe/probe-result';
import type { Provider } from '../core/provider/provider';
import {
  causeSentence,
  detailLines,
  fixLabel,
  headline,
  surenessOf,
  type TestReport,
  unknownSentence,
} from '../core/report/test-report';
import { arrows, transcriptLines } from '../core/report/transcript-lines';
import { waitMinutes } from '../core/report/wait-minutes';
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
    return {
      account: run.account,
      state: 'running',
      headline: text,
      details: [],
      stages,
      causes: [],
      fixes: [],
      mode: run.mode,
      facts: [],
      transcript: [],
    };
  }
  const retryAt = retryTime(report, host.data.knowledge().providers);
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
    mode: run.mode,
    ...(retryAt === undefined ? {} : { retryAt }),
    facts: factViews(t, report.result),
    transcript: shortened(t, transcriptLines(report.result), maxTranscript),
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

/** Characters of a transcript that a view gets; the whole of it can be copied. */
const maxTranscript = 60_000;

/** The lines, without those in the middle where they are too long together. */
function shortened(t: Translator, lines: readonly string[], limit: number): string[] {
  const length = lines.reduce((sum, line) => sum + line.length, 0);
  if (length <= limit) return [...lines];
  const cut = (line: string) => (line.length > 2000 ? `${line.slice(0, 2000)}…` : line);
  const take = (from: Iterable<string>) => {
    const taken: string[] = [];
    let left = limit / 2;
    for (const line of from) {
      left -= Math.min(line.length, 2000);
      if (left < 0) break;
      taken.push(cut(line));
    }
    return taken;
  };
  const head = take(lines);
  const tail = take([...lines].slice(head.length).reverse()).reverse();
  return [...head, t('form:transcriptCut'), ...tail];
}

/** The moment from which another test makes sense. */
function retryTime(report: TestReport, providers: readonly Provider[]): number | undefined {
  const { startedAt, ms } = report.result;
  const minutes = waitMinutes(report, providers, new Date(startedAt).toISOString().slice(0, 10));
  return minutes === undefined ? undefined : new Date(startedAt).getTime() + ms + minutes * 60_000;
}

function factViews(t: Translator, { tls, auth }: ProbeResult): RunView['facts'] {
  const facts: RunView['facts'] = [];
  const add = (label: string, value: string | undefined) => {
    if (value) facts.push({ label: t(`form:fact_${label}`), value });
  };
  if (tls) {
    const [own] = tls.chain;
    add('tls', `${tls.protocol}, ${tls.cipher}`);
    add('verified', tls.verified ? t('form:factYes') : t('form:factNo', { problem: tls.problem ?? '' }));
    add('subject', own?.subject);
    add('names', own?.names?.join(', '));
    add('issuer', own?.issuer);
    if (own) add('validTo', t('form:factDays', { date: longDate(t, own.validTo.slice(0, 10)), days: own.daysLeft }));
  }
  add('mechanism', auth?.mechanism);
  return facts;
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

/** Characters of one stage's lines that a view gets. */
const maxStage = 20_000;

/** The stages that a test of this kind goes through when nothing fails. */
export function expectedStages({ encryption, auth, mode }: Run): Stage[] {
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
    return view(stage, outcome, shortened(t, lines.length > 0 || !detail ? lines : [detail], maxStage), ms);
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
      lines.push(`${arrows[line.from]} ${line.text}`);
    }
  }
  return lines;
}
