import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder } from './processes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Opens the sample workspace of the build in a temporary folder, or in the one given: a copy of `test/workspace` whose ports
 * are those of SMTP servers that run in this process. `close()` stops them and removes the temporary folder.
 * @param {{ folder?: string }} [options]
 * @returns {Promise<{ folder: string, mails: { from: string, to: string[], user?: string, source: string }[], close: () => Promise<void> }>}
 */
export async function openSample({ folder } = {}) {
  const bundle = join(root, 'dist', 'sample-workspace.cjs');
  if (!existsSync(bundle)) {
    throw new Error(`${bundle} is missing: run "npm run build" first.`);
  }
  const { openSampleWorkspace } = createRequire(import.meta.url)(bundle);
  const temporary = folder === undefined ? makeTemporaryFolder('sample') : undefined;
  const sample = await openSampleWorkspace(folder ?? join(temporary?.path ?? '', 'smtp-doctor-sample'));
  return {
    folder: sample.folder,
    mails: sample.mails,
    close: async () => {
      await sample.close();
      temporary?.remove();
    },
  };
}
