import type { ProbeResult } from '../probe/probe-result';
import type { Provider } from '../provider/provider';
import type { Diagnosis } from './diagnosis';

/** Makers of antivirus programs and proxies that answer in a mail server's place, as their certificates name them. */
const interceptors =
  /avast|avg technologies|eset ssl filter|kaspersky|bitdefender|norton|mcafee|sophos|fortinet|fortigate|zscaler|palo alto|blue ?coat|symantec web|cisco umbrella|netskope|web ?shield/i;

/**
 * The diagnosis that something else answered in the server's place; undefined when nothing shows it. A greeting is judged
 * only for servers of providers whose greeting is known: hosting companies rightly greet under another name.
 */
export function interceptionOf(result: ProbeResult, providers: readonly Provider[]): Diagnosis | undefined {
  if (result.outcome !== 'failed') return undefined;
  const issuer = result.tls?.chain.map((certificate) => certificate.issuer).find((name) => interceptors.test(name));
  if (issuer !== undefined) {
    return {
      ...toDiagnosis('certificate-of-an-interceptor', 0.95, { kind: 'tls-error', text: issuer, stage: 'tls' }),
      guide: 'antivirus-or-proxy',
    };
  }
  const host = result.host.toLowerCase();
  const provider = providers.find(({ servers }) => servers.some((server) => server.host === host));
  const greeting = result.transcript.find(({ from, stage }) => from === 'server' && stage === 'greeting')?.text;
  if (provider?.greeting === undefined || greeting === undefined || !greeting.startsWith('220')) return undefined;
  if (new RegExp(provider.greeting, 'i').test(greeting)) return undefined;
  return {
    ...toDiagnosis('greeting-of-another-server', 0.95, { kind: 'reply', text: greeting, stage: 'greeting' }),
    provider: provider.id,
  };
}

function toDiagnosis(rule: string, confidence: number, evidence: Diagnosis['evidence'][number]): Diagnosis {
  return { id: 'smtp-intercepted', confidence, rule, evidence: [evidence], fixes: [], retry: { when: 'after-fix' } };
}
