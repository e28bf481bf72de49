import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

const wanted = { postfix: '/usr/lib/postfix/sbin/master', 'dovecot-core': '/usr/sbin/dovecot' };
const policy = '/usr/sbin/policy-rc.d';

/** Names of the Debian packages that are missing. */
const missing = () => Object.keys(wanted).filter((name) => !existsSync(wanted[name]));

/**
 * Installs the real mail servers that the tests start for themselves: Postfix, and Dovecot for its logins. Needs root and
 * apt-get, otherwise it says so and gives false; the tests that need them are then skipped. No service is started.
 */
export function installMailServers({ log = () => undefined } = {}) {
  const names = missing();
  if (names.length === 0) return true;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    log(`skipped: ${names.join(' and ')} can only be installed by root with apt-get`);
    return false;
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-q', ...args], { env: environment, encoding: 'utf8' });
  // Debian starts what it installs, unless this file says no (invoke-rc.d(8))
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    spawnSync('debconf-set-selections', {
      input: 'postfix postfix/main_mailer_type select No configuration\n',
      env: environment,
    });
    const install = ['install', '-y', '--no-install-recommends', ...names];
    let outcome = apt(...install);
    if (outcome.status !== 0) {
      apt('update');
      outcome = apt(...install);
    }
    if (outcome.status !== 0) log(`${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-5).join('\n'));
    // nor should they start with the machine
    spawnSync('systemctl', ['disable', 'postfix', 'dovecot']);
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
  const left = missing();
  log(left.length === 0 ? `installed ${names.join(' and ')}` : `skipped: ${left.join(' and ')} could not be installed`);
  return left.length === 0;
}
