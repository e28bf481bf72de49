import { window } from 'vscode';
import { DoctorError } from '../core/errors';
import type { HostContext } from './host-context';

/** Does what somebody asked for. What keeps it from being done is said in the user's language; a fault of ours goes to the log, too. */
export async function tellErrors<T>(
  host: HostContext,
  work: () => Promise<T> | T,
  told?: (message: string) => void,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const message = sentenceOf(host, error);
    void window.showErrorMessage(message);
    told?.(message);
    return undefined;
  }
}

function sentenceOf(host: HostContext, error: unknown): string {
  const t = host.translator();
  if (error instanceof DoctorError) return t(`errors:${error.code}`, error.details);
  console.error(error);
  return t('extension:internalError', { message: error instanceof Error ? error.message : String(error) });
}
