import { DoctorError } from '../core/errors';
import { loadApplication } from '../core/guide/load-application';
import { guideSource, loadGuide } from '../core/guide/load-guide';
import { columns } from '../core/report/columns';
import { guideText } from '../core/report/guide-text';
import { today } from '../core/today';
import { choice } from './choice';
import type { Run } from './commands';
import { exitCodes } from './exit-codes';

/**
 * `guide ID [--for APPLICATION]`: prints one guide as Markdown. Resolves to the exit code; throws usage for an id or an
 * application that there is none of.
 */
export const guideCommand: Run = async ([id], options, data, t) => {
  if (id === undefined) throw new DoctorError('usage', { message: t('guides:noId') });
  const guide = loadGuide(data, id, t.language, today());
  if (guide === undefined) throw new DoctorError('usage', { message: t('guides:unknown', { id }) });
  const applications = data.applications().map((application) => application.id);
  const chosen = choice('--for', options.for, applications, t);
  const application = chosen === undefined ? undefined : loadApplication(data, chosen, guide, today());
  process.stdout.write(guideText(guide, data.translator(guide.language), 'terminal', application));
  if (guide.enterValues && application === undefined)
    process.stdout.write(`\n${t('guides:enterHint', { id, list: applications.join(', ') })}\n`);
  return exitCodes.passed;
};

/** `guides`: prints the ids and titles of all guides by topic. Resolves to the exit code. */
export const guidesCommand: Run = async (_positionals, _options, data, t) => {
  const topics = data.knowledge().topics.filter(({ guides }) => guides.length > 0);
  const title = (id: string) => guideSource(data, id, t.language)?.source.title ?? '';
  const lines = columns(topics.flatMap(({ guides }) => guides.map((id) => [id, title(id)])));
  const blocks = topics.map(({ id, guides }) =>
    [t(`guides:topic_${id}`), ...lines.splice(0, guides.length).map((line) => `  ${line}`)].join('\n'),
  );
  process.stdout.write(`${blocks.join('\n\n')}\n`);
  return exitCodes.passed;
};
