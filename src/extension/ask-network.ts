import { window } from 'vscode';
import type { ProbeResult } from '../core/probe/probe-result';
import type { HostContext } from './host-context';

/** When no port of a host answers: offers to ask one well-known host, and says whether the network or the server is to blame. */
export async function askNetwork(host: HostContext, result: ProbeResult): Promise<void> {
  const { blame, looksBlocked, probe, wellKnownHost } = await import('./engine.bundle');
  if (!looksBlocked(result)) return;
  const t = host.translator();
  const names = { host: result.host, other: wellKnownHost };
  const ask = t('extension:blockedAsk', names);
  if ((await window.showInformationMessage(t('extension:blockedQuestion', names), ask)) !== ask) return;
  const answer = await blame(probe);
  void window.showInformationMessage(
    t(answer === 'network' ? 'extension:blockedNetwork' : 'extension:blockedServer', names),
  );
}
