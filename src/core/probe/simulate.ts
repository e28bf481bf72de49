import type { Account } from '../account/account';
import type { ProbeOptions } from './probe';
import type { ProbeResult, Stage } from './probe-result';

/** The stages that a simulation really goes through. */
const realStages: readonly Stage[] = ['mail', 'rcpt', 'data'];

/**
 * Builds the test mail and delivers it to a server of ours on loopback. Neither the account's server nor its password
 * is touched, and the result says so: `simulated`, and the stages that only a real server can pass are `skipped`.
 * `run` is the probe itself.
 */
export async function simulate(
  account: Account,
  options: ProbeOptions,
  run: (account: Account, options: ProbeOptions) => Promise<ProbeResult>,
): Promise<ProbeResult> {
  const { startSmtpServer } = await import('../inbox/start-smtp-server');
  const server = await startSmtpServer({ as: 'inbox', implicitTls: false });
  try {
    const { family: _family, proxy: _proxy, mechanism: _mechanism, password: _password, ...rest } = account;
    const onLoopback: Account = {
      ...rest,
      host: '127.0.0.1',
      port: server.port,
      encryption: 'none',
      auth: 'none',
      test: { ...account.test, mode: 'send' },
    };
    // the message names the account's own server
    const result = await run(onLoopback, {
      ...options,
      alternatives: 'none',
      mailFor: account,
      onStage: (event) => {
        if (realStages.includes(event.stage) || event.stage === 'settings') options.onStage?.(event);
      },
    });
    return asSimulated(account, result);
  } finally {
    await server.close();
  }
}

function asSimulated(account: Account, result: ProbeResult): ProbeResult {
  const { addresses: _addresses, auth: _auth, alternatives: _alternatives, ...rest } = result;
  return {
    ...rest,
    mode: 'simulate',
    simulated: true,
    host: account.host,
    port: account.port,
    capabilities: [],
    stages: result.stages.map((stage) =>
      stage.outcome === 'passed' && !realStages.includes(stage.stage)
        ? { stage: stage.stage, outcome: 'skipped', ms: 0 }
        : stage,
    ),
    transcript: [
      { ms: 0, from: 'note', text: 'Simulated: what follows was said to a server of SMTP Doctor on this machine.' },
      ...result.transcript,
    ],
  };
}
