import type { Data } from '../data';
import type { TextDiagnosis } from '../diagnosis/diagnose-text';
import type { Facts } from '../diagnosis/diagnosis';
import type { Translator } from '../i18n/create-translator';
import { guideText } from './guide-text';
import { causeLine, guideOf, unknownSentence } from './test-report';
import { waitLines, waitMinutes } from './wait-minutes';

/** The object that `diagnose --jsonl` writes for one text; fields may be added, not renamed. */
export function diagnosisJson({ diagnoses, facts }: TextDiagnosis, id: unknown = null): Record<string, unknown> {
  const first = facts[0];
  return {
    id,
    ...(first?.stage ? { stage: first.stage } : {}),
    ...(first?.code === undefined ? {} : { code: first.code }),
    ...(first?.enhanced ? { enhanced: first.enhanced } : {}),
    diagnoses: diagnoses.map(({ id, provider, confidence, rule, local, guide, evidence, retry }) => ({
      id,
      ...(provider ? { provider } : {}),
      confidence,
      rule,
      ...(local ? { local } : {}),
      ...(guide ? { guide } : {}),
      ...(retry ? { retry } : {}),
      evidence,
    })),
  };
}

/** The causes of a text for the terminal: the first with its proof and its guide on `today` (ISO 8601 day), the others in one line each. */
export function diagnosisText({ diagnoses, facts }: TextDiagnosis, data: Data, t: Translator, today: string): string {
  const knowledge = data.knowledge();
  const proof: Facts = facts[0] ?? {};
  const [first, ...others] = diagnoses;
  if (!first) {
    if (proof.code === undefined && proof.errorCode === undefined) return `${t('cli:noFailure')}\n`;
    return `${[unknownSentence(t, proof), ...proofLines(proof.text, t)].join('\n')}\n`;
  }
  const lines = [causeLine(t, first, 0, proof, knowledge)];
  lines.push(...proofLines(first.evidence[0]?.text, t));
  lines.push(...waitLines(t, waitMinutes({ diagnoses, facts: proof }, knowledge.providers, today)));
  const guide = guideOf({ diagnoses }, data, t, today);
  if (guide) lines.push('', guideText(guide, data.translator(guide.language), 'result').trimEnd());
  if (others.length > 0) {
    lines.push('', `${t('cli:otherCauses')}:`);
    lines.push(...others.slice(0, 4).map((other) => `- ${causeLine(t, other, 1, proof, knowledge)}`));
  }
  return `${lines.join('\n')}\n`;
}

function proofLines(text: string | undefined, t: Translator): string[] {
  return text ? [`${t('cli:proof')}: ${text.slice(0, 600)}`] : [];
}
