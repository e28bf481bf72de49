import { encryptionLabel } from '../account/encryption-label';
import type { Data } from '../data';
import { type WrittenAddresses, withAddressFixes } from '../diagnosis/address-fixes';
import { withAlternativeFix } from '../diagnosis/alternative-fix';
import { diagnose, factsOf } from '../diagnosis/diagnose';
import type { Diagnosis, Facts, Fix } from '../diagnosis/diagnosis';
import { interceptionOf } from '../diagnosis/interception';
import { withGuides } from '../guide/find-guide';
import type { Guide } from '../guide/guide';
import { loadGuide } from '../guide/load-guide';
import type { Translator } from '../i18n/create-translator';
import type { Knowledge } from '../knowledge/knowledge';
import type { PortResult, ProbeResult, Stage } from '../probe/probe-result';
import { takesToken } from '../probe/sasl';
import { providerById } from '../provider/find-provider';

/** A test's result with its causes. Holds no secret. */
export interface TestReport {
  result: ProbeResult;
  /** Best first; empty when the test passed or the cause is unknown. */
  diagnoses: Diagnosis[];
  /** Only when the test failed. */
  facts?: Facts;
}

/** Names the causes of a result. `written` is what the file says, for fixes that change an address. */
export function reportOf(
  result: ProbeResult,
  account: Parameters<typeof factsOf>[1],
  knowledge: Knowledge,
  written: WrittenAddresses = {},
): TestReport {
  // our own words are no evidence
  if (result.fault?.kind === 'settings') return { result, diagnoses: [] };
  const facts = factsOf(result, account);
  if (facts === undefined) return { result, diagnoses: [] };
  const diagnoses = diagnose(facts, knowledge.rules);
  const interception = interceptionOf(result, knowledge.providers);
  const others = diagnoses.filter(({ id }) => id !== interception?.id);
  const ranked = interception ? [interception, ...others] : diagnoses;
  const guided = withGuides(ranked, knowledge.guides);
  const other = withAlternativeFix(guided, facts, result.alternatives ?? []);
  const provider = account.provider ? providerById(knowledge.providers, account.provider) : undefined;
  return { result, facts, diagnoses: withAddressFixes(other, facts, written, provider) };
}

/** Stages in which the server has not answered anything yet. */
const beforeAnswers: ReadonlySet<Stage> = new Set(['settings', 'dns', 'tcp', 'tls', 'greeting']);

/** The sentence for a cause; `CAUSE_PROVIDER` and `CAUSE_later`, once the server has answered before, are said in its place where they exist. */
export function causeSentence(t: Translator, diagnosis: Diagnosis, facts: Facts, knowledge: Knowledge): string {
  const provider = diagnosis.provider ? providerById(knowledge.providers, diagnosis.provider) : undefined;
  const later = facts.stage !== undefined && !beforeAnswers.has(facts.stage) ? ['later'] : [];
  const variants = [...(diagnosis.provider ? [diagnosis.provider] : []), ...later];
  const special = variants.map((variant) => `causes:${diagnosis.id}_${variant}`).find((key) => t.has(key));
  const stage = t(`stage.${facts.stage ?? 'settings'}`);
  return t(special ?? `causes:${diagnosis.id}`, {
    // a text may not say where it came from
    host: facts.host ?? '…',
    port: facts.port ?? '…',
    provider: provider?.name,
    stage,
  });
}

/** What is said when no rule holds: the stage and the class of the reply code in words (RFC 5321 section 4.2.1). */
export function unknownSentence(t: Translator, { stage: where, silent, code }: Facts): string {
  const stage = where && t(`stage.${where}`);
  if (silent && stage) return t('causes:unknownSilence', { stage });
  if (code === undefined) return stage ? t('causes:unknownFault', { stage }) : t('causes:unknownText');
  const digit = Math.floor(code / 100);
  const meaning = t(`causes:class${digit === 4 || digit === 5 ? digit : 0}`);
  return t(stage ? 'causes:unknownReply' : 'causes:unknownReplyNoStage', { code: code || '?', stage, meaning });
}

/** How sure a cause is, in words; one that stands behind another is never more than possible. */
export function surenessOf(t: Translator, { confidence }: Diagnosis, rank: number): string {
  if (rank > 0) return t('sureness.possible');
  return t(`sureness.${confidence >= 0.9 ? 'certain' : confidence >= 0.6 ? 'likely' : 'possible'}`);
}

/** A cause in one line: how sure it is, where its rule comes from when it is the workspace's own, and the sentence. */
export function causeLine(
  t: Translator,
  diagnosis: Diagnosis,
  rank: number,
  facts: Facts,
  knowledge: Knowledge,
): string {
  const source = diagnosis.local ? ` (${t('webview:localRule')})` : '';
  return `${surenessOf(t, diagnosis, rank)}${source}: ${causeSentence(t, diagnosis, facts, knowledge)}`;
}

/** One sentence that says what came out. */
export function headline(t: Translator, { result }: TestReport): string {
  const { account, host, port, mode } = result;
  if (result.outcome === 'cancelled') return t('run.cancelled', { account });
  if (result.outcome === 'failed')
    return t('run.failed', { account, stage: t(`stage.${result.failedStage ?? 'settings'}`) });
  if (mode === 'connect') return t('run.passedConnect', { host, port });
  const recipients = (result.recipients ?? []).map(({ address }) => address).join(', ');
  if (mode === 'simulate') return t('run.simulated', { to: (result.accepted ?? []).join(', ') });
  if (mode === 'envelope') return t('run.passedEnvelope', { host, to: recipients });
  if (mode === 'send') return t('run.passedSend', { host, to: (result.accepted ?? []).join(', ') });
  return result.stages.some(({ stage }) => stage === 'auth')
    ? t('run.passedLogin', { host })
    : t('run.passedNoLogin', { host });
}

/** What a test that passed does not prove; the ids are also those of `notes` in the JSON report. */
export function notesOf({ outcome, stages, auth }: ProbeResult): 'application-needs-oauth2'[] {
  const signedIn = stages.some((entry) => entry.stage === 'auth' && entry.outcome === 'passed');
  return outcome === 'passed' && signedIn && takesToken(auth?.mechanism ?? '') ? ['application-needs-oauth2'] : [];
}

/** What to add to the headline. */
export function detailLines(t: Translator, { result }: TestReport, unverified: boolean): string[] {
  const lines: string[] = notesOf(result).map((note) => t(`credentials:note.${note}`));
  if (result.outcome === 'passed' && result.mode === 'send') {
    lines.push(t('run.acceptedNotDelivered'));
    lines.push(t('run.messageId', { time: localTime(result.startedAt), id: result.messageId }));
  }
  if (result.simulated) lines.push(t('run.simulatedOnly', { host: result.host }));
  if (result.injectedPlaintext) lines.push(t('run.injected', { bytes: result.injectedPlaintext }));
  const answering = result.outcome === 'failed' ? (result.alternatives ?? []).filter(({ answers }) => answers) : [];
  if (answering.length > 0) {
    const list = [...new Set(answering.map(wayOf))].join(', ');
    lines.push(t('run.alternatives', { host: result.host, list }));
  }
  if (unverified && !result.simulated) lines.push(t('run.tlsOff'));
  return lines;
}

/** What the button of a fix says. */
export function fixLabel(t: Translator, { id, port, encryption, value }: Fix): string {
  return t(`fixes.${id}`, { value, port, encryption: encryption && encryptionLabel(encryption) });
}

/** A moment as mail logs write it, `2026-11-21 18:55:17` in the time of this machine; Intl would cost a short command more than all else. */
function localTime(iso: string): string {
  const date = new Date(iso);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ');
}

/** A port with the encryption that it really has. */
function wayOf({ port, encryption, starttls }: PortResult): string {
  return encryption === 'tls' ? `${port} (SSL/TLS)` : starttls ? `${port} (STARTTLS)` : String(port);
}

/** The guide of the first cause, in the translator's language, as it reads on `today` (ISO 8601 day). */
export function guideOf(
  report: Pick<TestReport, 'diagnoses'>,
  data: Data,
  t: Translator,
  today: string,
): Guide | undefined {
  const id = report.diagnoses[0]?.guide;
  return id === undefined ? undefined : loadGuide(data, id, t.language, today);
}
