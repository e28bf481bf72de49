import type { Data } from '../core/data';
import { DoctorError } from '../core/errors';
import { loadApplication } from '../core/guide/load-application';
import { guideSource, loadGuide } from '../core/guide/load-guide';
import type { Translator } from '../core/i18n/create-translator';
import { guideText } from '../core/report/guide-text';
import { today } from '../core/today';
import { exitCodes } from './exit-codes';
import { type CliOptions, choice } from './run';

/**
 * `guide ID [--for APPLICATION]`: prints one guide as Markdown. Resolves to the exit code; throws usage for an id or an
 * application that there is none of.
 */
export async function guideCommand([id]: string[], options: CliOptions, data: Data, t: Translator): Promise<number> {
  if (id === undefined) throw new DoctorError('usage', { message: t('guides:noId') });
  const guide = loadGuide(data, id, t.language, today());
  if (guide === undefined) throw new DoctorError('usage', { message: t('guides:unknown', { id }) });
  const applications = data.applications().map((application) => application.id);
  const chosen = choice('--for', options.for, applications, t);
  const { language, provider } = guide;
  const application = chosen === undefined ? undefined : loadApplication(data, chosen, provider, language, today());
  process.stdout.write(guideText(guide, data.translator(language), 'terminal', application));
  if (guide.enterValues && application === undefined)
    process.stdout.write(`\n${t('guides:enterHint', { id, list: applications.join(', ') })}\n`);
  return exitCodes.passed;
}

/** `guides`: prints the ids and titles of all guides by topic. Resolves to the exit code. */
export async function guidesCommand(
  _positionals: string[],
  _options: CliOptions,
  data: Data,
  t: Translator,
): Promise<number> {
  const topics = data.knowledge().topics.filter(({ guides }) => guides.length > 0);
  const width = Math.max(0, ...topics.flatMap(({ guides }) => guides.map((id) => id.length)));
  const blocks = topics.map(({ id, guides }) =>
    [
      t(`guides:topic_${id}`),
      ...guides.map((guide) => `  ${guide.padEnd(width)}  ${guideSource(data, guide, t.language)?.source.title ?? ''}`),
    ].join('\n'),
  );
  process.stdout.write(`${blocks.join('\n\n')}\n`);
  return exitCodes.passed;
}
