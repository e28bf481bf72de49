import { withGuides } from '../guide/find-guide';
import type { GuidesByCause } from '../guide/index-guides';
import { cleanText } from './clean-text';
import { compileRules } from './compile-rules';
import { aroundOf, diagnose } from './diagnose';
import type { Diagnosis, Facts } from './diagnosis';
import { extractEvidence, type TextHints } from './extract-evidence';
import type { ProviderSigns } from './find-server';
import type { Rule } from './rule';

/** What a text gave. */
export interface TextDiagnosis {
  /** Best first; empty when unknown. */
  diagnoses: Diagnosis[];
  /** The failures that were found, the first cause first. */
  facts: Facts[];
  /** The text was long: only its beginning and its end were read. */
  cut: boolean;
}

/** Failures of one text whose causes are asked for. */
const maximumFacts = 12;

/** How much less a consequence, a bare error, one beside a reply, or the text as a whole weighs than the first refusal. */
const weights = { first: 1, consequence: 0.55, error: 0.97, errorWithReply: 0.9, whole: 0.9, wholeWithReply: 0.6 };

/** The most that is claimed where nothing speaks of mail: the error of another program may have been pasted. */
const withoutMail = 0.85;

/** From here on another cause in the text is likely; beside one, only words that leave no doubt are sure. */
const likely = 0.5;
const beyondDoubt = 0.97;

/** The most that is claimed beside a likely other cause. */
const besideAnother = 0.89;

/** Words and addresses of mail. */
const mail = /mail|smtp|\bmx\b|\bmta\b|correo|poczt|pa[sš]t[oa]|[^\s@]@[^\s@]{1,200}\.\w/iu;

/**
 * The causes of any pasted text, best first, each once, and nothing of the secrets in it. The first refusal goes before what
 * came after it, a reply before an error beside it, both before the words of the whole text. A cause further down never claims
 * to be surer than the one above it; none is sure in a text that does not speak of mail, and few are beside a likely other
 * cause. With `guides`, each cause has its guide.
 */
export function diagnoseText(
  text: string,
  hints: TextHints,
  rules: readonly Rule[],
  signs: Readonly<Record<string, ProviderSigns>>,
  guides: GuidesByCause = {},
): TextDiagnosis {
  const { text: clean, cut } = cleanText(text);
  const facts = extractEvidence(clean, hints, signs);
  const best = new Map<string, { diagnosis: Diagnosis; score: number }>();
  const looked = facts.length > maximumFacts ? [...facts.slice(0, maximumFacts - 1), ...facts.slice(-1)] : facts;
  // the same for all of them
  const around = aroundOf(facts[0]?.context);
  const given = looked.map((fact) => diagnose(fact, rules, around));
  const held = new Set(given.flat().map(({ rule }) => rule));
  const replaced = new Set(
    compileRules(rules).special.flatMap(({ id, instead }) => (instead && held.has(id) ? instead : [])),
  );
  for (const [index, fact] of looked.entries()) {
    for (const diagnosis of given[index] ?? []) {
      // a special case replaces the general one also where the same words were read a second time
      if (replaced.has(diagnosis.rule)) continue;
      const score = diagnosis.confidence * weightOf(fact) - index / 1000;
      const known = best.get(diagnosis.id);
      if (known === undefined || known.score < score) best.set(diagnosis.id, { diagnosis, score });
    }
  }
  const ranked = [...best.values()].sort((a, b) => b.score - a.score);
  let ceiling = Math.min(isOfMail(facts, hints) ? 1 : withoutMail, isInDoubt(ranked) ? besideAnother : 1);
  const diagnoses = ranked.map(({ diagnosis, score }) => {
    const confidence = Math.min(ceiling, Math.max(0.05, Math.min(diagnosis.confidence, claimOf(score))));
    ceiling = confidence;
    return { ...diagnosis, confidence };
  });
  return { diagnoses: withGuides(diagnoses, guides), facts, cut };
}

/** The confidence that a score stands for: what it lost by its place in the text alone is given back. */
function claimOf(score: number): number {
  return Math.round((score + 0.03) * 100) / 100;
}

function isInDoubt([first, second]: readonly { diagnosis: Diagnosis; score: number }[]): boolean {
  return first !== undefined && first.diagnosis.confidence < beyondDoubt && claimOf(second?.score ?? 0) >= likely;
}

function isOfMail([first]: readonly Facts[], hints: TextHints): boolean {
  return (
    hints.host !== undefined || hints.port !== undefined || first?.reply === true || mail.test(first?.context ?? '')
  );
}

function weightOf(facts: Facts): number {
  if (facts.consequence) return weights.consequence;
  if (facts.whole) return facts.reply ? weights.wholeWithReply : weights.whole;
  if (facts.code !== undefined || facts.enhanced !== undefined) return weights.first;
  return facts.reply ? weights.errorWithReply : weights.error;
}
