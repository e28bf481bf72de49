import type { Data } from '../core/data';
import { DoctorError } from '../core/errors';
import { guideSource, loadGuide } from '../core/guide/load-guide';
import type { Translator } from '../core/i18n/create-translator';
import { guideText } from '../core/report/guide-text';
import { exitCodes } from './exit-codes';
import type { CliOptions } from './run';
import { today } from './today';

/** `guide ID`: prints one guide as Markdown. Resolves to the exit code; throws usage for an id that there is none of. */
export async function guideCommand([id]: string[], _options: CliOptions, data: Data, t: Translator): Promise<number> {
  if (id === undefined) throw new DoctorError('usage', { message: t('guides:noId') });
  const guide = loadGuide(data, id, t.language, today());
  if (guide === undefined) throw new DoctorError('usage', { message: t('guides:unknown', { id }) });
  process.stdout.write(guideText(guide, data.translator(guide.language), 'terminal'));
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
