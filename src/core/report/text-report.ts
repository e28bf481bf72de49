import { printable } from '../account/shown-destination';
import type { Data } from '../data';
import type { Translator } from '../i18n/create-translator';
import { guideText } from './guide-text';
import { causeLine, detailLines, guideOf, headline, type TestReport, unknownSentence } from './test-report';
import { waitLines, waitMinutes } from './wait-minutes';

const marks = { passed: '✓', failed: '✕', skipped: '–', cancelled: '–', silent: '…' } as const;

/** A test's result for the terminal: stages, cause with its proof, guide. */
export function textReport(tested: TestReport, data: Data, t: Translator, unverified: boolean): string {
  // a name may have line feeds, and would begin lines of its own
  const account = printable(tested.result.account);
  const report = { ...tested, result: { ...tested.result, account } };
  const { result, diagnoses, facts } = report;
  const { host, port } = result;
  const lines = [t('cli:account', { account, host, port, mode: t(`mode.${result.mode}`) }), ''];
  const width = (texts: string[]) => Math.max(0, ...texts.map((text) => text.length));
  const labels = width(result.stages.map(({ stage }) => t(`stage.${stage}`)));
  const states = width(result.stages.map(({ outcome }) => t(`state.${outcome}`)));
  for (const { stage, outcome, ms, detail = '' } of result.stages) {
    const time = t('cli:ms', { ms }).padStart(9);
    const [first = '', ...rest] = detail.split('\n');
    const shown = outcome === 'passed' && rest.length > 0 ? `${first} …` : [first, ...rest].join(' ');
    const cells = [
      marks[outcome],
      t(`stage.${stage}`).padEnd(labels),
      t(`state.${outcome}`).padEnd(states),
      time,
      ` ${shown}`,
    ];
    lines.push(`  ${cells.join(' ')}`.trimEnd());
  }
  lines.push('', headline(t, report), ...detailLines(t, report, unverified));
  if (facts) {
    const knowledge = data.knowledge();
    const [first, ...others] = diagnoses;
    lines.push('');
    if (first) lines.push(causeLine(t, first, 0, facts, knowledge));
    else lines.push(unknownSentence(t, facts));
    if (facts.text) lines.push(`${t('cli:proof')}: ${facts.text.split('\n').join('\n  ')}`);
    const today = result.startedAt.slice(0, 10);
    lines.push(...waitLines(t, waitMinutes(report, knowledge.providers, today)));
    const guide = guideOf(report, data, t, today);
    if (guide) lines.push('', guideText(guide, data.translator(guide.language), 'result').trimEnd());
    else if (first) lines.push(t('run.noGuide'));
    if (others.length > 0) {
      lines.push('', `${t('cli:otherCauses')}:`);
      lines.push(...others.map((other) => `- ${causeLine(t, other, 1, facts, knowledge)}`));
    }
  }
  return `${lines.join('\n')}\n`;
}
