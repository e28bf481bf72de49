import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCertificate } from '../../src/core/inbox/create-certificate';

const master = '/usr/lib/postfix/sbin/master';
const dovecot = '/usr/sbin/dovecot';

/** The doors of the server, each with its own manners. */
export type PostfixDoor =
  /** As on 587: STARTTLS, AUTH only after it. */
  | 'submission'
  /** As on 465: implicit TLS. */
  | 'submissions'
  /** As `submissions`, but a sender is refused at MAIL already. */
  | 'strictSender'
  /** As `submissions`, with a limit of 300 bytes. */
  | 'tiny'
  /** As `submissions`, and refuses an EHLO name that is not fully qualified. */
  | 'strictHello';

const doors: readonly PostfixDoor[] = ['submission', 'submissions', 'strictSender', 'tiny', 'strictHello'];

/** A Postfix with Dovecot's logins, of our own, on 127.0.0.1. */
export interface PostfixServer {
  ports: Readonly<Record<PostfixDoor, number>>;
  /** PEM to trust. */
  authority: string;
  /** Source of the mail with this Message-ID; waits for it, and rejects when it does not come. */
  delivered(mailbox: string, messageId: string): Promise<string>;
  /** What the servers logged. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/** The only users, and the address that each may send from. */
export const postfixUsers = [
  { user: 'shop@example.test', password: 'Sèlvä "77" & co', from: 'shop@example.test' },
  { user: 'other@example.test', password: 'plain-enough-77', from: 'other@example.test' },
] as const;

/** Why Postfix cannot be started here; undefined when it can. */
export function whyNoPostfix(): string | undefined {
  const absent = [master, dovecot].filter((file) => !existsSync(file));
  if (absent.length > 0) return `${absent.join(' and ')} missing (Debian packages postfix and dovecot-core)`;
  return process.getuid?.() === 0 ? undefined : 'Postfix is started by root only';
}

/** Starts both with configurations, queue and mailboxes in a folder of their own, which `close` removes. */
export async function startPostfix(): Promise<PostfixServer> {
  // short: sockets in it have paths of at most 107 bytes
  const folder = await mkdtemp(join(tmpdir(), 'pfx-'));
  await chmod(folder, 0o755);
  const certificate = await createCertificate();
  const ports = await freePorts();
  await Promise.all([
    writeFile(join(folder, 'cert.pem'), certificate.cert),
    writeFile(join(folder, 'key.pem'), certificate.key, { mode: 0o600 }),
  ]);
  await writePostfix(folder, ports);
  await writeDovecot(folder);
  const processes: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(processes.map(stopGroup));
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    processes.push(start(dovecot, ['-F', '-c', join(folder, 'dovecot.conf')], folder));
    await waitFor(async () => existsSync(join(folder, 'auth')), 'Dovecot');
    processes.push(start(master, ['-c', join(folder, 'postfix'), '-d'], folder));
    await waitFor(async () => (await Promise.all(doors.map((door) => answers(ports[door])))).every(Boolean), 'Postfix');
  } catch (error) {
    const log = await readLog(folder);
    await close();
    throw new Error(`${(error as Error).message}\n${log}`);
  }
  return {
    ports,
    authority: certificate.cert,
    delivered: (mailbox, messageId) => findMail(join(folder, 'mail', mailbox, 'new'), messageId),
    log: () => readLog(folder),
    close,
  };
}

async function writePostfix(folder: string, ports: PostfixServer['ports']): Promise<void> {
  const [postfix, dropGroup] = [await idOf('/etc/passwd', 'postfix'), await idOf('/etc/group', 'postdrop')];
  const queue = join(folder, 'queue');
  const owned = 'active bounce corrupt defer deferred flush hold incoming private saved trace'.split(' ');
  await mkdir(join(folder, 'postfix'));
  await Promise.all(
    ['pid', 'public', 'maildrop', ...owned].map((name) => mkdir(join(queue, name), { recursive: true })),
  );
  for (const name of [...owned, 'maildrop', 'public']) await chown(join(queue, name), postfix, dropGroup);
  for (const name of ['data', 'mail']) {
    await mkdir(join(folder, name));
    await chown(join(folder, name), postfix, postfix);
  }
  await writeFile(
    join(folder, 'senders'),
    postfixUsers.map(({ user, from }) => `${from} ${user}\n`),
  );
  await writeFile(
    join(folder, 'mailboxes'),
    postfixUsers.map(({ from }) => `${from} ${from}/\n`),
  );
  await writeFile(
    join(folder, 'postfix/main.cf'),
    settings({
      compatibility_level: '3.6',
      queue_directory: queue,
      data_directory: join(folder, 'data'),
      maillog_file: join(folder, 'postfix.log'),
      maillog_file_prefixes: folder,
      myhostname: 'mail.example.test',
      mydestination: '',
      // nothing is trusted for coming from here, and nothing leaves
      mynetworks: '192.0.2.0/24',
      default_transport: 'discard',
      relay_transport: 'discard',
      inet_interfaces: 'loopback-only',
      disable_dns_lookups: 'yes',
      smtpd_peername_lookup: 'no',
      alias_maps: '',
      alias_database: '',
      local_recipient_maps: '',
      virtual_mailbox_domains: 'example.test',
      virtual_mailbox_maps: `texthash:${folder}/mailboxes`,
      virtual_mailbox_base: join(folder, 'mail'),
      virtual_uid_maps: `static:${postfix}`,
      virtual_gid_maps: `static:${postfix}`,
      virtual_minimum_uid: '1',
      smtpd_tls_cert_file: join(folder, 'cert.pem'),
      smtpd_tls_key_file: join(folder, 'key.pem'),
      smtpd_tls_auth_only: 'yes',
      smtpd_sasl_auth_enable: 'yes',
      smtpd_sasl_type: 'dovecot',
      smtpd_sasl_path: join(folder, 'auth'),
      smtpd_sender_login_maps: `texthash:${folder}/senders`,
      smtpd_sender_restrictions: 'reject_sender_login_mismatch',
      smtpd_relay_restrictions: 'permit_sasl_authenticated, reject_unauth_destination',
      smtpd_error_sleep_time: '0',
    }),
  );
  const door = (name: PostfixDoor, ...options: string[]) =>
    `127.0.0.1:${ports[name]} inet n - n - - smtpd${options.map((option) => ` -o ${option}`).join('')}`;
  const implicit = 'smtpd_tls_wrappermode=yes';
  await writeFile(
    join(folder, 'postfix/master.cf'),
    [
      door('submission', 'smtpd_tls_security_level=encrypt'),
      door('submissions', implicit),
      door('strictSender', implicit, 'smtpd_delay_reject=no'),
      door('tiny', implicit, 'message_size_limit=300'),
      door('strictHello', implicit, 'smtpd_delay_reject=no', 'smtpd_helo_restrictions=reject_non_fqdn_helo_hostname'),
      'cleanup unix n - n - 0 cleanup',
      'qmgr unix n - n 300 1 qmgr',
      'tlsmgr unix - - n 1000? 1 tlsmgr',
      'rewrite unix - - n - - trivial-rewrite',
      'bounce unix - - n - 0 bounce',
      'defer unix - - n - 0 bounce',
      'trace unix - - n - 0 bounce',
      'proxymap unix - - n - - proxymap',
      'anvil unix - - n - 1 anvil',
      'discard unix - - n - - discard',
      'error unix - - n - - error',
      'retry unix - - n - - error',
      'virtual unix - n n - - virtual',
      'postlog unix-dgram n - n - 1 postlogd',
      '',
    ].join('\n'),
  );
}

async function writeDovecot(folder: string): Promise<void> {
  await writeFile(
    join(folder, 'users'),
    postfixUsers.map(({ user, password }) => `${user}:{PLAIN}${password}\n`),
  );
  await writeFile(
    join(folder, 'dovecot.conf'),
    `${settings({
      base_dir: join(folder, 'run'),
      state_dir: join(folder, 'state'),
      log_path: join(folder, 'dovecot.log'),
      protocols: '',
      listen: '127.0.0.1',
      ssl: 'no',
      disable_plaintext_auth: 'no',
      auth_mechanisms: 'plain login',
      auth_failure_delay: '0',
      auth_username_format: '%Lu',
    })}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}
service auth {
  unix_listener ${folder}/auth {
    mode = 0666
  }
}
# no waiting after a refused login (doc.dovecot.org, authentication penalty)
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`,
  );
}

const settings = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');

/** Numeric id of a name in /etc/passwd or /etc/group. */
async function idOf(file: string, name: string): Promise<number> {
  const line = (await readFile(file, 'utf8')).split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) throw new Error(`${file} has no ${name}`);
  return Number(line.split(':')[2]);
}

async function freePorts(): Promise<PostfixServer['ports']> {
  const servers = await Promise.all(
    doors.map(async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(doors.map((door, index) => [door, ports[index] ?? 0])) as Record<PostfixDoor, number>;
}

/** In the foreground, as the leader of a group of its own, so that its children can be stopped with it. */
function start(program: string, args: string[], cwd: string): ChildProcess {
  return spawn(program, args, {
    cwd,
    detached: true,
    stdio: 'ignore',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' },
  });
}

async function stopGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
      return true;
    } catch {
      return false;
    }
  };
  kill('SIGTERM');
  for (let round = 0; round < 20 && kill('SIGCONT'); round += 1) await sleep(50);
  kill('SIGKILL');
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function waitFor(ready: () => Promise<boolean>, name: string): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await ready())) {
    if (Date.now() > end) throw new Error(`${name} did not start`);
    await sleep(50);
  }
}

async function findMail(folder: string, messageId: string): Promise<string> {
  const end = Date.now() + 10_000;
  for (;;) {
    for (const name of await readdir(folder).catch(() => [])) {
      const source = await readFile(join(folder, name), 'utf8').catch(() => '');
      if (source.includes(messageId)) return source;
    }
    if (Date.now() > end) throw new Error(`no mail ${messageId} in ${folder}`);
    await sleep(50);
  }
}

async function readLog(folder: string): Promise<string> {
  const logs = ['postfix.log', 'dovecot.log'].map((name) => readFile(join(folder, name), 'utf8').catch(() => ''));
  return (await Promise.all(logs)).join('\n');
}
